"""The smallest step that brings a person further, found by search and checked by scoring again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any, Protocol

from matching.plan import Plan
from matching.profile import SkillProfile
from matching.requirement import Need
from matching.score import Score, held_for, is_met, score
from taxonomy.model import Skill, SkillId


class StepKind(StrEnum):
    TRY_OUT = "try-out"
    COURSE = "course"
    DESCRIBE = "describe"
    REFEREE = "referee"


class Goal(StrEnum):
    BAND = "band"
    RANK = "rank"
    POINTS = "points"


class KnownSkills(Protocol):
    @property
    def skills(self) -> Mapping[SkillId, Skill]: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One skill to a higher level. ``from_level`` is None when nothing is known of the skill yet."""

    skill_id: SkillId
    from_level: int | None
    to_level: int
    kind: StepKind

    @property
    def rise(self) -> int:
        return self.to_level - (-1 if self.from_level is None else self.from_level)


@dataclass(frozen=True, slots=True)
class Gap:
    """The smallest set of steps to a goal, and what scoring again gives: points 0-1000, band, rank among rivals."""

    goal: Goal
    steps: tuple[Step, ...]
    points: int
    band: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Target:
    """What must be reached: ``needed`` more points, and the requirements numbered ``musts`` met.

    ``reached`` judges a new score.
    """

    goal: Goal
    needed: int
    musts: tuple[int, ...]
    reached: Callable[[Score], bool]


def gap(plan: Plan, profile: SkillProfile, catalogue: KnownSkills, *, rivals: Sequence[int] = ()) -> tuple[Gap, ...]:
    """The smallest steps to the next band and to a better rank, each at most three steps away.

    ``rivals`` are the points (0-1000) of the others in the run; a shared rank counts as better. When neither goal is
    near, the one step that brings most points. Nothing is left to say only when every requirement has its maximum.
    Raises KeyError for a required skill that the catalogue does not have.
    """
    now = score(plan, profile)
    gains = {step: _after(plan, profile, [step]).points - now.points for step in _steps(plan, profile, catalogue)}
    targets = [*_next_band(plan, profile, now), *_next_rank(now, rivals)]
    found = [(target.goal, _smallest(plan, profile, gains, target)) for target in targets]
    reached = [(goal, steps) for goal, steps in found if steps]
    if not reached and gains:
        best = min(gains, key=lambda step: (-gains[step], step.rise, step.skill_id))
        reached = [(Goal.POINTS, (best,))] if gains[best] else []
    return tuple(_gap(goal, steps, _after(plan, profile, steps), rivals) for goal, steps in reached)


def _gap(goal: Goal, steps: tuple[Step, ...], after: Score, rivals: Sequence[int]) -> Gap:
    return Gap(goal, steps, after.points, after.band, 1 + sum(rival > after.points for rival in rivals))


def _steps(plan: Plan, profile: SkillProfile, catalogue: KnownSkills) -> list[Step]:
    rules, levels, steps = _rules(), dict(profile), []
    for requirement in plan.requirements:
        level = levels.get(requirement.skill_id)
        for to_level in (2, 3, 4) if level is not None else rules["unknown_to"]:
            kind = rules["to_level"][str(to_level)]
            if level is None:
                kind = rules["unknown"][catalogue.skills[requirement.skill_id].kind]
            if level is None or to_level > level:
                steps.append(Step(requirement.skill_id, level, to_level, StepKind(kind)))
    return steps


def _next_band(plan: Plan, profile: SkillProfile, now: Score) -> Iterator[_Target]:
    names = [band.name for band in plan.bands]
    current = names.index(now.band)
    if current == 0:
        return
    better = plan.bands[current - 1]
    capped = current - 1 < names.index(plan.cap)
    levels = dict(profile)
    musts = [number for number, item in enumerate(plan.requirements) if item.need is Need.MUST]
    yield _Target(
        Goal.BAND,
        max(0, better.at_least - now.points),
        tuple(number for number in musts if not _meets(plan, number, levels)) if capped else (),
        lambda after: names.index(after.band) < current,
    )


def _next_rank(now: Score, rivals: Sequence[int]) -> Iterator[_Target]:
    above = min((rival for rival in rivals if rival > now.points), default=None)
    if above is not None:
        yield _Target(Goal.RANK, above - now.points, (), lambda after: after.points >= above)


def _smallest(plan: Plan, profile: SkillProfile, gains: Mapping[Step, int], target: _Target) -> tuple[Step, ...] | None:
    for size in range(1, _rules()["most_steps"] + 1):
        # Points of a set never exceed the sum of its steps' gains (a sum of maxima is subadditive): skip the rest.
        sets = [
            steps
            for steps in combinations(gains, size)
            if sum(gains[step] for step in steps) >= target.needed and _fits(plan, steps, target)
        ]
        for steps in sorted(sets, key=lambda steps: (sum(step.rise for step in steps), [s.skill_id for s in steps])):
            if target.reached(_after(plan, profile, steps)):
                return steps
    return None


def _fits(plan: Plan, steps: Sequence[Step], target: _Target) -> bool:
    levels = {step.skill_id: step.to_level for step in steps}
    return len(levels) == len(steps) and all(_meets(plan, must, levels) for must in target.musts)


def _meets(plan: Plan, number: int, levels: Mapping[SkillId, int]) -> bool:
    return is_met(plan.requirements[number], held_for(plan, levels)[number], levels, plan)


def _after(plan: Plan, profile: SkillProfile, steps: Sequence[Step]) -> Score:
    levels = dict(profile) | {step.skill_id: step.to_level for step in steps}
    return score(plan, SkillProfile(levels.items()))


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(files("matching").joinpath("data/steps.json").read_text("utf-8"))
    return rules
