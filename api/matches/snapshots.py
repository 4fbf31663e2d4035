"""What a run stored, made into plans, profiles and hashes again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from api.matches import store
from api.matches.schemas import VerificationOut
from api.tables import MatchResult, MatchRun
from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import Score, score
from matching.snapshot import Erased, Leaf, Snapshot, recompute
from taxonomy.model import SkillId


def stored(plan: Plan) -> dict[str, Any]:
    """A plan as it is kept with a run."""
    data: dict[str, Any] = json.loads(plan.canonical())
    return data


def _canonical(stored: Mapping[str, Any]) -> bytes:
    """The bytes that ``Plan.canonical`` gave for what was stored of it."""
    return json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Plans:
    """The plans a run was made with, each restored once: one, or for a run over vacancies one for each of them."""

    def __init__(self, row: MatchRun) -> None:
        self._stored = {item.get("vacancyId"): item["plan"] for item in row.criteria}
        self._restored: dict[str | None, Plan] = {}

    def at(self, place: MatchResult) -> Plan:
        key = None if place.vacancy_id is None else str(place.vacancy_id)
        if key not in self._restored:
            self._restored[key] = Plan.restore(_canonical(self._stored[key]))
        return self._restored[key]

    def score(self, place: MatchResult) -> Score:
        """The score of a place, recomputed from what the run stored."""
        return score(self.at(place), profile_at(place))


def profile_at(place: MatchResult) -> SkillProfile:
    """What scoring saw of the person when the run was made."""
    return SkillProfile((SkillId(skill_id), level) for skill_id, level in (place.levels or {}).items())


def snapshot_of(row: MatchRun, leaves: Sequence[Leaf | Erased]) -> Snapshot:
    """The run as bytes; its places are ``leaves``."""
    context = {
        "run": str(row.id),
        "catalogue": row.catalogue_hash,
        "code": row.code_version,
        "filters": json.dumps(row.filters, sort_keys=True),
        "pool": str(row.pool_size),
    }
    return Snapshot(_criteria(row), bytes.fromhex(row.seed), tuple(leaves), context)


def _criteria(row: MatchRun) -> bytes:
    """The bytes of the plan, or of all plans of a run over several vacancies."""
    if row.vacancy_id is not None:
        return _canonical(row.criteria[0]["plan"])
    return json.dumps(row.criteria, sort_keys=True).encode()


def verify(session: Session, run_row: MatchRun) -> VerificationOut:
    """Recomputes every place from the stored levels and criteria; the places of erased people count by their hash."""
    places = store.results_of(session, run_row.id)
    leaves = [_leaf(run_row, place) for place in places]
    snapshot = snapshot_of(run_row, leaves)
    if run_row.vacancy_id is not None:
        holds = recompute(snapshot, run_row.snapshot_hash).holds
    else:
        plans = Plans(run_row)
        holds = snapshot.hash == run_row.snapshot_hash and all(
            isinstance(leaf, Erased) or leaf == Leaf.of(plans.at(place), leaf.id, profile_at(place))
            for leaf, place in zip(leaves, places, strict=True)
        )
    return VerificationOut(
        match_run_id=run_row.id,
        verified=holds,
        snapshot_hash=run_row.snapshot_hash,
        recomputed_hash=snapshot.hash,
        results=len(places),
        erased=sum(isinstance(leaf, Erased) for leaf in leaves),
    )


def _leaf(run_row: MatchRun, place: MatchResult) -> Leaf | Erased:
    if place.levels is None:
        return Erased(place.leaf_hash)
    subject = place.skillscv_id if run_row.vacancy_id is not None else place.vacancy_id
    return Leaf(str(subject), tuple(profile_at(place).items()), place.leaf_hash)
