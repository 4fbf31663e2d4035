"""The smallest step that brings a person further, found by search and checked by scoring again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import nlargest
from importlib.resources import files
from itertools import combinations, product
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
    """What must be reached: ``needed`` more points, and the requirements numbered ``musts`` met."""

    goal: Goal
    needed: int
    musts: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Move:
    """A step and what it does by itself: ``lifts`` are the points it adds and ``meets`` what it meets, by requirement.

    ``gain`` is the sum of ``lifts``.
    """

    step: Step
    lifts: Mapping[int, int]
    gain: int
    meets: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The steps of one skill, and the best there is among them: least rise, most points, all musts that one meets."""

    skill_id: SkillId
    moves: Sequence[_Move]
    rise: int
    gain: int
    meets: frozenset[int]


def gap(plan: Plan, profile: SkillProfile, catalogue: KnownSkills, *, rivals: Sequence[int] = ()) -> tuple[Gap, ...]:
    """The smallest steps to the next band and to a better rank, each at most three steps away.

    ``rivals`` are the points (0-1000) of the others in the run; a shared rank counts as better. When neither goal is
    near, the one step that brings most points. Nothing is left to say only when every requirement has its maximum.
    Raises KeyError for a required skill that the catalogue does not have.
    """
    now = score(plan, profile)
    moves = [_move(plan, now, step) for step in _steps(plan, profile, catalogue)]
    targets = [*_next_band(plan, profile, now), *_next_rank(now, rivals)]
    found = [(target.goal, _smallest(moves, target)) for target in targets]
    reached = [(goal, steps) for goal, steps in found if steps]
    if not reached and moves:
        best = min(moves, key=lambda move: (-move.gain, move.step.rise, move.step.skill_id))
        reached = [(Goal.POINTS, (best.step,))] if best.gain else []
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
    unmet = _unmet_musts(plan, profile) if capped else frozenset()
    yield _Target(Goal.BAND, max(0, better.at_least - now.points), unmet)


def _unmet_musts(plan: Plan, profile: SkillProfile) -> frozenset[int]:
    levels = dict(profile)
    asked = enumerate(zip(plan.requirements, held_for(plan, levels), strict=True))
    return frozenset(
        number for number, (item, held) in asked if item.need is Need.MUST and not is_met(item, held, levels, plan)
    )


def _next_rank(now: Score, rivals: Sequence[int]) -> Iterator[_Target]:
    above = min((rival for rival in rivals if rival > now.points), default=None)
    if above is not None:
        yield _Target(Goal.RANK, above - now.points, frozenset())


def _move(plan: Plan, now: Score, step: Step) -> _Move:
    lifts, meets = {}, set()
    for number, skill in plan.counting[step.skill_id]:
        requirement = plan.requirements[number]
        lift = requirement.points(skill.per_mille, step.to_level) - now.contributions[number].points
        if lift > 0:
            lifts[number] = lift
        if is_met(requirement, [skill], {step.skill_id: step.to_level}, plan):
            meets.add(number)
    return _Move(step, lifts, sum(lifts.values()), frozenset(meets))


def _smallest(moves: Sequence[_Move], target: _Target) -> tuple[Step, ...] | None:
    by_skill: dict[SkillId, list[_Move]] = {}
    for move in moves:
        by_skill.setdefault(move.step.skill_id, []).append(move)
    choices = [_choice(skill_id, found, target) for skill_id, found in by_skill.items()]
    sizes = range(1, _rules()["most_steps"] + 1)
    return next((steps for size in sizes if (steps := _least(choices, size, target))), None)


def _choice(skill_id: SkillId, moves: Sequence[_Move], target: _Target) -> _Choice:
    met = frozenset(number for move in moves for number in move.meets)
    rise, gain = min(move.step.rise for move in moves), max(move.gain for move in moves)
    return _Choice(skill_id, moves, rise, gain, met & target.musts)


def _least(choices: Sequence[_Choice], size: int, target: _Target) -> tuple[Step, ...] | None:
    """Of the sets of ``size`` steps that reach the target the one of least rise; of those the first by skill ids."""
    best: tuple[int, list[SkillId]] | None = None
    steps: tuple[Step, ...] | None = None
    for chosen in _hopeful(choices, size, target):
        ids = [choice.skill_id for choice in chosen]
        if best is not None and (sum(choice.rise for choice in chosen), ids) >= best:
            continue
        for moves in product(*(choice.moves for choice in chosen)):
            order = (sum(move.step.rise for move in moves), ids)
            if (best is None or order < best) and _reach(moves, target):
                best, steps = order, tuple(move.step for move in moves)
    return steps


def _hopeful(choices: Sequence[_Choice], size: int, target: _Target) -> Iterator[tuple[_Choice, ...]]:
    """Sets of skills with which the target may be reached: none is looked at where the best could not do it."""
    most_points = sum(nlargest(size, (choice.gain for choice in choices)))
    most_musts = sum(nlargest(size, (len(choice.meets) for choice in choices)))
    if most_points < target.needed or most_musts < len(target.musts):
        return
    for chosen in combinations(choices, size):
        # Points of a set never exceed the sum of its steps' gains: a sum of maxima is subadditive.
        if sum(choice.gain for choice in chosen) >= target.needed and _all_met(chosen, target):
            yield chosen


def _reach(moves: Sequence[_Move], target: _Target) -> bool:
    if sum(move.gain for move in moves) < target.needed or not _all_met(moves, target):
        return False
    most: dict[int, int] = {}
    for move in moves:
        for number, lift in move.lifts.items():
            most[number] = max(lift, most.get(number, 0))
    return sum(most.values()) >= target.needed


def _all_met(found: Sequence[_Choice] | Sequence[_Move], target: _Target) -> bool:
    return not target.musts or target.musts <= frozenset().union(*(one.meets for one in found))


def _after(plan: Plan, profile: SkillProfile, steps: Sequence[Step]) -> Score:
    levels = dict(profile) | {step.skill_id: step.to_level for step in steps}
    return score(plan, SkillProfile(levels.items()))


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(files("matching").joinpath("data/steps.json").read_text("utf-8"))
    return rules
