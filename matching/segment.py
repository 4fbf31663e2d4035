"""The two parts of an index: rows built into postings, and the rows changed since."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from matching.kernel import Array, Postings, Rows
from matching.packing import GONE, invert, merge

ALIVE: Final = 0xFFFFFFFF
"""The version at which a row that is still there went."""

_NO_POSTINGS = Postings(np.zeros(1, np.int64), np.empty(0, np.uint32))
_FEW = 512


@dataclass(frozen=True, slots=True)
class Built:
    """Rows in the order of their ids. ``died`` alone changes, from ALIVE to the version a row went at."""

    ids: Array
    audiences: Array
    postings: Postings
    died: Array

    @classmethod
    def of(cls, ids: Array, audiences: Array, postings: Postings) -> Built:
        return cls(ids, audiences, postings, np.full(ids.size, ALIVE, np.uint32))

    @classmethod
    def empty(cls) -> Built:
        return cls.of(np.empty(0, "S1"), np.empty(0, np.uint32), _NO_POSTINGS)

    def row_of(self, id_: bytes) -> int | None:
        """The row of an id that is alive."""
        row = bisect_left(self.ids, id_)
        there = row < self.ids.size and self.ids[row] == id_ and self.died[row] == ALIVE
        return row if there else None

    def rows_of(self, ids: Iterable[bytes]) -> Array:
        """The rows of those ids that were ever built, in any order."""
        # A wider key would make numpy widen, and so copy, all ids.
        known = np.array([id_ for id_ in ids if len(id_) <= self.ids.itemsize], self.ids.dtype)
        at = np.minimum(np.searchsorted(self.ids, known), max(self.ids.size - 1, 0))
        return at[self.ids[at] == known] if self.ids.size else np.empty(0, np.int64)


class Folded(NamedTuple):
    """The first ``rows`` changed rows as postings; who of them is gone is for the reader to see."""

    rows: int
    postings: Postings


@dataclass(slots=True)
class Pending:
    """Changed rows in the order of their change. Arrays grow by copying, so a reader keeps what it took hold of."""

    ids: list[bytes] = field(default_factory=list)
    row_of: dict[bytes, int] = field(default_factory=dict)
    folded: Folded = field(default_factory=lambda: Folded(0, _NO_POSTINGS))
    entries: int = 0
    starts: Array = field(default_factory=lambda: np.zeros(65, np.int64))
    skills: Array = field(default_factory=lambda: np.zeros(1024, np.int32))
    levels: Array = field(default_factory=lambda: np.zeros(1024, np.uint8))
    audiences: Array = field(default_factory=lambda: np.zeros(64, np.uint32))
    died: Array = field(default_factory=lambda: np.zeros(64, np.uint32))

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, id_: bytes, skills: list[int], levels: list[int], audience: int) -> None:
        row, end = len(self.ids), self.entries + len(skills)
        while end > self.skills.size:
            self.skills, self.levels = _grown(self.skills), _grown(self.levels)
        if row == self.died.size:
            self.starts, self.audiences, self.died = _grown(self.starts), _grown(self.audiences), _grown(self.died)
        self.skills[self.entries : end], self.levels[self.entries : end] = skills, levels
        self.starts[row + 1], self.audiences[row], self.died[row] = end, audience, ALIVE
        self.entries = end
        self.row_of[id_] = row
        self.ids.append(id_)

    def rows(self, first: int, count: int) -> Rows:
        """The rows from ``first`` up to ``count``."""
        end = self.starts[count]
        return Rows(self.starts[first : count + 1], self.skills[:end], self.levels[:end])

    def fold(self, count: int, skills: int) -> Folded:
        """Postings of the first ``count`` rows, or of somewhat fewer: of those folded before while few have come since.

        Searching rows takes ten times as long as searching postings; folding anew at each quarter more costs little.
        """
        if count - self.folded.rows >= max(_FEW, self.folded.rows // 4):
            numbers = np.arange(count)
            self.folded = Folded(count, invert(self.rows(0, count), numbers, numbers.astype(np.uint32), skills))
        return self.folded


def rebuilt(built: Built, pending: Pending, version: int, count: int, skills: int) -> Built:
    """What is alive after ``version`` among the built rows and the first ``count`` pending ones, as one built part.

    ``skills`` is the number of skills known. Linear in the postings; changes made meanwhile are not in it.
    """
    staying = np.flatnonzero(built.died > version)
    fresh = np.flatnonzero(pending.died[:count] > version)
    fresh_ids = np.array([pending.ids[row] for row in fresh], dtype=bytes) if fresh.size else built.ids[:0]
    by_id = np.argsort(fresh_ids, kind="stable")
    fresh, fresh_ids = fresh[by_id], fresh_ids[by_id]
    kept_ids = built.ids[staying].astype(np.promote_types(built.ids.dtype, fresh_ids.dtype), copy=False)
    before = np.searchsorted(kept_ids, fresh_ids)
    numbers = (before + np.arange(fresh.size)).astype(np.uint32)
    number_of = np.full(built.ids.size, GONE, np.uint32)
    number_of[staying] = np.arange(staying.size) + np.searchsorted(before, np.arange(staying.size), side="right")
    new = invert(pending.rows(0, count), fresh, numbers, skills)
    return Built.of(
        ids=np.insert(kept_ids, before, fresh_ids),
        audiences=np.insert(built.audiences[staying], before, pending.audiences[fresh]),
        postings=merge(built.postings, number_of, new),
    )


def _grown(array: Array) -> Array:
    wider = np.zeros(2 * array.size, array.dtype)
    wider[: array.size] = array
    return wider
