"""``python -m taxonomy.training.crafts``: learns which craft a sentence tells, and writes the artefact and its card.

Hands are read by what learned from the other hands, and one writer's texts by what learned from all: from that comes
what confidence means. A further writer's texts are held out for the figures on the card.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression

import taxonomy.reading
from taxonomy.catalogue import Catalogue, load_catalogue
from taxonomy.linking.embedding import packaged_embedder
from taxonomy.model import Language, SkillId, SkillKind
from taxonomy.reading.crafts import FRACTION, THOUSAND, UNIT
from taxonomy.training import corpus
from taxonomy.training.craft_corpus import BLIND, CHOSEN_WITH, HANDS, HELD_OUT, Telling, load
from taxonomy.training.linear import write_arrays

TARGET: Final = Path(taxonomy.reading.__file__).parent / "data"
KINDS: Final = frozenset({SkillKind.OCCUPATIONAL, SkillKind.KNOWLEDGE})
"""Tools, certificates and languages are told by their names."""
LABEL: Final = 0.5
"""What a label with its description weighs beside a telling."""
SHRINKAGE: Final = 0.1
NEAREST: Final = 30
"""A craft is near to everything as far as the so many nearest of any sentences are near to it."""
NEAR_ALL: Final = 0.5
ANY: Final = 4000
"""Sentences of the behaviour corpus that stand for any sentence."""
FEWEST: Final = 4
SHOWN_FROM: Final = 500
"""Texts from which on embedding takes long enough to show how far it is."""
_END: Final = re.compile(r"(?<=[.!?])\s+")
THRESHOLD, LEAD = 0.19, 0.03
"""Score of the first craft and its lead over the second: of any sentences one in forty then tells a craft. At .17 and
.01 more is found, but twice as often another is taken, and many more texts without a craft are given one.
"""
LENGTH: Final = 127
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A mean and a matrix that turn embeddings, and unit rows of places, one a craft."""

    skills: tuple[SkillId, ...]
    mean: Matrix
    turn: Matrix
    places: Matrix
    near_all: Matrix

    def scores(self, vectors: Matrix) -> Matrix:
        return _units((vectors - self.mean) @ self.turn) @ self.places.T - self.near_all


class Texts:
    """Embeddings of texts, each made once and alone, as they are read."""

    def __init__(self) -> None:
        self._embedder = packaged_embedder()
        self._known: dict[str, NDArray[np.float32]] = {}
        self.version = self._embedder.version

    def of(self, texts: Sequence[str]) -> Matrix:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text in track(missing, "embedding", disable=len(missing) < SHOWN_FROM):
            self._known[text] = self._embedder.depths(text)
        return np.array([self._known[text] for text in texts], dtype=np.float64)


def _units(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float64)


def fit(tellings: Sequence[Telling], catalogue: Catalogue, texts: Texts, any_texts: Sequence[str]) -> Fit:
    """Places of all crafts that ``tellings`` tell."""
    skills = tuple(sorted({telling.skill_id for telling in tellings if telling.skill_id}))
    number = {skill: place for place, skill in enumerate(skills)}
    told = np.array([number[telling.skill_id] for telling in tellings if telling.skill_id])
    vectors = texts.of([telling.text for telling in tellings if telling.skill_id])
    labels = [_described(catalogue, skill, language) for skill in skills for language in Language]
    of_label = np.repeat(np.arange(len(skills)), len(Language))
    mean = vectors.mean(axis=0)
    turn = _whitening(vectors - mean, told, len(skills))
    places = np.zeros((len(skills), vectors.shape[1]))
    np.add.at(places, told, _units((vectors - mean) @ turn))
    np.add.at(places, of_label, LABEL * _units((texts.of(labels) - mean) @ turn))
    places = _units(places)
    near = np.sort(_units((texts.of(any_texts) - mean) @ turn) @ places.T, axis=0)[-NEAREST:].mean(axis=0)
    return Fit(skills, mean, turn, places, NEAR_ALL * near)


def _described(catalogue: Catalogue, skill: SkillId, language: Language) -> str:
    one = catalogue.skills[skill]
    return f"{one.label.of(language)}: {one.description.of(language)}"


