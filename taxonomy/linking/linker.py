"""From a sentence to the skills it speaks of, ranked: by meaning, by spelling and by name together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from taxonomy.catalogue import Catalogue
from taxonomy.linking.clauses import clauses
from taxonomy.linking.embedding import Embedder, Progress, Vectors
from taxonomy.linking.lexical import Scores, WordsOfSkills
from taxonomy.linking.vectors import kept_beside, kept_vectors, without_vectors
from taxonomy.model import Language, Skill, SkillId

_CLAUSE: Final = 1.0
_SPELLING: Final = 0.5
_MENTION: Final = 2.0
_PARTS: Final = ("meaning", "spelling", "mention")
_SURE: Final = 20.0
"""Standard deviations above the mean, all parts together, that count as sure: a score of 1."""
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A skill a sentence speaks of. ``score`` 0-1, comparable within one answer.

    ``method``: what weighs most: meaning (near in the encoder's space), spelling (n-grams in common) or mention (a
    label or alias stands in the sentence).
    """

    skill_id: SkillId
    score: float
    method: str


class Linker:
    """Links sentences to the skills of one catalogue; built once, shared by threads, the same for any number of them.

    Without an ``embedder`` it goes by spelling and mentions alone. Vectors of labels are kept beside ``bundle``, the
    file of the imported ESCO that ``catalogue`` holds, and made when they are not there yet: some minutes for labels
    that none came with, which ``progress`` tells of.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder | None = None,
        *,
        bundle: Path | None = None,
        kept: Path | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        skills = list(catalogue.skills.values())
        self._ids = [skill.id for skill in skills]
        self._words = WordsOfSkills(skills)
        self._embedder = embedder
        self._labels, self._mean, self._owners = np.zeros((0, 0), np.float32), np.zeros(0, np.float32), [0]
        if embedder:
            texts = [text for skill in skills for text in _labels(skill)]
            self._owners = np.cumsum([0, *(len(_labels(skill)) for skill in skills[:-1])]).tolist()
            vectors = kept_vectors(embedder, texts, kept or kept_beside(bundle), progress)
            # All vectors of such encoders lie in one narrow cone; what sets them apart is what is left of the mean.
            self._mean = vectors.mean(axis=0)
            self._labels = self._centred(vectors)
        self.version: str = f"{'lexical' if embedder is None else embedder.version}+{self._words.hash[:12]}"

    def link(self, sentence: str, *, language: Language | None = None, limit: int = 10) -> tuple[Link, ...]:
        """At most ``limit`` links, the best first, at equal score by id; none for a sentence without a word.

        ``language``: that of the sentence, None when unknown. Raises ValueError for a limit below 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        spelled = self._words.spelled_alike(sentence)
        if not spelled.any():
            return ()
        languages = tuple(Language) if language is None else (language,)
        parts = np.stack(
            [
                self._meant(sentence),
                _SPELLING * _standard(spelled),
                _MENTION * self._words.mentioned(sentence, languages),
            ]
        )
        # Rounded before ranking, so that the order does not hang on the last bit of a sum.
        together = np.round(parts.sum(axis=0), _DIGITS)
        best = np.argsort(-together, kind="stable")[:limit]
        return tuple(
            Link(self._ids[place], _score(together[place]), _PARTS[int(parts[:, place].argmax())])
            for place in best.tolist()
            if together[place] > 0
        )

    def _meant(self, sentence: str) -> Scores:
        if self._embedder is None:
            return np.zeros(len(self._ids), dtype=np.float32)
        vectors = self._centred(self._embedder.embed([sentence, *clauses(sentence)]))
        near = np.maximum.reduceat(self._labels @ vectors.T, self._owners, axis=0)
        whole = _standard(near[:, 0])
        return whole + _CLAUSE * _standard(near.max(axis=1)) if len(vectors) > 1 else (1 + _CLAUSE) * whole

    def _centred(self, vectors: Vectors) -> Vectors:
        centred = vectors - self._mean
        norms = np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        return np.asarray(centred / norms, dtype=np.float32)


def labels_without_vectors(
    catalogue: Catalogue, embedder: Embedder, bundle: Path | None = None, *, kept: Path | None = None
) -> int:
    """How many labels a ``Linker`` of the same arguments would have to make vectors for: about 100 to 200 a second."""
    texts = {text for skill in catalogue.skills.values() for text in _labels(skill)}
    return without_vectors(embedder.version, texts, kept or kept_beside(bundle))


def _labels(skill: Skill) -> Sequence[str]:
    return tuple(dict.fromkeys((skill.label.en, skill.label.nl)))


def _standard(scores: Scores) -> Scores:
    """In standard deviations from the mean over all skills."""
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), 1e-6), dtype=np.float32)


def _score(together: float) -> float:
    return round(min(float(together) / _SURE, 1.0), _DIGITS)
