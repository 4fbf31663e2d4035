"""What a vacancy asks, made ready to score: who can earn how many of the 1000 points, and with which skills.

A plan carries all that a score depends on, so that a run recomputes from its stored bytes alone, whatever catalogue
or rules are in use by then.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Protocol

from matching.requirement import Need, Requirement
from taxonomy.model import SkillId


class SimilarSkill(Protocol):
    """Another skill that counts towards a required one, in per mille, with the kind of its relation."""

    @property
    def skill_id(self) -> SkillId: ...
    @property
    def per_mille(self) -> int: ...
    @property
    def kind(self) -> str: ...


class SimilarSkills(Protocol):
    """The part of the catalogue a plan is built from."""

    @property
    def hash(self) -> str: ...
    def similar(self, skill_id: SkillId, /) -> Sequence[SimilarSkill]: ...


@dataclass(frozen=True, slots=True)
class CountedSkill:
    """A skill that counts for a requirement: ``per_mille`` 1-1000; ``kind`` is ``exact`` or that of the relation."""

    skill_id: SkillId
    per_mille: int
    kind: str


EXACT = "exact"


@dataclass(frozen=True, slots=True)
class PlannedRequirement:
    """One requirement with its share of the points.

    ``maximum`` points (0-1000); ``values`` is what each level 0-4 is worth here, in per mille, never falling;
    ``counted`` are the skills that count, the required one first. ``baseline``: asked of everyone, not by the vacancy.
    """

    skill_id: SkillId
    need: Need
    minimum_level: int
    baseline: bool
    maximum: int
    values: tuple[int, ...]
    counted: tuple[CountedSkill, ...]

    def points(self, per_mille: int, level: int) -> int:
        """Points for holding a skill that counts ``per_mille`` at ``level``: rounded down, 0 to ``maximum``."""
        return self.maximum * per_mille * self.values[level] // 1_000_000


@dataclass(frozen=True, slots=True)
class Band:
    name: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Requirements whose maxima add up to 1000 exactly, and the rules they are scored by.

    ``bands`` run from high to low and the last starts at 0. ``cap`` is the band nobody passes without every must.
    ``must_met_from`` is the similarity (per mille) from which a related skill meets a must. ``counting`` follows from
    the rest: for each skill that counts, the numbers of the requirements it counts for, and how.
    """

    catalogue_hash: str
    rules_version: str
    requirements: tuple[PlannedRequirement, ...]
    bands: tuple[Band, ...]
    cap: str
    must_met_from: int
    unknown_held_at: int
    counting: Mapping[SkillId, tuple[tuple[int, CountedSkill], ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        counting: defaultdict[SkillId, tuple[tuple[int, CountedSkill], ...]] = defaultdict(tuple)
        for number, requirement in enumerate(self.requirements):
            for skill in requirement.counted:
                counting[skill.skill_id] += ((number, skill),)
        object.__setattr__(self, "counting", MappingProxyType(dict(counting)))

    def canonical(self) -> bytes:
        """The plan as stable UTF-8 JSON: equal plans give equal bytes."""
        stored = {item.name: getattr(self, item.name) for item in fields(self) if item.init}
        stored["requirements"] = [_stored(requirement) for requirement in self.requirements]
        stored["bands"] = [[band.name, band.at_least] for band in self.bands]
        return json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def criteria_hash(self) -> str:
        """SHA-256 of ``canonical()`` in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def restore(cls, canonical: bytes) -> Plan:
        """The plan that ``canonical()`` wrote. Raises KeyError or TypeError for anything else."""
        stored = json.loads(canonical)
        requirements = tuple(_restore_requirement(item) for item in stored.pop("requirements"))
        bands = tuple(Band(*item) for item in stored.pop("bands"))
        return cls(requirements=requirements, bands=bands, **stored)


def build_plan(requirements: Iterable[Requirement], catalogue: SimilarSkills, *, baseline: bool = True) -> Plan:
    """Apportion 1000 points over the requirements by largest remainder (Hamilton); ties go to the lower skill id.

    The vacancy's own requirements share, by weight, what the baseline leaves them: 880 points, and the share of each
    baseline skill that the vacancy asks itself. Without requirements of its own the baseline takes all.
    Raises ValueError when a skill is asked twice or nothing is asked at all.
    """
    rules = _rules()
    own = sorted(requirements, key=lambda requirement: requirement.skill_id)
    weights = {requirement.skill_id: requirement.weight for requirement in own}
    if len(weights) != len(own):
        raise ValueError("a skill is asked twice")
    shares = _baseline_shares(rules, asked=weights) if baseline else {}
    if not own and not shares:
        raise ValueError("nothing is asked")
    maxima = apportion(rules["total"] - sum(shares.values()), weights) if own else {}
    common = Requirement(SkillId(""), 1, rules["baseline_minimum_level"], Need.NICE)
    planned = [_planned(item.skill_id, item, maxima[item.skill_id], catalogue, rules) for item in own]
    planned += [_planned(skill_id, common, share, catalogue, rules) for skill_id, share in sorted(shares.items())]
    return Plan(
        catalogue_hash=catalogue.hash,
        rules_version=rules["version"],
        requirements=tuple(planned),
        bands=tuple(Band(band["name"], band["from"]) for band in rules["bands"]),
        cap=rules["unmet_must_caps_at"],
        must_met_from=rules["must_met_from_per_mille"],
        unknown_held_at=rules["unknown_held_at"],
    )


def apportion(total: int, weights: Mapping[SkillId, int]) -> dict[SkillId, int]:
    """Whole shares of ``total`` in proportion to ``weights`` (each at least 1) that add up to ``total`` exactly."""
    whole = sum(weights.values())
    shares = {skill_id: total * weight // whole for skill_id, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda skill_id: (-(total * weights[skill_id] % whole), skill_id))
    for skill_id in by_remainder[: total - sum(shares.values())]:
        shares[skill_id] += 1
    return shares


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(files("matching").joinpath("data/rules.json").read_text("utf-8"))
    return rules


def _baseline_shares(rules: Mapping[str, Any], asked: Mapping[SkillId, int]) -> dict[SkillId, int]:
    if not asked:
        return apportion(rules["total"], rules["baseline"])
    return {skill_id: share for skill_id, share in rules["baseline"].items() if skill_id not in asked}


def _planned(
    skill_id: SkillId, asked: Requirement, maximum: int, catalogue: SimilarSkills, rules: Mapping[str, Any]
) -> PlannedRequirement:
    return PlannedRequirement(
        skill_id=skill_id,
        need=asked.need,
        minimum_level=asked.minimum_level,
        baseline=not asked.skill_id,
        maximum=maximum,
        values=tuple(rules["values"][asked.minimum_level]),
        counted=_counted(skill_id, catalogue),
    )


def _counted(skill_id: SkillId, catalogue: SimilarSkills) -> tuple[CountedSkill, ...]:
    best: dict[SkillId, CountedSkill] = {}
    for similar in sorted(catalogue.similar(skill_id), key=lambda item: (-item.per_mille, item.kind)):
        if similar.skill_id != skill_id:
            best.setdefault(similar.skill_id, CountedSkill(similar.skill_id, similar.per_mille, similar.kind))
    return CountedSkill(skill_id, 1000, EXACT), *(best[other] for other in sorted(best))


def _stored(requirement: PlannedRequirement) -> dict[str, Any]:
    stored = {name: getattr(requirement, name) for name in requirement.__slots__}
    stored["counted"] = [[skill.skill_id, skill.per_mille, skill.kind] for skill in requirement.counted]
    return stored


def _restore_requirement(stored: dict[str, Any]) -> PlannedRequirement:
    counted = tuple(CountedSkill(*item) for item in stored.pop("counted"))
    need, values = Need(stored.pop("need")), tuple(stored.pop("values"))
    return PlannedRequirement(need=need, values=values, counted=counted, **stored)
