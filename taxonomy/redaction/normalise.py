"""One spelling for a text before anything is looked for: NFKC, nothing invisible, entities and spaced letters read.

Every character of the result knows which piece of the original it came from, so that spans can be given in
offsets of the text as it was written.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

HIDDEN: Final = "\ufffc"
"""Stands for each character of a mask while finders look; it never occurs in normalised text."""

_INVISIBLE = (
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\ufff9-\ufffc]"
)
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_FRACTIONS = "¼½¾⅓⅔"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ._]){3,40}[^\W\d_](?![^\W_])")
_REMOVED = re.compile(f"{_INVISIBLE}|{_CONTROL}")
_LOOKALIKES = str.maketrans("аеорсухіјАВЕКМНОРСТХІЈΑΒΕΗΙΚΜΝΟΡΤΧο", "aeopcyxijABEKMHOPCTXIJABEHIKMNOPTXo")
# from the start of a word only: tried at each of its letters, a word of 50,000 letters takes minutes
_MIXED = re.compile(r"(?<!\w)\w*(?:[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z])\w*")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``value`` and, per character, where its original starts and ends; None for both when nothing moved."""

    value: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original text of the non-empty stretch ``start`` to ``end``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], max(self.ends[start:end])

    def edited(self, edits: list[tuple[int, int, str]]) -> Normalised:
        """The text with sorted, disjoint stretches replaced; a new character stems from its whole stretch."""
        if not edits:
            return self
        starts = self.starts if self.starts is not None else tuple(range(len(self.value)))
        ends = self.ends if self.ends is not None else tuple(range(1, len(self.value) + 1))
        parts: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        position = 0
        for start, end, text in edits:
            parts += (self.value[position:start], text)
            new_starts += starts[position:start]
            new_ends += ends[position:start]
            new_starts += [starts[start]] * len(text)
            new_ends += [ends[end - 1]] * len(text)
            position = end
        parts.append(self.value[position:])
        new_starts += starts[position:]
        new_ends += ends[position:]
        return Normalised("".join(parts), tuple(new_starts), tuple(new_ends))


def normalise(raw: str) -> Normalised:
    """The text as finders read it. Normalising twice changes nothing more."""
    text = Normalised(raw)
    while (step := _step(text)).value != text.value:
        text = step
    return text


def _step(text: Normalised) -> Normalised:
    text = text.edited(
        [(m.start(), m.end(), html.unescape(m[0])) for m in _ENTITY.finditer(text.value) if html.unescape(m[0]) != m[0]]
    )
    if not text.value.isascii():
        text = text.edited(_compositions(text.value))
        text = text.edited(
            [
                (m.start(), m.end(), m[0].translate(_LOOKALIKES))
                for m in _MIXED.finditer(text.value)
                if m[0].translate(_LOOKALIKES) != m[0]
            ]
        )
    text = text.edited([(m.start(), m.end(), "") for m in _REMOVED.finditer(text.value)])
    return text.edited(
        [(m.start(), m.end(), re.sub("[ ._]", "", m[0])) for m in _SPACED.finditer(text.value) if _is_word(m[0])]
    )


def _compositions(text: str) -> list[tuple[int, int, str]]:
    if unicodedata.is_normalized("NFKC", text):
        return []
    return [
        (m.start(), m.end(), composed)
        for m in _CLUSTER.finditer(text)
        if m[0] not in _FRACTIONS and (composed := unicodedata.normalize("NFKC", m[0])) != m[0]
    ]


def _is_word(spaced: str) -> bool:
    """Letters in rising order are classes of a driving licence or a list, not a word spelled out."""
    letters = spaced[::2].lower()
    return any(after <= before for before, after in itertools.pairwise(letters))
