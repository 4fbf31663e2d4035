"""The one mask that others see: nothing of the type is left, and offsets still point at the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.redaction import MASK, MASKS, VEIL, Veiled

WORDS = st.sampled_from(["tilde", "dozen", "[niet]", "…", *MASKS.values()])


@pytest.mark.parametrize(
    ("redacted", "shown"),
    [
        ("Na [health] werkte ik in de keuken.", f"Na {VEIL} werkte ik in de keuken."),
        ("[name][origin] kookt", f"{VEIL}{VEIL} kookt"),
        ("zonder iets", "zonder iets"),
        ("[tekst] tussen haken blijft", "[tekst] tussen haken blijft"),
        ("", ""),
    ],
)
def test_every_mask_becomes_the_same(redacted: str, shown: str) -> None:
    assert Veiled(redacted).text == shown


@given(st.lists(WORDS, max_size=12))
def test_words_between_masks_are_found_at_their_moved_places(words: list[str]) -> None:
    redacted = " ".join(words)
    veiled = Veiled(redacted)
    assert MASK.search(veiled.text) is None
    position = 0
    for word in words:
        start, end = veiled.at(position), veiled.at(position + len(word))
        assert veiled.text[start:end] == (VEIL if word in MASKS.values() else word)
        position += len(word) + 1


def test_an_offset_inside_a_mask_is_its_end() -> None:
    veiled = Veiled("ik [health] help")
    assert {veiled.at(offset) for offset in range(4, 12)} == {6}
    assert [veiled.at(3), veiled.at(12)] == [3, 7]
