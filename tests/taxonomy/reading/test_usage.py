import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.model import Language
from taxonomy.reading.usage import EDGE, tokens, usage


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ik heb de planning gemaakt", Language.NL),
        ("I made the planning", Language.EN),
        ("xqzwv", Language.NL),
        ("", Language.NL),
    ],
)
def test_the_words_tell_the_language(text: str, language: Language) -> None:
    assert usage().language_of([word for _, word in tokens(text)]) is language


def test_masks_numbers_and_signs_part_words() -> None:
    assert [word for _, word in tokens("Ik, [name] en 3 anderen")] == ["ik", EDGE, EDGE, "en", EDGE, "anderen"]


@given(st.lists(st.sampled_from(["de", "trein", "xqzwv", "the", EDGE]), min_size=3, max_size=3))
def test_a_chance_lies_between_nothing_and_one(words: list[str]) -> None:
    left, word, right = words
    counts = usage().count(word, None), usage().count(right, None)
    assert 0 <= usage().chance(left, word, right, counts, None) <= 1


def test_a_pair_that_is_told_of_is_likelier_than_its_words_alone() -> None:
    def chance(left: str) -> float:
        counts = usage().count("huis", Language.NL), usage().count(EDGE, Language.NL)
        return usage().chance(left, "huis", EDGE, counts, Language.NL)

    assert chance("naar") > chance("hebben")


def test_a_word_counts_little_in_the_other_language() -> None:
    assert usage().count("vrijwilligers", Language.NL) > 10 * usage().count("vrijwilligers", Language.EN) > 0
    assert usage().count("xqzwv", Language.NL) == 0
