"""Marks in a text: whatever they are, the pieces together are the text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.console.marking import Mark, Quote, pieces, quotes_of

marks = st.lists(st.builds(Mark, st.integers(-3, 40), st.integers(-3, 40), st.integers()), max_size=6)


@given(st.text(max_size=30), marks)
def test_the_pieces_together_are_the_text(text: str, found: list[Mark]) -> None:
    cut = pieces(text, found)
    assert "".join(piece.text for piece in cut) == text
    kept = [mark for mark in found if 0 <= mark.start < mark.end <= len(text)]
    assert sum(len(piece.ending) for piece in cut) == len(kept)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ik ben [name], [age-hint]", ["[name]", "[age-hint]"]),
        ("hier […] daar", ["[…]"]),
        ("a[0] en [Haarlem] en []", []),
    ],
)
def test_what_was_hidden_is_told_from_what_was_written(text: str, masked: list[str]) -> None:
    assert [piece.text for piece in pieces(text, ()) if piece.masked] == masked


def place(start: int, end: int, standing: str, reason: str) -> dict[str, Any]:
    return {"section": 0, "start": start, "end": end, "standing": standing, "reason": reason}


@pytest.mark.parametrize(
    ("standing", "reason", "why"),
    [
        ("evidenced", "label", "label"),
        ("evidenced", "typo", "typo"),
        ("evidenced", "compound", "compound"),
        ("evidenced", "reader-2026.11", "told"),
        ("claimed", "claim", "claim"),
        ("listed", "label", "listed"),
    ],
)
def test_words_are_quoted_once_with_how_they_show_the_skill(standing: str, reason: str, why: str) -> None:
    text = "Plannen en plannen."
    skill = {"evidence": [place(0, 7, standing, reason), place(0, 7, standing, reason)]}
    assert quotes_of({"sections": [{"text": text}]}, skill) == [Quote("Plannen", why)]
