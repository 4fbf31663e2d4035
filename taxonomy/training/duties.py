"""``python -m taxonomy.training.duties``: learns which core skills a duty asks, and writes the artefact and its card.

Two writers' lines; everything is chosen with one writer learned from and the other read. A third hand's are held out
for the figures on the card.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import taxonomy.reading
from taxonomy.linking.embedding import OnnxEmbedder, packaged_embedder
from taxonomy.model import Language
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.reading.duties import FRACTION, UNIT, retold, whole_numbers
from taxonomy.reading.encoder import EncoderBehaviour
from taxonomy.training.corpus import SKILLS
from taxonomy.training.duty_corpus import HELD_OUT, WRITERS, Duty, load, truth
from taxonomy.training.linear import write_arrays
from taxonomy.training.measure import Figures, figures

TARGET: Final = Path(taxonomy.reading.__file__).parent / "data"
INVERSE_REGULARISATION: Final = 1.0
MEANING: Final = 6.0
"""An embedding's differences are small: so many times, beside log-odds a quarter their size, they learn as fast."""
OTHERS: Final = 0.25
PRECISION: Final = 0.85
"""Wanted of lines read by what learned from the other writer: a false requirement hurts more than a missed one."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Features × skills and a number a skill, for ``whole_numbers`` that give log-odds in thousandths."""

    weights: NDArray[np.int64]
    offset: NDArray[np.int64]

    def scores(self, seen: NDArray[np.int64]) -> NDArray[np.int64]:
        return ((seen @ self.weights) >> FRACTION) + self.offset


def seen_in(duties: Sequence[Duty], behaviour: EncoderBehaviour, embedder: OnnxEmbedder) -> NDArray[np.int64]:
    def rows() -> Iterator[NDArray[np.int64]]:
        for duty in duties:
            log_odds = np.array(behaviour.scores(retold(duty.text, duty.language)), dtype=np.int64)
            yield whole_numbers(embedder.embed([duty.text])[0], log_odds)

    return np.array(list(rows()))


def fit(seen: NDArray[np.int64], wanted: NDArray[np.bool_]) -> Fit:
    """One regression a skill; the log-odds of the skill itself may weigh most, those of the others help little."""
    width = seen.shape[1] - len(SKILLS)
    centre = seen[:, :width].mean(axis=0)
    meaning = MEANING / UNIT * (seen[:, :width] - centre)
    log_odds = seen[:, width:] / 1000
    weights, offsets = [], []
    for place, there in enumerate(wanted.T):
        columns = np.hstack([meaning, OTHERS * log_odds, log_odds[:, place : place + 1]])
        model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=0, max_iter=1000)
        model.fit(columns, there)
        learned = model.coef_[0]
        of_meaning, of_log_odds = learned[:width] * MEANING / UNIT, learned[width:-1] * OTHERS / 1000
        of_log_odds[place] += learned[-1] / 1000
        weights.append(np.concatenate([of_meaning, of_log_odds]))
        offsets.append(float(model.intercept_[0]) - float(of_meaning @ centre))
    whole = np.rint(np.array(weights).T * 1000 * (1 << FRACTION)).astype(np.int64)
    return Fit(whole, np.rint(np.array(offsets) * 1000).astype(np.int64))


def unseen_scores(duties: Sequence[Duty], seen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Scores of each writer's duties by what learned from the other writer's."""
    writers = np.array([duty.writer for duty in duties])
    scores = np.zeros((len(duties), len(SKILLS)), dtype=np.int64)
    for writer in WRITERS:
        others = writers != writer
        scores[~others] = fit(seen[others], truth(duties)[others]).scores(seen[~others])
    return scores


def least_threshold(scores: NDArray[np.int64], wanted: NDArray[np.bool_]) -> int:
    """The lowest from which on precision stays at what is wanted."""
    too_low = [value for value in range(-3000, 3001, 50) if figures(scores >= value, wanted).precision < PRECISION]
    return max(too_low, default=-3050) + 50


def by_kind(duties: Sequence[Duty], predicted: NDArray[np.bool_]) -> dict[str, Any]:
    wanted = truth(duties)
    languages = np.array([duty.language for duty in duties])
    plain = ~wanted.any(axis=1)
    return {
        "all": asdict(figures(predicted, wanted)),
        **{name: asdict(figures(predicted[languages == name], wanted[languages == name])) for name in Language},
        "plainLeftEmpty": round(float((~predicted[plain].any(axis=1)).mean()), 3),
        "bySkill": {
            skill: asdict(figures(predicted[:, [place]], wanted[:, [place]])) for place, skill in enumerate(SKILLS)
        },
    }


def main() -> None:
    behaviour, embedder = EncoderBehaviour(LinearBehaviour()), packaged_embedder()
    duties, held_out = load(*WRITERS), load(HELD_OUT)
    seen, wanted = seen_in(duties, behaviour, embedder), truth(duties)
    scores = unseen_scores(duties, seen)
    threshold = least_threshold(scores, wanted)
    model = fit(seen, wanted)
    header = {
        "format": 1,
        "skills": SKILLS,
        "threshold": threshold,
        "offset": model.offset.tolist(),
        "behaviour": behaviour.version,
        "embedder": embedder.version,
    }
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode() + model.weights.tobytes())
    header["version"] = f"duties-{digest.hexdigest()[:12]}"
    arrays: dict[str, NDArray[Any]] = {
        "header": np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8),
        "weights": model.weights.astype(np.int32),
    }
    write_arrays(TARGET / "duties.npz", arrays)
    theirs = seen_in(held_out, behaviour, embedder)
    card = {
        "version": header["version"],
        "behaviour": behaviour.version,
        "duties": len(duties),
        "heldOutDuties": len(held_out),
        "threshold": threshold,
        "writerByWriter": by_kind(duties, scores >= threshold),
        "heldOut": by_kind(held_out, model.scores(theirs) >= threshold),
    }
    (TARGET / "duties-card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(_line("writer by writer", card["writerByWriter"]["all"]))
    sys.stdout.write(_line("held out", card["heldOut"]["all"]))


def _line(name: str, found: dict[str, Any]) -> str:
    one = Figures(**found)
    return f"{name:18} F1 {one.f1:.3f}  precision {one.precision:.3f}  recall {one.recall:.3f}  of {one.support}\n"


if __name__ == "__main__":
    main()
