"""Which core skills a duty asks: what an employer tells that somebody will do, not what a person tells they did.

A logistic regression a skill over what two encoders see in the sentence: the log-odds of the behaviour model, to which
it is retold as a person's own ("je belt klanten" as "ik bel klanten"), and the packaged sentence embedding. Trained by
``taxonomy.training.duties`` and run on whole numbers: both are rounded first, so no sum hangs on its order.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.linking.embedding import Embedder, KnownEmbedder, Vectors, embedder_available, packaged_embedder
from taxonomy.model import Language, SkillId
from taxonomy.reading.asking import wording
from taxonomy.reading.behaviour import BehaviourModel
from taxonomy.reading.encoder import EncoderBehaviour

ARTEFACT: Final = files("taxonomy.reading") / "data" / "duties.npz"
UNIT: Final = 1 << 12
"""Fixed-point one of an embedding."""
FRACTION: Final = 16
"""Bits behind the point of a weight."""
REMEMBERED: Final = 4096
"""Duties whose scores are kept, by their redacted words."""


def retold(duty: str, language: Language) -> str:
    """The duty in lower case as who does it would tell it."""
    told = duty.lower()
    for pattern, meant in wording(language).you:
        told = pattern.sub(meant, told)
    return told


def whole_numbers(vector: Vectors, log_odds: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the regressions weigh: an embedding in 1/4096, then log-odds in thousandths."""
    return np.concatenate([np.rint(vector * UNIT).astype(np.int64), log_odds], axis=-1)


class DutyModel:
    """Reads the artefact at once and the embedder when the first duty asks for it; threads may share it.

    Raises ValueError when the artefact was made with another behaviour model or embedder than it is read with.
    """

    def __init__(
        self,
        behaviour: BehaviourModel,
        embedder: Callable[[], Embedder] = packaged_embedder,
        artefact: Traversable = ARTEFACT,
    ) -> None:
        with artefact.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            self._header = json.loads(bytes(stored["header"]).decode())
            self._weights: NDArray[np.int64] = stored["weights"].astype(np.int64)
        if tuple(self._header["skills"]) != behaviour.skills:
            raise ValueError("the duties were learned with another behaviour model")
        self._behaviour = behaviour
        self._embedder = KnownEmbedder(embedder, self._header["embedder"])
        self._offset = np.array(self._header["offset"], dtype=np.int64)
        self.version: str = self._header["version"]
        self.threshold: int = self._header["threshold"]
        self.skills: tuple[SkillId, ...] = behaviour.skills
        self.scores = lru_cache(maxsize=REMEMBERED)(self._scores)

    @property
    def learned_with(self) -> str:
        """Version of the behaviour model in the training; a later one reads too, but measure it."""
        return str(self._header["behaviour"])

    def asked(self, duty: str, language: Language) -> tuple[SkillId, ...]:
        """Core skills that somebody must use to do it, in the order of ``skills``; none for a plain task."""
        scores = self.scores(duty, language)
        return tuple(skill for skill, score in zip(self.skills, scores, strict=True) if score >= self.threshold)

    def warm(self) -> None:
        """Loads the embedder, so that no request does."""
        self._embedder.get()

    def _scores(self, duty: str, language: Language) -> tuple[int, ...]:
        """Log-odds by skill in thousandths."""
        log_odds = np.array(self._behaviour.scores(retold(duty, language)), dtype=np.int64)
        # Alone, not with its neighbours: what stands beside a text in a batch moves its last digits.
        seen = whole_numbers(self._embedder.get().embed([duty])[0], log_odds)
        return tuple((((seen @ self._weights) >> FRACTION) + self._offset).tolist())


def best_duty_model(behaviour: BehaviourModel) -> DutyModel | None:
    """None where an encoder cannot run or the linear model was chosen: its log-odds are not those it was trained on."""
    there = isinstance(behaviour, EncoderBehaviour) and embedder_available() and ARTEFACT.is_file()
    return DutyModel(behaviour) if there else None
