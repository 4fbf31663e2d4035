import pytest

from taxonomy.linking.lexical import WordsOfSkills
from taxonomy.model import Label, Language, Skill, SkillId, SkillKind


def skill(name: str, nl: str, en: str, *aliases: str) -> Skill:
    return Skill(SkillId(name), Label(nl, en), Label("", ""), SkillKind.OCCUPATIONAL, "group", {Language.EN: aliases})


@pytest.fixture(scope="module")
def words() -> WordsOfSkills:
    return WordsOfSkills(
        [
            skill("bread", "brood bakken", "bake bread", "make loaves"),
            skill("projects", "projecten leiden", "manage projects"),
            skill("management", "beheer", "manage"),
        ]
    )


SPELLED = [("they baked breads", 0), ("brood gebakken", 0), ("project management", 1), ("loaf making", 0)]


@pytest.mark.parametrize(("text", "nearest"), SPELLED)
def test_the_nearest_term_of_a_skill_counts(words: WordsOfSkills, text: str, nearest: int) -> None:
    scores = words.spelled_alike(text)

    assert int(scores.argmax()) == nearest
    assert 0 <= scores.min() <= scores.max() <= 1.0001


MENTIONED = [
    ("we bake bread here", Language.EN, [1.0, 0, 0]),
    ("the maker of loaves makes loaves", Language.EN, [0.9, 0, 0]),
    ("managing projects", Language.EN, [0, 1.0, 0]),
    ("manage projects, manage people", Language.EN, [0, 1.0, 0.5]),
    ("hij kan brood bakken", Language.NL, [1.0, 0, 0]),
    ("bake bread", Language.NL, [0, 0, 0]),
    ("bread and baking", Language.EN, [0, 0, 0]),
    ("", Language.EN, [0, 0, 0]),
]


@pytest.mark.parametrize(("text", "language", "expected"), MENTIONED)
def test_a_mention_is_told_by_lemma_and_the_longest_takes_all(
    words: WordsOfSkills, text: str, language: Language, expected: list[float]
) -> None:
    assert words.mentioned(text, [language]).tolist() == pytest.approx(expected)


def test_letters_that_no_term_has_are_like_nothing(words: WordsOfSkills) -> None:
    assert not words.spelled_alike("zzz").any()
