"""Keywords in a row: words somebody may be found by, without anybody doing anything.

Of the 10,173 texts of the behaviour corpus nine are such rows, and none of them shows a skill.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

FEWEST_ITEMS: Final = 8
FEWEST_SENTENCES: Final = 6
LONGEST_ITEM: Final = 3
"""Words of a keyword at most."""
_CUT: Final = re.compile(r"[,;:|/•]|\s[-–]\s")
_WORD: Final = re.compile(r"\w[\w'’-]*")
_SELF: Final = re.compile(r"\b(?:ik|i|we|wij)\b", re.IGNORECASE)


def is_enumeration(sentence: str) -> bool:
    """Whether a sentence is a row of keywords: eight or more, three in four of at most three words, and no "I"."""
    sizes = [len(_WORD.findall(item)) for item in _CUT.split(sentence) if item.strip()]
    short = sum(size <= LONGEST_ITEM for size in sizes)
    return len(sizes) >= FEWEST_ITEMS and 4 * short >= 3 * len(sizes) and _SELF.search(sentence) is None


def are_keywords(sentences: Sequence[str]) -> bool:
    """Whether sentences are keywords with full stops: six or more, two in three of at most three words."""
    short = sum(len(_WORD.findall(sentence)) <= LONGEST_ITEM for sentence in sentences)
    return len(sentences) >= FEWEST_SENTENCES and 3 * short >= 2 * len(sentences)
