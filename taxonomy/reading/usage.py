"""How often words, and pairs of words in a row, are used in texts that were written for this project."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np

from taxonomy.model import Language

EDGE: Final = ""
"""Stands beside the first and the last word, and wherever a sign or a number parts two words."""
FILE: Final = "usage.npz"
_TOKEN: Final = re.compile(r"\[[^\]]*\]|[^\W\d_]+|\d+|[^\s\w'’-]")
_PRIOR: Final = 100.0
"""A pair is believed over the use of its words by this many sightings of its first word (Dirichlet smoothing)."""
_BORROWED: Final = 0.05
"""What a sighting in the other language weighs: Dutch texts hold English words, and the other way about."""


def tokens(text: str) -> list[tuple[re.Match[str], str]]:
    """Each word of the text with itself in lower case, each mask, number and sign with ``EDGE``."""
    return [(found, found[0].lower() if found[0][0].isalpha() else EDGE) for found in _TOKEN.finditer(text)]


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts by language of each word, and in all of each pair.

    ``numbers``: word in lower case → its number from 1, by falling use; 0 is ``EDGE``. ``pairs``: first number ×
    ``width`` + second, sorted, with ``times`` beside it.
    """

    numbers: Mapping[str, int]
    counts: Mapping[Language, Sequence[int]]
    totals: Mapping[Language, int]
    pairs: Sequence[int]
    times: Sequence[int]
    width: int

    def count(self, word: str, language: Language | None) -> float:
        """Sightings of ``word`` in ``language``, those in the other weighing little; of None: in both alike."""
        number = self.numbers.get(word)
        if number is None:
            return 0.0
        if language is None:
            return sum(counts[number] for counts in self.counts.values())
        return sum(counts[number] * (1.0 if own is language else _BORROWED) for own, counts in self.counts.items())

    def chance(self, left: str, word: str, right: str, counts: tuple[float, float], language: Language | None) -> float:
        """How likely ``word`` follows ``left`` and ``right`` follows it, given the counts of ``word`` and ``right``.

        Products and quotients only: the same on every machine.
        """
        total = self.totals[language] if language else sum(self.totals.values())
        before, after = (self._after(first, second) for first, second in ((left, word), (word, right)))
        here = (before[0] + _PRIOR * counts[0] / total) / (before[1] + _PRIOR)
        return here * (after[0] + _PRIOR * counts[1] / total) / (after[1] + _PRIOR)

    def language_of(self, words: Sequence[str]) -> Language:
        """In which language more of the words are more at home; Dutch when there is nothing to tell."""
        dutch = english = 0
        for word in words:
            number = self.numbers.get(word)
            if number:
                shares = [self.counts[one][number] * self.totals[other] for one, other in _TURNS]
                dutch, english = dutch + (shares[0] > 2 * shares[1]), english + (shares[1] > 2 * shares[0])
        return Language.EN if english > dutch else Language.NL

    def _after(self, first: str, second: str) -> tuple[int, int]:
        """How often ``second`` follows ``first``, and how often ``first`` is there at all."""
        one, other = self.numbers.get(first), self.numbers.get(second)
        if one is None:
            return 0, 0
        seen = sum(counts[one] for counts in self.counts.values())
        if other is None:
            return 0, seen
        key = one * self.width + other
        at = bisect_left(self.pairs, key)
        return (self.times[at] if at < len(self.pairs) and self.pairs[at] == key else 0), seen


_TURNS: Final = ((Language.NL, Language.EN), (Language.EN, Language.NL))


@lru_cache(maxsize=1)
def usage() -> Usage:
    """What the package holds."""
    with (files("taxonomy.reading") / "data" / FILE).open("rb") as file, np.load(file) as stored:
        words = bytes(stored["words"]).decode("utf-8").split("\n")
        counts = {language: stored[language.value].data for language in Language}
        return Usage(
            {word: number for number, word in enumerate(words)},
            counts,
            {language: sum(counts[language]) for language in Language},
            np.cumsum(stored["steps"], dtype=np.int64).data,
            stored["times"].data,
            len(words),
        )
