"""Fragments with other words in them: the careful network tells the quick one of words that nobody wrote down.

After TinyBERT (Jiao et al. 2020), with neighbours in the encoder's table of pieces in place of a language model.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np

from taxonomy.redaction.mask import MASK
from taxonomy.training.redaction.networks import Pieces
from taxonomy.training.source import Source

SHARES: Final = (0.15, 0.35)
"""Which share of its words each variant of a fragment has replaced."""
_NEAREST: Final = 12
_SMALL: Final = 150
"""The commonest words stay: they hold a sentence together."""
_AT_ONCE: Final = 512
_WORD: Final = re.compile(rf"{MASK.pattern}|[^\W\d_]{{3,}}")


class Variants:
    """Built once over all texts; the same seed gives the same variants in the same order."""

    def __init__(self, source: Source, pieces: Pieces, texts: Iterable[str], seed: int) -> None:
        counts = Counter(word for text in texts for word in _WORD.findall(text) if word.islower())
        self._words = [word for word, count in counts.most_common() if count > 1]
        self._small = frozenset(self._words[:_SMALL])
        self._near = dict(zip(self._words, self._nearest(source, pieces), strict=True))
        self._chance = random.Random(seed)  # noqa: S311  reproducible, not secret

    def _nearest(self, source: Source, pieces: Pieces) -> list[list[str]]:
        table = pieces.words(source).numpy()
        middle = table[: len(pieces.texts)].mean(0)
        spelled = [pieces.tokenizer.encode(word, add_special_tokens=False).ids for word in self._words]
        places = np.stack([table[numbers].mean(0) for numbers in spelled]) - middle
        places /= np.linalg.norm(places, axis=1, keepdims=True) + 1e-6
        found = []
        for start in range(0, len(places), _AT_ONCE):
            likeness = places[start : start + _AT_ONCE] @ places.T
            best = np.argpartition(likeness, -_NEAREST - 1, axis=1)[:, -_NEAREST - 1 :]
            found += [
                [self._words[other] for other in sorted(row) if other != start + number]
                for number, row in enumerate(best)
            ]
        return found

    def of(self, text: str, share: float) -> str:
        """``text`` with a share of its words replaced, half by a near word and half by any; masks stay."""
        return _WORD.sub(lambda match: self._other(match[0], share), text)

    def _other(self, word: str, share: float) -> str:
        if word[0] == "[" or word.lower() in self._small or self._chance.random() >= share:
            return word
        near = self._near.get(word.lower())
        other = self._chance.choice(near if near and self._chance.random() < 1 / 2 else self._words)
        return other.capitalize() if word[0].isupper() else other
