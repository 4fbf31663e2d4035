"""Many vacancies to the first few for one person: the same score, asked the other way round.

Plans share what they ask: a requirement's points are its maximum times a worth that depends on the person and on
(values, counted skills) alone. So the worth is found once for each such pair, and every plan is a short sum over it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from matching.plan import CountedSkill, Plan
from matching.profile import SkillProfile
from matching.score import Found, first
from taxonomy.model import SkillId

Numbers = npt.NDArray[np.int64]
Asked = tuple[tuple[int, ...], tuple[CountedSkill, ...]]


@dataclass(frozen=True, slots=True)
class _Row:
    asked: tuple[int, ...]
    maxima: tuple[int, ...]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Table:
    """All rows side by side: row r has ``asked`` and ``maxima`` at ``starts[r]:starts[r+1]``."""

    ids: tuple[str, ...]
    starts: Numbers
    asked: Numbers
    maxima: Numbers
    groups: tuple[frozenset[str], ...]


@dataclass(slots=True)
class _Worths:
    """What the plans ask, each thing once: its values by level, and for a skill the things it counts for."""

    number_of: dict[Asked, int] = field(default_factory=dict)
    values: list[tuple[int, ...]] = field(default_factory=list)
    counting: defaultdict[SkillId, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def number(self, asked: Asked) -> int:
        known = self.number_of.get(asked)
        if known is None:
            known = self.number_of[asked] = len(self.values)
            self.values.append(asked[0])
            for skill in asked[1]:
                self.counting[skill.skill_id].append((known, skill.per_mille))
        return known

    def of(self, profile: SkillProfile) -> Numbers:
        """The best similarity times value (0 to 1,000,000) the person has for each thing asked."""
        best = np.zeros(len(self.values), np.int64)
        for skill, level in profile.items():
            for number, per_mille in self.counting.get(skill, ()):
                best[number] = max(best[number], per_mille * self.values[number][level])
        return best


class VacancyIndex:
    """Rows of (id, plan, groups), searched by profile. Safe to search from many threads while others change it.

    Points equal ``matching.score.score`` exactly. A change costs the next search a pass over all rows.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: dict[str, _Row] = {}
        self._worths = _Worths()
        self._table: _Table | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, id_: str, plan: Plan, groups: frozenset[str]) -> None:
        """Add a vacancy or replace the one with this id; the next search sees it."""
        with self._lock:
            asked = tuple(self._worths.number((item.values, item.counted)) for item in plan.requirements)
            self._rows[id_] = _Row(asked, tuple(item.maximum for item in plan.requirements), groups)
            self._table = None

    def remove(self, id_: str) -> bool:
        """Take a vacancy out; the next search no longer sees it. False when there was none."""
        with self._lock:
            self._table = None
            return self._rows.pop(id_, None) is not None

    def search(self, profile: SkillProfile, *, groups: frozenset[str], limit: int, seed: bytes) -> tuple[Found, ...]:
        """The first ``limit`` vacancies that one of ``groups`` may see, by points, equals by ``order_key``.

        Raises ValueError for a limit below 1 or an empty seed.
        """
        with self._lock:
            table = self._table = self._table or _side_by_side(self._rows)
            worth = self._worths.of(profile)
        if not table.ids:
            return first((), seed=seed, limit=limit)
        points: Numbers = np.add.reduceat(table.maxima * worth[table.asked] // 1_000_000, table.starts)
        seen = [row for row, audience in enumerate(table.groups) if audience & groups]
        return first(
            ((table.ids[row], int(points[row])) for row in _highest(points, seen, limit)), seed=seed, limit=limit
        )


def _highest(points: Numbers, seen: list[int], limit: int) -> Numbers:
    """Those rows of ``seen`` that reach the points of the last of the first ``limit``."""
    rows = np.array(seen, np.int64)
    if len(seen) <= limit or limit < 1:
        return rows
    reached: Numbers = rows[points[rows] >= np.partition(points[rows], -limit)[-limit]]
    return reached


def _side_by_side(rows: dict[str, _Row]) -> _Table:
    lengths = np.array([len(row.asked) for row in rows.values()], np.int64)
    return _Table(
        ids=tuple(rows),
        starts=np.cumsum(lengths) - lengths,
        asked=np.array([number for row in rows.values() for number in row.asked], np.int64),
        maxima=np.array([maximum for row in rows.values() for maximum in row.maxima], np.int64),
        groups=tuple(row.groups for row in rows.values()),
    )
