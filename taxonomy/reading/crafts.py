"""Crafts told in plain words: which skills of the catalogue, the core ones aside, a sentence shows without naming them.

"Een nieuwe ketting erop, spaken richten" names no skill and is bicycle repair. Every craft is a place in the space of
the packaged sentence encoder, at three depths of it: the mean of texts in which people tell of it, after what differs
among texts of one craft was taken out (Fisher 1936; nearest mean, Rocchio 1971). What is near to everything counts for
less (Radovanović et al. 2010). Trained by ``taxonomy.training.crafts`` and run on whole numbers, so no sum hangs on its
order.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from taxonomy.linking.embedding import DeepEmbedder, KnownEmbedder, Vectors, embedder_available, packaged_embedder
from taxonomy.model import SkillId
from taxonomy.reading.behaviour import BehaviourModel
from taxonomy.reading.encoder import EncoderBehaviour, side_by_side

ARTEFACT: Final = files("taxonomy.reading") / "data" / "crafts.npz"
UNIT: Final = 1 << 12
"""Fixed-point one of an embedding."""
FRACTION: Final = 12
"""Bits behind the point of the turned embedding's matrix that are dropped again."""
THOUSAND: Final = 1000
REMEMBERED: Final = 4096
"""Sentences whose craft is kept, by their redacted words."""


class Craft(NamedTuple):
    """What a sentence tells; ``confidence`` in per mille 0-1000."""

    skill_id: SkillId
    confidence: int


class CraftModel:
    """Reads the artefact at once and the embedder when the first sentence asks for it; threads may share it.

    Raises ValueError when the artefact was made with another embedder than it is read with.
    """

    def __init__(
        self, embedder: Callable[[], DeepEmbedder] = packaged_embedder, artefact: Traversable = ARTEFACT
    ) -> None:
        with artefact.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            self._header = json.loads(bytes(stored["header"]).decode())
            self._mean: NDArray[np.int64] = stored["mean"].astype(np.int64)
            self._turn: NDArray[np.float64] = stored["turn"].astype(np.float64)
            self._places: NDArray[np.float64] = stored["places"].astype(np.float64)
            self._near_all: NDArray[np.int64] = stored["near_all"].astype(np.int64)
        self._sizes = np.maximum(np.sqrt((self._places**2).sum(axis=1)).astype(np.int64), 1)
        self._embedder = KnownEmbedder(embedder, self._header["embedder"])
        self.skills: tuple[SkillId, ...] = tuple(map(SkillId, self._header["skills"]))
        self.version: str = self._header["version"]
        self.told_by = lru_cache(maxsize=REMEMBERED)(self._told_by)

    def told(self, sentences: Sequence[str]) -> list[Craft | None]:
        """For each sentence the craft it tells, or None. Each alone: what stands beside one moves its last digits."""
        return side_by_side(self.told_by, sentences)

    def warm(self) -> None:
        """Loads the embedder, so that no request does."""
        self._embedder.get()

    def _told_by(self, sentence: str) -> Craft | None:
        scores = self.scores(self._embedder.get().depths(sentence))
        first, second = np.argsort(-scores, kind="stable")[:2].tolist()
        lead = int(scores[first] - scores[second])
        if scores[first] < self._header["threshold"] or lead < self._header["lead"]:
            return None
        return Craft(self.skills[first], self._confidence(int(scores[first]), lead))

    def scores(self, vector: Vectors) -> NDArray[np.int64]:
        """Cosine by craft in thousandths, less half of what the craft has in common with any sentence."""
        # Whole numbers far below 2^53, so that floating point, which is faster, is exact in any order.
        seen = (np.rint(vector * UNIT).astype(np.int64) - self._mean).astype(np.float64)
        turned = np.floor(seen @ self._turn / (1 << FRACTION))
        length = max(math.isqrt(int(turned @ turned)), 1)
        along = (self._places @ turned).astype(np.int64) * THOUSAND // (length * self._sizes)
        return np.asarray(along - self._near_all, dtype=np.int64)

    def _confidence(self, score: int, lead: int) -> int:
        of_score, of_lead, offset = self._header["confidence"]
        log_odds = (of_score * score + of_lead * lead) / THOUSAND**2 + offset / THOUSAND
        return round(THOUSAND / (1 + math.exp(-log_odds)))


def best_craft_model(behaviour: BehaviourModel) -> CraftModel | None:
    """None where an encoder cannot run or the linear model was chosen: crafts are then found by their names alone."""
    there = isinstance(behaviour, EncoderBehaviour) and embedder_available() and ARTEFACT.is_file()
    return CraftModel() if there else None
