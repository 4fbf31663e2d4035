"""Puts misspelt words right before a text is read.

One letter too many, too few, wrong or swapped with its neighbour, in a word that no dictionary knows: it is taken for
the most used word of the corpus that is one such slip away (optimal string alignment, RapidFuzz). The first letter is
seldom the wrong one, so only words that share it are compared.
"""

from __future__ import annotations

import re
import tomllib
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
SHORTEST_CLAIM: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]+")
_WHOLE: Final = re.compile(r"(?<![\w\\)])[^\W\d_]+(?![\w(?*+])")
"""Words that stand whole in a pattern, or as the beginning of any word."""


@lru_cache(maxsize=1)
def _by_initial() -> dict[str, dict[str, int]]:
    """The words by first letter, each with its rank by use."""
    data = files("taxonomy.reading") / "data"
    used = (data / "words.txt").read_text(encoding="utf-8").split()
    # People claim skills with words that seldom stand in stories.
    claims = tomllib.loads((data / "claims.toml").read_text(encoding="utf-8"))
    patterns = (pattern for language in Language for one in claims[language]["sure"].values() for pattern in one)
    claimed = (word for pattern in patterns for word in _WHOLE.findall(pattern) if len(word) >= SHORTEST_CLAIM)
    found: dict[str, dict[str, int]] = {}
    for rank, word in enumerate((*used, *sorted(set(claimed)))):
        found.setdefault(word[0].lower(), {}).setdefault(word.lower(), rank)
    return found


def respelled(text: str) -> str:
    """The text with its slips put right. Its length may change: never take offsets from it."""
    return _WORD.sub(_put_right, text)


def place_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Characters ``start`` to ``end`` of ``respelled(text)`` as offsets into ``text``; a mended word goes whole."""
    longer, first, last = 0, start, end
    for word in _WORD.finditer(text):
        at, size = word.start() + longer, len(_put_right(word))
        if at < start:
            first = word.start() if start < at + size else start - longer - size + len(word[0])
        if at < end:
            last = word.end() if end <= at + size else end - longer - size + len(word[0])
        longer += size - len(word[0])
    return first, last


def _put_right(found: re.Match[str]) -> str:
    word = found[0]
    lower = word.lower()
    meant = put_right(lower)
    if meant == lower:
        return word
    return meant.capitalize() if word[0].isupper() else meant


def misspelt(word: str) -> bool:
    """True for a word in lower case that no dictionary knows, the corpus does not use and that is no compound."""
    return not (word in _by_initial().get(word[0], {}) or _known(word) or _compound(word))


@lru_cache(maxsize=65536)
def put_right(word: str) -> str:
    """The word that one in lower case was meant to be: itself where it is no slip."""
    near = _by_initial().get(word[0], {})
    if not SHORTEST <= len(word) <= LONGEST or not misspelt(word):
        return word
    close = process.extract(word, near.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    ranks = [(near[other], other) for other, _, _ in close if len(word) >= LONG or near[other] < COMMON]
    return min(ranks)[1] if ranks else word


def _compound(word: str) -> bool:
    """Two known words written as one, as Dutch does: no slip."""
    halves = ((word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1))
    return any(_dutch(tail) and (_dutch(head) or _dutch(head.removesuffix("s"))) for head, tail in halves)


def _dutch(word: str) -> bool:
    return simplemma.is_known(word, Language.NL.value)


def _known(word: str) -> bool:
    return any(simplemma.is_known(word, language.value) for language in Language)
