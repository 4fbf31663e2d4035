"""The same score as SQL, for SQLite and PostgreSQL alike: the oracle the index is held against. Text only."""

from __future__ import annotations

from collections.abc import Iterator

from matching.plan import Plan
from matching.profile import LEVELS
from taxonomy.model import SkillId

_ORACLE = """\
SELECT id, SUM(best) AS points
FROM (
  SELECT held.id AS id, worth.requirement AS requirement, MAX(worth.points) AS best
  FROM {points} AS worth
  JOIN {profiles} AS held ON held.skill_id = worth.skill_id AND held.level = worth.level
  GROUP BY held.id, worth.requirement
) AS per_requirement
GROUP BY id"""


def oracle_sql(profiles: str, points: str) -> str:
    """A query for (id, points 0-1000) of everyone who holds a skill that counts; who is not in it has 0 points.

    ``profiles``: a table of (id, skill_id, level), one row a skill held. ``points``: a table of (requirement,
    skill_id, level, points), filled with ``points_rows``. Raises ValueError for a name that is no plain identifier.
    """
    for name in (profiles, points):
        if not name.isidentifier():
            raise ValueError("a table name is a plain identifier")
    return _ORACLE.format(profiles=profiles, points=points)


def points_rows(plan: Plan) -> Iterator[tuple[int, SkillId, int, int]]:
    """What each skill at each level brings: (number of the requirement, skill id, level 0-4, points)."""
    for number, requirement in enumerate(plan.requirements):
        for counted in requirement.counted:
            for level in LEVELS:
                yield number, counted.skill_id, level, requirement.points(counted.per_mille, level)
