"""One mask for all: what somebody else may see of a redacted text.

A mask of a type tells nothing of the value, but that somebody wrote of their health or religion is a signal by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from taxonomy.redaction.mask import MASK

VEIL: Final = "[…]"


class Veiled:
    """A redacted text in which every mask is the same. ``at`` moves a character offset of the redacted text along.

    An offset inside a mask becomes the end of the veil in its place.
    """

    def __init__(self, redacted: str) -> None:
        masks = [(found.start(), found.end()) for found in MASK.finditer(redacted)]
        self.text = MASK.sub(VEIL, redacted)
        self._ends = [end for _, end in masks]
        self._shifts = [0, *accumulate(len(VEIL) - (end - start) for start, end in masks)]
        self._masks = masks

    def at(self, offset: int) -> int:
        passed = bisect_right(self._ends, offset)
        if passed < len(self._masks) and self._masks[passed][0] < offset:
            return self._masks[passed][0] + self._shifts[passed] + len(VEIL)
        return offset + self._shifts[passed]
