"""Impact ratios: how often each group is among the selected, compared with the group selected most often.

The interval is exact and conditional on how many were selected in all, as a ranking with a fixed limit has it: Fisher's
noncentral hypergeometric distribution (Fisher 1935; the interval of Cornfield 1956 for the odds ratio), carried over to
the ratio of rates, which rises with the odds ratio. A Bonferroni share of the error goes to each pair of groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

SMALLEST_CELL: Final = 10
"""A count below this is not shown."""
SMALLEST_GROUP: Final = 50
"""No ratio is made for a group of fewer people."""
FOUR_FIFTHS: Final = 0.8

_WIDEST = 60.0
_HALVINGS = 80

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int_]


class Finding(StrEnum):
    """What a ratio shows. ``below``, ``at-least``: the whole interval lies on that side of four fifths."""

    SUPPRESSED = "suppressed"
    TOO_FEW = "too-few"
    HIGHEST = "highest"
    BELOW = "below"
    AT_LEAST = "at-least"
    NOT_CONCLUSIVE = "not-conclusive"


@dataclass(frozen=True, slots=True)
class Group:
    """``selected`` of ``size`` people. Raises ValueError unless 0 <= selected <= size."""

    name: str
    size: int
    selected: int

    def __post_init__(self) -> None:
        if not 0 <= self.selected <= self.size:
            raise ValueError("selected lies outside 0 to size")

    @property
    def rate(self) -> float:
        return self.selected / self.size

    @property
    def has_small_cell(self) -> bool:
        return min(self.selected, self.size - self.selected) < SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Impact:
    """One group beside the one selected most often.

    ``rate``, ``ratio``, ``low`` and ``high`` are None where a count below 10 could be told from them; the finding
    stays. ``flagged``: the ratio is below four fifths and chance alone does not explain it (interval below 1).
    """

    name: str
    finding: Finding
    flagged: bool = False
    size: int | None = None
    rate: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


def impact_ratios(groups: Iterable[Group], *, confidence: float = 0.95) -> tuple[Impact, ...]:
    """The impact ratio of every group, by name. Raises ValueError for a name given twice."""
    ordered = sorted(groups, key=lambda group: group.name)
    if any(len(list(same)) > 1 for _, same in groupby(ordered, key=lambda group: group.name)):
        raise ValueError("a group is given twice")
    counted = [group for group in ordered if group.size >= SMALLEST_GROUP]
    highest = max(counted, key=lambda group: group.rate, default=None)
    pairs = max(1, len(counted) * (len(counted) - 1) // 2)
    return tuple(_impact(group, highest, (1 - confidence) / pairs) for group in ordered)


def ratio_interval(group: Group, highest: Group, error: float) -> tuple[float, float]:
    """The exact interval (low, high) of the ratio of rates; high is infinite where it has no bound."""
    selected = group.selected + highest.selected
    support = np.arange(max(0, selected - highest.size), min(group.size, selected) + 1)
    weights = _log_choose(group.size, support) + _log_choose(highest.size, selected - support)
    low, high = support[0], support[-1]
    if group.selected > low:
        low = _expected_at(weights, support, error / 2, at_least=group.selected)
    if group.selected < high:
        high = _expected_at(weights, support, 1 - error / 2, at_least=group.selected + 1)
    return _ratio(low, selected, group, highest), _ratio(high, selected, group, highest)


def _impact(group: Group, highest: Group | None, error: float) -> Impact:
    if group.size < SMALLEST_CELL:
        return Impact(group.name, Finding.SUPPRESSED)
    shown = not group.has_small_cell
    rate = group.rate if shown else None
    if highest is None or group.size < SMALLEST_GROUP:
        return Impact(group.name, Finding.TOO_FEW, size=group.size, rate=rate)
    if group is highest:
        return Impact(group.name, Finding.HIGHEST, size=group.size, rate=rate)
    if not highest.selected:
        return Impact(group.name, Finding.NOT_CONCLUSIVE, size=group.size, rate=rate)
    ratio = group.rate / highest.rate
    low, high = ratio_interval(group, highest, error)
    flagged = ratio < FOUR_FIFTHS and high < 1
    if not shown or highest.has_small_cell:
        return Impact(group.name, _finding(low, high), flagged=flagged, size=group.size)
    return Impact(group.name, _finding(low, high), flagged, group.size, rate, ratio, low, high)


def _finding(low: float, high: float) -> Finding:
    if high < FOUR_FIFTHS:
        return Finding.BELOW
    return Finding.AT_LEAST if low >= FOUR_FIFTHS else Finding.NOT_CONCLUSIVE


def _expected_at(weights: Floats, support: Counts, tail: float, *, at_least: int) -> float:
    """The mean count under the odds ratio at which the chance of ``at_least`` or more is ``tail``, by bisection."""
    low, high = -_WIDEST, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        chances = _chances(weights, support, middle)
        low, high = (low, middle) if chances[support >= at_least].sum() > tail else (middle, high)
    return float((_chances(weights, support, low) * support).sum())


def _chances(weights: Floats, support: Counts, log_odds: float) -> Floats:
    tilted = weights + support * log_odds
    chances = np.exp(tilted - tilted.max())
    scaled: Floats = chances / chances.sum()
    return scaled


def _ratio(expected: float, selected: int, group: Group, highest: Group) -> float:
    others = selected - expected
    return (expected / group.size) / (others / highest.size) if others > 0 else float("inf")


def _log_choose(size: int, chosen: Counts) -> Floats:
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
    ways: Floats = factorials[size] - factorials[chosen] - factorials[size - chosen]
    return ways
