from __future__ import annotations

import pytest

from taxonomy.catalogue.words import lemmas, tokens
from taxonomy.model import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heftruck rijden", ["heftruck", "rijden"]),
        ("C++, C# en C", ["c++", "c#", "en", "c"]),
        (".NET / ASP.NET", [".net", "asp", ".net"]),
        ("Node.js", ["node", "js"]),
        ("privé-coördinator", ["prive", "coordinator"]),
        ("auto's", ["autos"]),
        ("auto’s & co.", ["autos", "co"]),
        ("rijbewijs C/CE", ["rijbewijs", "c", "ce"]),
        ("NEN 3140", ["nen", "3140"]),
        ("#1", ["1"]),
        ("c#sharp", ["c", "sharp"]),
        ("…", []),
        ("", []),
    ],
)
def test_a_text_falls_into_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ervaring met heftrucks", Language.NL, ["heftruck"]),
        ("huizen geschilderd", Language.NL, ["huis", "schilderen"]),
        ("knowledge of databases", Language.EN, ["database"]),
        ("goed met de", Language.NL, []),
    ],
)
def test_words_that_carry_a_skill_come_in_their_dictionary_form(
    text: str, language: Language, expected: list[str]
) -> None:
    assert lemmas(tokens(text), language) == expected
