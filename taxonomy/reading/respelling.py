"""Puts misspelt words right before described behaviour is read.

One letter too many, too few, wrong or swapped with its neighbour, in a word that no dictionary knows: it is taken for
the most used word of the corpus that is one such slip away (optimal string alignment, RapidFuzz). The first letter is
seldom the wrong one, so only words that share it are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from taxonomy.model import Language

SHORTEST: Final = 4
LONG: Final = 6
"""From this length on any word of the corpus may be meant; below, one of the ``COMMON`` most used."""
COMMON: Final = 2500
LONGEST: Final = 40
"""Longer runs of letters are no words."""
SHORTEST_HALF: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _by_initial() -> dict[str, dict[str, int]]:
    """The words by first letter, each with its rank by use."""
    text = (files("taxonomy.reading") / "data" / "words.txt").read_text(encoding="utf-8")
    found: dict[str, dict[str, int]] = {}
    for rank, word in enumerate(text.split()):
        found.setdefault(word[0], {})[word] = rank
    return found


def respelled(text: str) -> str:
    """The text with its slips put right. Its length may change: never take offsets from it."""
    return _WORD.sub(_put_right, text)


def _put_right(found: re.Match[str]) -> str:
    word = found[0]
    lower = word.lower()
    meant = _meant(lower)
    if meant == lower:
        return word
    return meant.capitalize() if word[0].isupper() else meant


@lru_cache(maxsize=65536)
def _meant(word: str) -> str:
    near = _by_initial().get(word[0], {})
    if not SHORTEST <= len(word) <= LONGEST or word in near or _known(word) or _compound(word):
        return word
    close = process.extract(word, near.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    ranks = [(near[other], other) for other, _, _ in close if len(word) >= LONG or near[other] < COMMON]
    return min(ranks)[1] if ranks else word


def _compound(word: str) -> bool:
    """Two known words written as one, as Dutch does: no slip."""
    halves = ((word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1))
    return any(_known(tail) and (_known(head) or _known(head.removesuffix("s"))) for head, tail in halves)


def _known(word: str) -> bool:
    return any(simplemma.is_known(word, language.value) for language in Language)
