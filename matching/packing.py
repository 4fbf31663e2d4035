"""Postings from rows, and old postings merged with what changed since. Compiled; holds no lock while it runs."""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.kernel import LEVEL_BITS, Array, Postings, Rows, compiled

GONE: Final = 0xFFFFFFFF
"""The new number of a row that is not carried over."""


@compiled
def invert(rows: Rows, order: Array, numbers: Array, skills: int) -> Postings:
    """Postings of ``rows`` taken in ``order``, row ``order[i]`` numbered ``numbers[i]``; numbers must rise."""
    starts = np.zeros(skills + 1, np.int64)
    for row in order:
        for entry in range(rows.starts[row], rows.starts[row + 1]):
            starts[rows.skills[entry] + 1] += 1
    for skill in range(skills):
        starts[skill + 1] += starts[skill]
    at, values = starts[:-1].copy(), np.empty(starts[-1], np.uint32)
    for position in range(order.size):
        row = order[position]
        for entry in range(rows.starts[row], rows.starts[row + 1]):
            skill = rows.skills[entry]
            values[at[skill]] = (numbers[position] << LEVEL_BITS) | rows.levels[entry]
            at[skill] += 1
    return Postings(starts, values)


@compiled
def merge(old: Postings, number_of: Array, new: Postings) -> Postings:
    """``old`` renumbered by ``number_of`` (u32, ``GONE`` leaves a row out; must rise) and merged with ``new``."""
    skills, known = new.starts.size - 1, old.starts.size - 1
    starts, used = np.zeros(skills + 1, np.int64), 0
    values = np.empty(old.values.size + new.values.size, np.uint32)
    level_mask = np.uint32((1 << LEVEL_BITS) - 1)
    for skill in range(skills):
        position, end = new.starts[skill], new.starts[skill + 1]
        if skill < known:
            for posting in old.values[old.starts[skill] : old.starts[skill + 1]]:
                number = number_of[posting >> np.uint32(LEVEL_BITS)]
                if number == GONE:
                    continue
                moved = np.uint32(number << np.uint32(LEVEL_BITS)) | (posting & level_mask)
                while position < end and new.values[position] < moved:
                    values[used] = new.values[position]
                    used += 1
                    position += 1
                values[used] = moved
                used += 1
        while position < end:
            values[used] = new.values[position]
            used += 1
            position += 1
        starts[skill + 1] = used
    return Postings(starts, values[:used].copy())