def _whitening(centred: Matrix, told: NDArray[np.int64], count: int) -> Matrix:
    """The inverse square root of the spread within crafts, shrunk towards a ball."""
    sizes = np.bincount(told, minlength=count)
    means = np.zeros((count, centred.shape[1]))
    np.add.at(means, told, centred)
    rest = centred - (means / sizes[:, None])[told]
    spread = rest.T @ rest / (len(rest) - count)
    spread += SHRINKAGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    values, axes = np.linalg.eigh(spread)
    return np.asarray(axes @ np.diag(values**-0.5) @ axes.T, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Read:
    """Of each text the score of its first craft, its lead over the second, and whether the first is what it tells."""

    score: Matrix
    lead: Matrix
    right: NDArray[np.bool_]
    tells: NDArray[np.bool_]

    @classmethod
    def of(cls, model: Fit, tellings: Sequence[Telling], texts: Texts) -> Read:
        scores = model.scores(texts.of([telling.text for telling in tellings]))
        first = scores.argmax(axis=1)
        ordered = np.sort(scores, axis=1)
        right = np.array([model.skills[place] == each.skill_id for place, each in zip(first, tellings, strict=True)])
        tells = np.array([telling.skill_id is not None for telling in tellings])
        return cls(ordered[:, -1], ordered[:, -1] - ordered[:, -2], right, tells)

    @classmethod
    def together(cls, reads: Sequence[Read]) -> Read:
        names = ("score", "lead", "right", "tells")
        return cls(*(np.concatenate([getattr(read, name) for read in reads]) for name in names))


def unseen(tellings: Sequence[Telling], catalogue: Catalogue, texts: Texts, any_texts: Sequence[str]) -> list[Read]:
    """Every hand read by what learned from the others."""
    found = []
    for hand in sorted({telling.hand for telling in tellings}):
        model = fit([telling for telling in tellings if telling.hand != hand], catalogue, texts, any_texts)
        found.append(Read.of(model, [telling for telling in tellings if telling.hand == hand], texts))
    return found


def figures(read: Read, score: float, lead: float) -> dict[str, float]:
    """Of texts that tell a craft: is it the first, is it found, is another taken for it; of the others: left empty."""
    taken = (read.score >= score) & (read.lead >= lead)
    found: dict[str, float] = {}
    if read.tells.any():
        found |= {
            "texts": int(read.tells.sum()),
            "first": _share(read.right[read.tells]),
            "found": _share((taken & read.right)[read.tells]),
            "takenForAnother": _share((taken & ~read.right)[read.tells]),
        }
    if not read.tells.all():
        found |= {"withoutCraft": int((~read.tells).sum()), "leftEmpty": _share(~taken[~read.tells])}
    return found


def _share(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 3)


def confidence(read: Read) -> list[int]:
    """What score and lead say of being right (Platt 1999), in thousandths."""
    seen = np.stack([read.score, read.lead], axis=1)
    model = LogisticRegression(C=100.0).fit(seen, read.right)
    return [round(float(each) * THOUSAND) for each in (*model.coef_[0], model.intercept_[0])]


def write(model: Fit, texts: Texts, numbers: dict[str, Any]) -> str:
    """Whole numbers: places as far as eight bits go, each with a scale of its own."""
    scale = LENGTH / np.abs(model.places).max(axis=1, keepdims=True)
    arrays: dict[str, NDArray[Any]] = {
        "mean": np.rint(model.mean * UNIT).astype(np.int32),
        "turn": np.rint(model.turn * (1 << FRACTION)).astype(np.int32),
        "places": np.rint(model.places * scale).astype(np.int8),
        "near_all": np.rint(model.near_all * THOUSAND).astype(np.int32),
    }
    header = {"format": 1, "skills": model.skills, "embedder": texts.version, **numbers}
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(arrays[name].tobytes())
    header["version"] = f"crafts-{digest.hexdigest()[:12]}"
    arrays["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    write_arrays(TARGET / "crafts.npz", arrays)
    return str(header["version"])


def any_sentences() -> list[str]:
    """Sentences of the behaviour corpus, evenly drawn: what people tell beside crafts, and with them."""
    found = [sentence for text in corpus.load() for sentence in _END.split(text.text) if len(sentence.split()) > FEWEST]
    return found[:: len(found) // ANY][:ANY]


def main() -> None:
    catalogue, texts = load_catalogue(None), Texts()
    known = {skill.id for skill in catalogue.skills.values() if skill.kind in KINDS}
    tellings, any_texts = load(HANDS, known), any_sentences()
    model = fit(tellings, catalogue, texts, any_texts)
    chosen = Read.of(model, load([CHOSEN_WITH], known), texts)
    read = Read.together([*unseen(tellings, catalogue, texts, any_texts), chosen])
    numbers = {
        "threshold": round(THRESHOLD * THOUSAND),
        "lead": round(LEAD * THOUSAND),
        "confidence": confidence(read),
    }
    version = write(model, texts, numbers)
    card = {
        "version": version,
        "crafts": len(model.skills),
        "tellings": len(tellings),
        **numbers,
        "handByHand": figures(read, THRESHOLD, LEAD),
        "chosenWith": figures(chosen, THRESHOLD, LEAD),
        "anySentences": figures(
            Read.of(model, [Telling("any", None, Language.NL, t) for t in any_texts], texts), THRESHOLD, LEAD
        ),
        "heldOut": figures(Read.of(model, load([HELD_OUT], known), texts), THRESHOLD, LEAD),
        "blind": figures(Read.of(model, load([BLIND], known), texts), THRESHOLD, LEAD),
    }
    (TARGET / "crafts-card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
