"""Precision, recall and F1 of predicted skills against labelled ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Figures:
    f1: float
    precision: float
    recall: float
    support: int


def figures(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> Figures:
    """Micro-averaged over all cells; a ratio with nothing below the line is 0."""
    hits, found, there = int((predicted & truth).sum()), int(predicted.sum()), int(truth.sum())
    precision, recall = hits / found if found else 0.0, hits / there if there else 0.0
    f1 = 2 * hits / (found + there) if found + there else 0.0
    return Figures(round(f1, 3), round(precision, 3), round(recall, 3), there)


def best_threshold(scores: NDArray[np.int64], truth: NDArray[np.bool_]) -> int:
    """The score from which on micro-F1 is highest, smoothed over neighbours so that no single text decides."""
    grid = np.arange(-3000, 3001, 50)
    curve = np.array([figures(scores >= value, truth).f1 for value in grid])
    smooth = np.convolve(np.pad(curve, 3, mode="edge"), np.full(7, 1 / 7), "valid")
    return int(grid[int(smooth.argmax())])
