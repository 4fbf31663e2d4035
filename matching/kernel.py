"""The loops over postings, compiled with numba: whole numbers in, whole numbers out, no lock held, no state kept.

A posting is one u32, ``row << 3 | level``; the postings of a skill are sorted by row. Rows changed since the postings
were built follow, most of them folded into postings of their own. Σ-max over all gives the first ``limit`` exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

LEVEL_BITS: Final = 3
BLOCK: Final = 1 << 15
"""Rows scored at a time: their sums and bests, 4 bytes a row, stay in the second-level cache."""

_LEVEL_MASK: Final = (1 << LEVEL_BITS) - 1
_POINT_BITS: Final = 10
_TAGS: Final = (1 << (16 - _POINT_BITS)) - 1
_CHUNK: Final = 256
_SCORES: Final = 1001

Array = npt.NDArray[Any]
Answer = tuple[Array, Array, int]
F = TypeVar("F", bound=Callable[..., Any])


class Postings(NamedTuple):
    """``starts`` (skills + 1, i64) bounds each skill's part of ``values`` (u32)."""

    starts: Array
    values: Array


class Rows(NamedTuple):
    """Profiles row by row: ``starts`` (rows + 1, i64) bounds each row's ``skills`` (i32) and ``levels`` (u8)."""

    starts: Array
    skills: Array
    levels: Array


class Question(NamedTuple):
    """``skills`` (n, i32), those of requirement r at ``groups[r]:groups[r+1]``; ``points`` (n, 5, u16) by level."""

    skills: Array
    groups: Array
    points: Array


class View(NamedTuple):
    """Who may be seen: alive after ``version``, of an audience that is ``allowed``, and in ``only`` unless empty.

    ``died`` (rows, u32) is the version a row went at; ``audiences`` (rows, u32) index ``allowed`` (u8).
    """

    died: Array
    audiences: Array
    allowed: Array
    only: Array
    version: int


def compiled(function: F) -> F:
    """Compile on first use and keep the result on disk beside the module."""
    return cast(F, numba.njit(cache=True, nogil=True, boundscheck=False)(function))


class Part(NamedTuple):
    """Rows as postings, and who of them may be seen."""

    postings: Postings
    seen: View


@compiled
def top(built: Part, folded: Part, pending: Rows, added: View, question: Question, limit: int) -> Answer:
    """Everyone at or above the score of the last of the first ``limit``: rows (u32), scores (i16), and that score.

    Rows are numbered through: built ones, folded ones, then pending ones with their view ``added``. A row that scores
    0 is a row like any other. Some rows below the score returned are still among the rows.
    """
    found, scores, counts = np.empty(2 * BLOCK, np.uint32), np.empty(2 * BLOCK, np.int16), np.zeros(_SCORES, np.int64)
    state, offset = (0, 0, 0), 0
    for part in (built, folded):
        rows = part.seen.died.size
        at, stop, tagged = _cursors(part.postings, question)
        sums, best = np.empty(min(rows, BLOCK), np.int16), np.empty(min(rows, BLOCK), np.uint16)
        for first in range(0, rows, BLOCK):
            size = min(BLOCK, rows - first)
            _sum_block(part.postings.values, first, size, at, stop, question.groups, tagged, sums, best)
            while state[0] + size > found.size:
                found, scores = _grown(found, state[0]), _grown(scores, state[0])
            state = _collect(sums, size, part.seen, first, offset, limit, found, scores, counts, state)
        offset += rows
    if added.died.size:
        sums = _sum_rows(pending, added.died.size, question)
        while state[0] + sums.size > found.size:
            found, scores = _grown(found, state[0]), _grown(scores, state[0])
        state = _collect(sums, sums.size, added, 0, offset, limit, found, scores, counts, state)
    return found[: state[0]], scores[: state[0]], state[2]


@compiled
def _cursors(postings: Postings, question: Question) -> tuple[Array, Array, Array]:
    known, asked = postings.starts.size - 1, question.skills.size
    at, stop = np.zeros(asked, np.int64), np.zeros(asked, np.int64)
    tagged = np.zeros((asked, _LEVEL_MASK + 1), np.uint16)
    for group in range(question.groups.size - 1):
        for item in range(question.groups[group], question.groups[group + 1]):
            skill = question.skills[item]
            if skill < known:
                at[item], stop[item] = postings.starts[skill], postings.starts[skill + 1]
            for level in range(question.points.shape[1]):
                tagged[item, level] = question.points[item, level] | _tag(group)
    return at, stop, tagged


