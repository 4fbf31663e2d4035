from typing import Any

import pytest

from taxonomy.model import Label, Language, Skill, SkillId, SkillKind
from taxonomy.reading.lexicon import Lexicon
from taxonomy.reading.sentences import pipeline

NL, EN = Language.NL, Language.EN
PIPELINE = pipeline()


def skill(
    slug: str,
    dutch: str,
    english: str,
    kind: SkillKind,
    *,
    nl: tuple[str, ...] = (),
    en: tuple[str, ...] = (),
    **more: Any,
) -> Skill:
    label = Label(dutch, english)
    return Skill(SkillId(slug), label, label, kind, "test", aliases={NL: nl, EN: en}, **more)


SKILLS = [
    skill("cpp", "C++", "C++", SkillKind.TOOL, stands_alone=True),
    skill("dotnet", ".NET", ".NET", SkillKind.TOOL, stands_alone=True),
    skill("excel", "Excel", "Excel", SkillKind.TOOL, context=("spreadsheet", "formule")),
    skill(
        "forklift", "Heftruck rijden", "Forklift driving", SkillKind.OCCUPATIONAL, nl=("heftruck",), stands_alone=True
    ),
    skill("welding", "Lassen", "Welding", SkillKind.OCCUPATIONAL, nl=("lasser",), en=("welder",), stands_alone=True),
    skill("bookkeeping", "Boekhouden", "Bookkeeping", SkillKind.OCCUPATIONAL, nl=("boekhouding",), stands_alone=True),
    skill(
        "playground",
        "Speeltoestellen keuren",
        "Playground inspection",
        SkillKind.OCCUPATIONAL,
        nl=("WAS",),
        stands_alone=True,
    ),
    skill("vca", "VCA", "VCA", SkillKind.CERTIFICATE, stands_alone=True, nl=("heftruckcertificaat",)),
    skill("baking", "Bakken van brood", "Bread baking", SkillKind.OCCUPATIONAL, nl=("bakker",)),
]
LEXICON = Lexicon({one.id: one for one in SKILLS}, PIPELINE)


def named(text: str, language: Language = NL) -> set[str]:
    return {mention.skill_id for mention in LEXICON.mentions(list(PIPELINE(text)), language)}


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Ik schreef C++ en .NET.", {"cpp", "dotnet"}),
        ("Formules in Excel, een spreadsheet dus.", {"excel"}),
        ("Een Excel voor mijn vader.", set()),
        ("Ik reed heftruck.", {"forklift"}),
        ("Heftruckrijden kan ik.", {"forklift"}),
        ("Ik deed de boekhoudng.", {"bookkeeping"}),
        ("Ik laste hekken.", {"welding"}),
        ("Ik was moe.", set()),
        ("Gewerkt als lasser.", {"welding"}),
        ("Ik belde de lasser.", set()),
        ("Onze collega Bakker ging mee.", set()),
        ("lassen [name] boekhouden", {"welding", "bookkeeping"}),
        ("Heftruck [place] rijden", {"forklift"}),
        ("", set()),
    ],
)
def test_labels_are_found_where_they_mean_the_skill(text: str, skills: set[str]) -> None:
    assert named(text) == skills


def test_a_trade_word_of_one_language_does_not_count_in_the_other() -> None:
    assert named("The lasser was on the floor.", EN) == set()


def test_a_spoken_word_is_for_the_search_and_no_mention() -> None:
    planning = skill("planning", "Plannen", "Planning", SkillKind.OCCUPATIONAL, spoken={NL: ("dingen regelen",)})
    lexicon = Lexicon({planning.id: planning}, PIPELINE)

    assert list(lexicon.mentions(list(PIPELINE("Ik kan goed dingen regelen.")), NL)) == []


def test_a_mention_points_at_its_words() -> None:
    text = "Met VCA en heftruck."
    spans = {text[m.start : m.end] for m in LEXICON.mentions(list(PIPELINE(text)), NL)}
    assert spans == {"VCA", "heftruck"}
