"""A match run as bytes that anyone can compute again: a hash over the hashes of its results.

Each result is a leaf, so the leaf of a person who was erased can stay behind as a bare hash and the run still verifies.
A leaf cannot be guessed back from its hash: it holds an id of 122 random bits that is gone with the person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Final

from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import Contribution, Score, order_key, score
from taxonomy.model import SkillId

_SCORE: Final = tuple(field.name for field in fields(Score))
_CONTRIBUTION: Final = tuple(field.name for field in fields(Contribution))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One result: whose, the levels 0-4 of the skills that count, and the SHA-256 of it with its score."""

    id: str
    levels: tuple[tuple[SkillId, int], ...]
    hash: str

    @classmethod
    def of(cls, plan: Plan, id_: str, profile: SkillProfile) -> Leaf:
        """The leaf of a person in a run of ``plan``; skills that do not count are left out, as they change nothing."""
        return cls.scored(plan, id_, profile, score(plan, profile))

    @classmethod
    def scored(cls, plan: Plan, id_: str, profile: SkillProfile, found: Score) -> Leaf:
        """The same where the score is known already; it must be that of ``profile`` in ``plan``."""
        levels = tuple((skill, level) for skill, level in profile.items() if skill in plan.counting)
        return cls(id_, levels, _hash([id_, levels, data_of(found)]))

    def erased(self) -> Erased:
        return Erased(self.hash)


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of the result of an erased person."""

    hash: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run: the bytes of its plan, the seed of its order, its results from first to last.

    ``context`` names what else it was made with (versions of code, reader, catalogue; filters), as text by name.
    """

    criteria: bytes
    seed: bytes
    leaves: tuple[Leaf | Erased, ...]
    context: Mapping[str, str]

    def canonical(self) -> bytes:
        """The run as stable JSON, its results by hash alone: the same before and after an erasure."""
        criteria = hashlib.sha256(self.criteria).hexdigest()
        return _json([criteria, self.seed.hex(), dict(self.context), [leaf.hash for leaf in self.leaves]])

    @property
    def hash(self) -> str:
        """SHA-256 of ``canonical()`` in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """``holds``: hash, order and every leaf came out the same. ``changed``: ids whose leaf did not."""

    holds: bool
    hash: str
    changed: tuple[str, ...]
    in_order: bool
    erased: int


def recompute(snapshot: Snapshot, expected: str) -> Verification:
    """Score every result again from the stored plan and levels, and compare with the hash ``expected``.

    Needs no catalogue, database or clock. An erased result counts by its hash. Raises what ``Plan.restore`` raises.
    """
    plan = Plan.restore(snapshot.criteria)
    known = [leaf for leaf in snapshot.leaves if isinstance(leaf, Leaf)]
    changed = tuple(leaf.id for leaf in known if Leaf.of(plan, leaf.id, SkillProfile(leaf.levels)) != leaf)
    places = [(-score(plan, SkillProfile(leaf.levels)).points, order_key(snapshot.seed, leaf.id)) for leaf in known]
    in_order = all(one < other for one, other in pairwise(places))
    return Verification(
        holds=snapshot.hash == expected and in_order and not changed,
        hash=snapshot.hash,
        changed=changed,
        in_order=in_order,
        erased=len(snapshot.leaves) - len(known),
    )


def take(
    plan: Plan, results: Sequence[tuple[str, SkillProfile]], *, seed: bytes, context: Mapping[str, str]
) -> Snapshot:
    """The snapshot of a run whose ``results`` (id, profile) stand in their order."""
    return Snapshot(plan.canonical(), seed, tuple(Leaf.of(plan, id_, profile) for id_, profile in results), context)


def data_of(found: Score) -> dict[str, Any]:
    """All of a score as plain data."""
    # what dataclasses.asdict gives, without its deep copies: those took most of the time of a run
    said = {name: getattr(found, name) for name in _SCORE}
    said["contributions"] = [{name: getattr(item, name) for name in _CONTRIBUTION} for item in found.contributions]
    return said


def _hash(value: object) -> str:
    return hashlib.sha256(_json(value)).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