@compiled
def _tag(group: int) -> np.uint16:
    # High bits tell this requirement's best from that of an older one, so nothing is cleared between requirements.
    return np.uint16((group % _TAGS + 1) << _POINT_BITS)


@compiled
def _sum_block(
    values: Array,
    first: int,
    size: int,
    at: Array,
    stop: Array,
    groups: Array,
    tagged: Array,
    sums: Array,
    best: Array,
) -> None:
    sums[:size] = 0
    best[:size] = 0
    # Unsigned numbers spare numba's test for a negative index, the half of this loop's time.
    base, last = np.uint32(first), np.uint32((first + size) << LEVEL_BITS) - np.uint32(1)
    for group in range(groups.size - 1):
        if group and group % _TAGS == 0:
            best[:size] = 0
        tag = _tag(group)
        for item in range(groups[group], groups[group + 1]):
            worth = tagged[item]
            position, end = np.uint64(at[item]), np.uint64(stop[item])
            while position < end:
                posting = values[position]
                if posting > last:
                    break
                row = np.uint32((posting >> np.uint32(LEVEL_BITS)) - base)
                old = max(best[row], tag)
                new = max(worth[posting & np.uint32(_LEVEL_MASK)], old)
                sums[row] += np.int16(new - old)
                best[row] = new
                position += np.uint64(1)
            at[item] = position


@compiled
def _sum_rows(pending: Rows, rows: int, question: Question) -> Array:
    known = question.skills.max() + 1 if question.skills.size else 0
    heads = np.full(known, -1, np.int32)
    follows, group_of = np.empty(question.skills.size, np.int32), np.empty(question.skills.size, np.uint32)
    for group in range(question.groups.size - 1):
        for item in range(question.groups[group], question.groups[group + 1]):
            follows[item], heads[question.skills[item]] = heads[question.skills[item]], item
            group_of[item] = group
    sums, best = np.zeros(rows, np.int16), np.zeros(question.groups.size, np.uint64)
    entry = np.uint64(pending.starts[0])
    for row in range(np.uint64(rows)):
        tag, end = np.uint64(row + 1) << np.uint64(_POINT_BITS), np.uint64(pending.starts[row + 1])
        total = np.uint64(0)
        while entry < end:
            skill, level = np.uint32(pending.skills[entry]), pending.levels[entry]
            entry += np.uint64(1)
            asked = heads[skill] if skill < known else np.int32(-1)
            while asked >= 0:
                group, at = group_of[np.uint32(asked)], np.uint32(asked)
                old = max(best[group], tag)
                best[group] = max(tag | np.uint64(question.points[at, level]), old)
                total += best[group] - old
                asked = follows[at]
        sums[row] = total
    return sums


@compiled
def _collect(
    sums: Array,
    size: int,
    view: View,
    first: int,
    offset: int,
    limit: int,
    found: Array,
    scores: Array,
    counts: Array,
    state: tuple[int, int, int],
) -> tuple[int, int, int]:
    """Take over the visible rows that reach the threshold, and raise it as long as ``limit`` rows stay above it."""
    used, kept, threshold = state
    filtered = view.only.size > 0
    for chunk in range(np.uint32(0), np.uint32(size), np.uint32(_CHUNK)):
        end = min(np.uint32(size), chunk + np.uint32(_CHUNK))
        highest = np.int16(0)
        for row in range(chunk, end):
            highest = max(highest, sums[row])
        if highest < threshold:
            continue
        for row in range(chunk, end):
            value = sums[row]
            if value < threshold or view.died[first + row] <= view.version:
                continue
            if not view.allowed[view.audiences[first + row]] or (filtered and not view.only[first + row]):
                continue
            found[used], scores[used] = offset + first + row, value
            used += 1
            kept += 1
            counts[value] += 1
            while kept - counts[threshold] >= limit:
                kept -= counts[threshold]
                threshold += 1
    return used, kept, threshold


@compiled
def _grown(array: Array, used: int) -> Array:
    wider = np.empty(2 * array.size, array.dtype)
    wider[:used] = array[:used]
    return wider
