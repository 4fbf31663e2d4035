from __future__ import annotations

import pytest

from taxonomy.catalogue.query import Query
from taxonomy.model import Language

NL, EN = Language.NL, Language.EN


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("afdeling communicatie", set()),
        ("communicatie-afdeling", {1}),
        ("de communicatie-afdeling van een ICT-bedrijf", {2, 6}),
        ("in- en verkoop", set()),
        ("face-to-face-gesprek", {1, 2, 3}),
    ],
)
def test_a_hyphen_holds_words_together(text: str, inside: set[int]) -> None:
    assert Query.of(text, NL).inside == inside


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Excel / Power BI", ["excel", "power bi"]),
        ("Boekhouden en plannen", ["boekhouden", "plannen"]),
        ("Adobe (Photoshop, InDesign)", ["adobe", "photoshop", "indesign"]),
        ("Excel", []),
        ("Engels", []),  # “en” inside a word parts nothing
        ("ik heb lang gewerkt als kok, als bezorger en als hulp in een winkel", []),  # a sentence, no list
    ],
)
def test_a_short_list_falls_into_its_parts(text: str, parts: list[str]) -> None:
    assert [part.text for part in Query.of(text, NL).parts] == parts


@pytest.mark.parametrize(
    ("text", "asked", "languages"),
    [
        ("ik werk in de tuin", None, (NL,)),
        ("I work in the garden", None, (EN,)),
        ("python", None, (NL, EN)),
        ("ik werk in de tuin", EN, (EN,)),
    ],
)
def test_small_words_tell_the_language_unless_it_is_given(
    text: str, asked: Language | None, languages: tuple[Language, ...]
) -> None:
    assert Query.of(text, asked).languages == languages


@pytest.mark.parametrize(
    ("text", "language", "may_be"),
    [("presentatie", NL, False), ("presentatei", NL, True), ("baking bread", EN, False), ("baking braed", EN, True)],
)
def test_what_stands_in_the_dictionary_is_not_misspelt(text: str, language: Language, may_be: bool) -> None:
    assert Query.of(text, language).may_be_misspelt is may_be
