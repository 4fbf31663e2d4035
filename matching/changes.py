"""What would change a rank: every requirement one rung higher, and every skill that counts taken away, scored again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.plan import Plan
from matching.profile import LEVELS, SkillProfile
from matching.score import score
from taxonomy.model import SkillId


@dataclass(frozen=True, slots=True)
class Change:
    """One skill from one level to another (None: nothing known), and the points, band and rank that come of it."""

    skill_id: SkillId
    from_level: int | None
    to_level: int | None
    points: int
    band: str
    rank: int


def changes(plan: Plan, profile: SkillProfile, rivals: Sequence[int]) -> tuple[Change, ...]:
    """Every change of one skill that would change the score, the most points first, then by skill id.

    ``rivals`` are the points (0-1000) of the others in the run. A requirement goes up one rung, an unknown one to a
    described situation (level 2); a skill that is held and asked is also taken away.
    """
    now, levels = score(plan, profile).points, dict(profile)
    found = [_changed(plan, levels, skill_id, to_level, rivals) for skill_id, to_level in _steps(plan, levels)]
    return tuple(sorted((item for item in found if item.points != now), key=lambda item: (-item.points, item.skill_id)))


def _steps(plan: Plan, levels: dict[SkillId, int]) -> Iterator[tuple[SkillId, int | None]]:
    for requirement in plan.requirements:
        level = levels.get(requirement.skill_id)
        if level is None:
            yield requirement.skill_id, plan.unknown_held_at
        elif level + 1 in LEVELS:
            yield requirement.skill_id, level + 1
    yield from ((skill_id, None) for skill_id in levels if skill_id in plan.counting)


def _changed(
    plan: Plan, levels: dict[SkillId, int], skill_id: SkillId, to_level: int | None, rivals: Sequence[int]
) -> Change:
    others = {skill: level for skill, level in levels.items() if skill != skill_id}
    then = score(plan, SkillProfile((others if to_level is None else others | {skill_id: to_level}).items()))
    rank = 1 + sum(rival > then.points for rival in rivals)
    return Change(skill_id, levels.get(skill_id), to_level, then.points, then.band, rank)
