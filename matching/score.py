"""One person against one vacancy: points that add up, what is unknown, and a band. Whole numbers throughout."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from matching.plan import EXACT, CountedSkill, Plan, PlannedRequirement, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need
from taxonomy.model import SkillId

__all__ = [
    "Contribution",
    "Found",
    "Kind",
    "Plan",
    "Ranked",
    "Score",
    "build_plan",
    "first",
    "order_key",
    "rank",
    "score",
    "shared_ranks",
]


class Kind(StrEnum):
    EXACT = "exact"
    RELATED = "related"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one requirement brings.

    ``points`` 0 to ``maximum``; ``level`` 0-4 is that of the skill that counted, None when nothing is known. ``via``
    and ``reason`` (the kind of relation) are given for a related skill only. Missing means unknown, not absent.
    """

    skill_id: SkillId
    points: int
    maximum: int
    via: SkillId | None
    kind: Kind
    level: int | None
    need: Need
    reason: str | None
    minimum_level: int
    baseline: bool


@dataclass(frozen=True, slots=True)
class Score:
    """``points`` 0-1000 is the sum of the contributions' points, exactly.

    ``score_if_unknowns_held`` (0-1000): the points if each missing requirement were held at its minimum, at least at
    level 2. ``coverage`` (0-1000): the points that requirements with anything known could bring. ``band``: a name.
    """

    points: int
    score_if_unknowns_held: int
    coverage: int
    band: str
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """``rank`` from 1, equal points share a rank (1, 1, 3); ``points`` 0-1000 of whoever has the id."""

    rank: int
    id: str
    points: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """``rank`` from 1; equal points share a rank (1, 1, 3)."""

    rank: int
    id: str
    score: Score


def score(plan: Plan, profile: SkillProfile) -> Score:
    """Σ-max: for each requirement the one held skill that counts most; skills nobody asked for change nothing."""
    levels = dict(profile)
    held = held_for(plan, levels)
    asked = list(zip(plan.requirements, held, strict=True))
    contributions = tuple(_contribution(requirement, skills, levels) for requirement, skills in asked)
    points = sum(contribution.points for contribution in contributions)
    unknown = [item for item, found in zip(plan.requirements, contributions, strict=True) if found.kind is Kind.MISSING]
    all_musts = all(is_met(item, skills, levels, plan) for item, skills in asked if item.need is Need.MUST)
    return Score(
        points=points,
        score_if_unknowns_held=points + sum(_if_held(item, plan.unknown_held_at) for item in unknown),
        coverage=sum(item.maximum for item in contributions if item.kind is not Kind.MISSING),
        band=_band(plan, points, all_musts=all_musts),
        contributions=contributions,
    )


def rank(plan: Plan, profiles: Mapping[str, SkillProfile], *, seed: bytes, limit: int) -> tuple[Ranked, ...]:
    """The first ``limit`` of all profiles by points, equal points in the order of ``order_key``.

    Scores everyone: the measure that the index is held against.
    """
    scores = {id_: score(plan, profile) for id_, profile in profiles.items()}
    found = first(((id_, scores[id_].points) for id_ in scores), seed=seed, limit=limit)
    return tuple(Ranked(item.rank, item.id, scores[item.id]) for item in found)


def first(points: Iterable[tuple[str, int]], *, seed: bytes, limit: int) -> tuple[Found, ...]:
    """The first ``limit`` of (id, points) from high to low, equals by ``order_key``.

    Raises ValueError for a limit below 1 or an empty seed.
    """
    if limit < 1:
        raise ValueError("limit lies below 1")
    chosen = nsmallest(limit, ((-value, order_key(seed, id_), id_) for id_, value in points))
    ranks = shared_ranks(-value for value, _, _ in chosen)
    return tuple(Found(rank_, id_, -value) for rank_, (value, _, id_) in zip(ranks, chosen, strict=True))


def order_key(seed: bytes, id_: str) -> bytes:
    """HMAC-SHA256 of an id under the run's seed: an order of equals that nobody can earn or foresee.

    Raises ValueError for an empty seed.
    """
    if not seed:
        raise ValueError("a run needs a seed")
    return hmac.digest(seed, id_.encode(), hashlib.sha256)


def held_for(plan: Plan, levels: Mapping[SkillId, int]) -> tuple[list[CountedSkill], ...]:
    """For each requirement of the plan, in its order, the skills in ``levels`` that count for it."""
    held: tuple[list[CountedSkill], ...] = tuple([] for _ in plan.requirements)
    for skill_id in levels:
        for number, skill in plan.counting.get(skill_id, ()):
            held[number].append(skill)
    return held


def is_met(
    requirement: PlannedRequirement, held: Iterable[CountedSkill], levels: Mapping[SkillId, int], plan: Plan
) -> bool:
    """Whether a held skill, the required one or one close enough, is at the requirement's minimum level."""
    return any(
        skill.per_mille >= plan.must_met_from and levels[skill.skill_id] >= requirement.minimum_level for skill in held
    )


def shared_ranks(points: Iterable[int]) -> Iterator[int]:
    """Ranks for points given from high to low; equal points share one (1, 1, 3)."""
    current, last = 0, None
    for position, value in enumerate(points, start=1):
        if value != last:
            current, last = position, value
        yield current


def _contribution(
    requirement: PlannedRequirement, held: Iterable[CountedSkill], levels: Mapping[SkillId, int]
) -> Contribution:
    best = _best(requirement, held, levels)
    if best is None:
        return _of(requirement, Kind.MISSING)
    level = levels[best.skill_id]
    points = requirement.points(best.per_mille, level)
    if best.kind == EXACT:
        return _of(requirement, Kind.EXACT, points=points, level=level)
    return _of(requirement, Kind.RELATED, points=points, level=level, via=best.skill_id, reason=best.kind)


def _of(
    requirement: PlannedRequirement,
    kind: Kind,
    *,
    points: int = 0,
    level: int | None = None,
    via: SkillId | None = None,
    reason: str | None = None,
) -> Contribution:
    return Contribution(
        skill_id=requirement.skill_id,
        points=points,
        maximum=requirement.maximum,
        via=via,
        kind=kind,
        level=level,
        need=requirement.need,
        reason=reason,
        minimum_level=requirement.minimum_level,
        baseline=requirement.baseline,
    )


def _best(
    requirement: PlannedRequirement, held: Iterable[CountedSkill], levels: Mapping[SkillId, int]
) -> CountedSkill | None:
    return min(
        held,
        key=lambda skill: (
            -skill.per_mille * requirement.values[levels[skill.skill_id]],
            skill.kind != EXACT,
            -skill.per_mille,
            skill.skill_id,
        ),
        default=None,
    )


def _if_held(requirement: PlannedRequirement, at_least: int) -> int:
    return requirement.points(1000, max(requirement.minimum_level, at_least))


def _band(plan: Plan, points: int, *, all_musts: bool) -> str:
    names = [band.name for band in plan.bands]
    reached = next(position for position, band in enumerate(plan.bands) if points >= band.at_least)
    return names[reached if all_musts else max(reached, names.index(plan.cap))]
