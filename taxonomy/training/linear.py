"""Trains the linear behaviour model and writes its artefact (fixed seed, one thread, the same bytes each time)."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from taxonomy.reading.behaviour import UNIT
from taxonomy.reading.features import features
from taxonomy.training.corpus import SKILLS, Text, folds, truth
from taxonomy.training.measure import best_threshold

INVERSE_REGULARISATION: Final = 20.0
LEAST_TEXTS: Final = 2
"""A feature of a single text says nothing about the next one."""
LONGEST_COUNT: Final = 64


@dataclass(frozen=True, slots=True)
class Fit:
    """One fitted model. ``weights``: features × skills, whole numbers; ``scale`` turns their sums into log-odds."""

    features: tuple[str, ...]
    rarity: NDArray[np.int64]
    weights: NDArray[np.int64]
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]


def damping() -> list[int]:
    """Fixed-point 1 + ln(count): the tenth time a word occurs says less than the first."""
    return [0, *(round(UNIT * (1 + math.log(count))) for count in range(1, LONGEST_COUNT + 1))]


def fit(texts: Sequence[Text]) -> Fit:
    counted = [Counter(features(text.text)) for text in texts]
    spread = Counter(feature for counts in counted for feature in counts)
    kept = tuple(sorted(feature for feature, number in spread.items() if number >= LEAST_TEXTS))
    rarity = np.array([round(UNIT * (1 + math.log((1 + len(texts)) / (1 + spread[f])))) for f in kept], dtype=np.int64)
    matrix = vectors(counted, kept, rarity)
    weights, offsets = [], []
    for wanted in truth(texts).T:
        model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=0, max_iter=1000)
        model.fit(matrix, wanted)
        weights.append(model.coef_[0])
        offsets.append(float(model.intercept_[0]))
    table = np.array(weights).T
    scale = np.abs(table).max(axis=0) / 127
    return Fit(kept, rarity, np.rint(table / scale).astype(np.int64), scale, np.array(offsets))


def vectors(counted: Sequence[Mapping[str, int]], kept: Sequence[str], rarity: NDArray[np.int64]) -> csr_matrix:
    """Texts × features of unit length, from the same whole numbers as reading uses."""
    row_of = {feature: row for row, feature in enumerate(kept)}
    damped = damping()
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for counts in counted:
        rows = sorted((row_of[f], min(count, LONGEST_COUNT)) for f, count in counts.items() if f in row_of)
        values = [damped[count] * int(rarity[row]) // UNIT for row, count in rows]
        length = max(math.isqrt(sum(value * value for value in values)), 1)
        data.extend(value / length for value in values)
        columns.extend(row for row, _ in rows)
        ends.append(len(data))
    return csr_matrix((data, columns, ends), shape=(len(counted), len(kept)))


def log_odds(model: Fit, texts: Sequence[Text]) -> NDArray[np.float64]:
    matrix = vectors([Counter(features(text.text)) for text in texts], model.features, model.rarity)
    return np.asarray(matrix @ (model.weights * model.scale) + model.offset)


def held_out(texts: Sequence[Text]) -> NDArray[np.float64]:
    """Log-odds of each text from a model that never saw its fold."""
    names = np.array(folds(texts))
    result = np.zeros((len(texts), len(SKILLS)))
    for name in sorted(set(names.tolist())):
        seen = [text for text, fold in zip(texts, names, strict=True) if fold != name]
        unseen = [text for text, fold in zip(texts, names, strict=True) if fold == name]
        result[names == name] = log_odds(fit(seen), unseen)
    return result


def calibration(
    scores: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slope and offset by skill (Platt 1999) that turn held-out log-odds into calibrated ones."""
    slopes, offsets = [], []
    for column, there in zip(scores.T, wanted.T, strict=True):
        platt = LogisticRegression(C=1.0, solver="lbfgs").fit(column[:, None], there)
        slopes.append(float(platt.coef_[0, 0]))
        offsets.append(float(platt.intercept_[0]))
    return np.array(slopes), np.array(offsets)


def thousandths(
    scores: NDArray[np.float64], slopes: NDArray[np.float64], offsets: NDArray[np.float64]
) -> NDArray[np.int64]:
    return np.asarray(np.rint((scores * slopes + offsets) * 1000).astype(np.int64))


def held_out_scores(shown: Sequence[Text], unseen: Sequence[Text]) -> NDArray[np.int64]:
    """Calibrated scores of ``unseen`` from a model and a calibration that know ``shown`` only."""
    slopes, offsets = calibration(held_out(shown), truth(shown))
    return thousandths(log_odds(fit(shown), unseen), slopes, offsets)


def train(texts: Sequence[Text], target: Path) -> NDArray[np.int64]:
    """Write the artefact to ``target``; returns the calibrated held-out scores it was given its threshold by."""
    raw, wanted = held_out(texts), truth(texts)
    slopes, offsets = calibration(raw, wanted)
    scores = thousandths(raw, slopes, offsets)
    model = fit(texts)
    header = {
        "format": 1,
        "skills": SKILLS,
        "threshold": best_threshold(scores, wanted),
        "scale": [int(value) for value in np.rint(model.scale * slopes * 1000 * UNIT)],
        "offset": [int(value) for value in np.rint((model.offset * slopes + offsets) * 1000)],
        "damping": damping(),
    }
    arrays: dict[str, NDArray[Any]] = {
        "features": np.frombuffer("\n".join(model.features).encode(), dtype=np.uint8),
        "rarity": model.rarity.astype(np.uint16),
        "weights": model.weights.astype(np.int8),
    }
    print_of = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for name in sorted(arrays):
        print_of.update(arrays[name].tobytes())
    header["version"] = f"linear-{print_of.hexdigest()[:12]}"
    arrays["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    write_arrays(target, arrays)
    return scores


def write_arrays(target: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """An .npz without time stamps, which ``numpy.savez`` would put in."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.save(member, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_DEFLATED)
