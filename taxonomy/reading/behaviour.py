"""The described-behaviour model: how surely a text shows each of the 24 core skills.

The linear model is TF-IDF over pieces of words (character n-grams of 3-5) and words (1-2) with one logistic
regression a skill, trained by ``taxonomy.training``. It runs on whole numbers only, so every machine gives the same
answer to the last bit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from taxonomy.model import SkillId
from taxonomy.reading.features import pairs, pieces, words

ARTEFACT: Final = files("taxonomy.reading") / "data" / "behaviour-linear.npz"
UNIT: Final = 1 << 12
"""Fixed-point one: term and document frequencies are stored as multiples of 1/4096."""


class BehaviourModel(Protocol):
    """Texts in, log-odds out. ``threshold`` is in the same milli-log-odds as the scores."""

    @property
    def version(self) -> str: ...
    @property
    def skills(self) -> tuple[SkillId, ...]: ...
    @property
    def threshold(self) -> int: ...

    def scores(self, text: str) -> Sequence[int]:
        """Calibrated log-odds by skill in thousandths, in the order of ``skills``."""
        ...

    def scores_of(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """``scores`` of each text, sooner than one after another."""
        ...

    def hints(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """Cheap scores that tell which of several sentences shows a skill most; comparable among themselves only."""
        ...


def confidence(score: int) -> int:
    """Probability in per mille 0-1000 of calibrated log-odds in thousandths."""
    return round(1000 / (1 + math.exp(-max(min(score, 20_000), -20_000) / 1000)))


class LinearBehaviour:
    """Reads the artefact once; immutable afterwards, so threads may share it.

    Raises ValueError when the artefact does not hold what this version reads.
    """

    def __init__(self, artefact: Traversable = ARTEFACT) -> None:
        with artefact.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            header = json.loads(bytes(stored["header"]).decode())
            self._vocabulary = {
                feature: row for row, feature in enumerate(bytes(stored["features"]).decode().split("\n"))
            }
            self._rarity: NDArray[np.int64] = stored["rarity"].astype(np.int64)
            self._weights: NDArray[np.int8] = stored["weights"]
        if header["format"] != 1 or len(self._vocabulary) != len(self._rarity):
            raise ValueError("the behaviour artefact has another format")
        self.version: str = header["version"]
        self.skills: tuple[SkillId, ...] = tuple(map(SkillId, header["skills"]))
        self.threshold: int = header["threshold"]
        self._scale = np.array(header["scale"], dtype=np.int64)
        self._offset = np.array(header["offset"], dtype=np.int64)
        self._damping = np.array(header["damping"], dtype=np.int64)
        # People use the same words over and over: what a word adds is looked up once.
        self._rows = lru_cache(maxsize=65536)(self._rows_of)

    def _rows_of(self, word: str) -> NDArray[np.int64]:
        known = self._vocabulary
        return np.array([known[piece] for piece in pieces(word) if piece in known], dtype=np.int64)

    def hints(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        return self.scores_of(texts)

    def scores(self, text: str) -> Sequence[int]:
        return self.scores_of([text])[0]

    def scores_of(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        if not texts:
            return []
        # A feature of the n-th text is numbered n times the vocabulary higher, so that all are counted at once.
        size = len(self._rarity)
        seen, counts = np.unique(
            np.concatenate([self._found(text) + number * size for number, text in enumerate(texts)]),
            return_counts=True,
        )
        rows = seen % size
        values = self._damping[np.minimum(counts, len(self._damping) - 1)] * self._rarity[rows] // UNIT
        ends = np.searchsorted(seen, np.arange(len(texts) + 1) * size).tolist()
        return [self._weighed(values[start:end], rows[start:end]) for start, end in pairwise(ends)]

    def _found(self, text: str) -> NDArray[np.int64]:
        tokens, known = words(text), self._vocabulary
        seen = [known[pair] for pair in pairs(tokens) if pair in known]
        return np.concatenate([np.array(seen, dtype=np.int64), *map(self._rows, tokens)])

    def _weighed(self, values: NDArray[np.int64], rows: NDArray[np.int64]) -> list[int]:
        length = max(math.isqrt(int(values @ values)), 1)
        # Whole numbers far below 2^53, so that floating point, which is faster, is exact in any order.
        sums = (values.astype(np.float64) @ self._weights[rows].astype(np.float64)).astype(np.int64)
        scores: list[int] = (sums * self._scale // (length * UNIT) + self._offset).tolist()
        return scores
