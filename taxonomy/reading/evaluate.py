"""How well a reader reads labelled texts: pure functions over rows, for the command line and the evaluation tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from taxonomy.model import SkillId


@dataclass(frozen=True, slots=True)
class Figures:
    """Ratios 0-1 over ``support`` expected items; a ratio with nothing below the line is 0."""

    f1: float
    precision: float
    recall: float
    support: int


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text beside what was read in it. ``groups`` names it belongs to, such as language or section."""

    groups: Mapping[str, str]
    expected: frozenset[SkillId]
    read: frozenset[SkillId]


def figures(rows: Iterable[Row], skill_id: SkillId | None = None) -> Figures:
    """Micro-averaged over the rows, over one skill or all."""
    hits = found = there = 0
    for row in rows:
        expected, read = _only(row.expected, skill_id), _only(row.read, skill_id)
        hits, found, there = hits + len(expected & read), found + len(read), there + len(expected)
    precision, recall = hits / found if found else 0.0, hits / there if there else 0.0
    return Figures(2 * hits / (found + there) if found + there else 0.0, precision, recall, there)


def _only(skills: frozenset[SkillId], skill_id: SkillId | None) -> frozenset[SkillId]:
    return skills if skill_id is None else skills & {skill_id}


def by_group(rows: Sequence[Row], name: str) -> dict[str, Figures]:
    """Figures for every value of one group, in order of name."""
    values = sorted({row.groups[name] for row in rows})
    return {value: figures(row for row in rows if row.groups[name] == value) for value in values}


def by_skill(rows: Sequence[Row], skills: Collection[SkillId]) -> dict[SkillId, Figures]:
    return {skill_id: figures(rows, skill_id) for skill_id in sorted(skills)}


def macro_f1(rows: Sequence[Row], skills: Collection[SkillId]) -> float:
    """Mean F1 over the skills that the rows expect at least once; 0 when there are none."""
    seen = [one for one in by_skill(rows, skills).values() if one.support]
    return sum(one.f1 for one in seen) / len(seen) if seen else 0.0


def left_empty(rows: Iterable[Row]) -> float:
    """Share of the rows without an expected skill in which none was read; 1 when there are no such rows."""
    bare = [row for row in rows if not row.expected]
    return sum(not row.read for row in bare) / len(bare) if bare else 1.0


def spans_found(
    expected: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]], same: Callable[[int, int], bool]
) -> tuple[int, int]:
    """How many expected spans a found one overlaps, and how many found ones overlap an expected one.

    ``same(i, j)`` says whether expected span i and found span j are of one kind.
    """

    def overlaps(i: int, j: int) -> bool:
        return expected[i][0] < found[j][1] and found[j][0] < expected[i][1] and same(i, j)

    hit = sum(any(overlaps(i, j) for j in range(len(found))) for i in range(len(expected)))
    right = sum(any(overlaps(i, j) for i in range(len(expected))) for j in range(len(found)))
    return hit, right
