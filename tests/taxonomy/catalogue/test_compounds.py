from __future__ import annotations

import pytest

from taxonomy.catalogue.compounds import halves

WEIGHTS = {"toets": 3.0, "ontwikkeling": 1.0, "wond": 4.0, "verzorging": 2.0, "kind": 2.0, "werk": 1.0, "rijst": 9.0}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("toetsontwikkeling", ("toets", "ontwikkeling")),
        ("wondverzorging", ("wond", "verzorging")),
        ("werksverzorging", ("werk", "verzorging")),  # the linking letter belongs to neither
        ("toets", ()),
        ("toetsenbord", ()),  # one known half is not enough
        ("ontwikkeling", ()),
        ("", ()),
    ],
)
def test_a_compound_falls_into_two_known_words_or_stays_whole(word: str, parts: tuple[str, ...]) -> None:
    assert halves(word, lambda each: WEIGHTS.get(each, 0.0)) == parts
