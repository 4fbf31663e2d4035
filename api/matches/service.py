"""Match runs: ranked on skills alone, explained, and recomputable byte for byte."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session

from api.audit_log.service import note
from api.auth import Caller
from api.db import now
from api.errors import NotFound
from api.knowledge import Knowledge
from api.matches import store
from api.matches.pool import Pool
from api.matches.schemas import Filters, MatchRunIn
from api.matches.snapshots import snapshot_of, stored
from api.skillscvs import service as skillscvs
from api.skillscvs import store as skillscv_store
from api.tables import MatchResult, MatchRun, Vacancy
from api.tracing import stage
from api.vacancies import service as vacancies
from api.vacancies import store as vacancy_store
from api.version import CODE_VERSION
from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import Ranked, Score, order_key, rank, score, shared_ranks
from matching.snapshot import Leaf

UNSEEN = "There is no such match run, or not for you."


def run(
    session: Session, knowledge: Knowledge, pool: Pool, caller: Caller, vacancy_id: UUID, wish: MatchRunIn
) -> MatchRun:
    """Ranks everyone the caller may see for a vacancy, and freezes its requirements. Raises NotFound."""
    return ranking(session, knowledge, pool, caller, vacancy_id, wish)[0]


def ranking(
    session: Session, knowledge: Knowledge, pool: Pool, caller: Caller, vacancy_id: UUID, wish: MatchRunIn
) -> tuple[MatchRun, Sequence[Ranked]]:
    """A run as ``run`` makes it, and its places: who shows it at once need not read and compute them again."""
    vacancy = vacancies.seen(session, caller, vacancy_id)
    own = vacancy.organisation_id == caller.organisation_id
    if not own and caller.role != "platform":
        raise NotFound(vacancies.UNSEEN)
    vacancies.freeze(session, vacancy)
    plan = plans_of(session, knowledge, [vacancy])[vacancy.id]
    seed = secrets.token_bytes(32)
    # a platform ranks its own people for a vacancy of the community; an employer everyone who consents
    audience = {f"organisation:{caller.organisation_id}", f"community:{caller.community_id}"}
    if not own:
        audience = {f"owner:{caller.organisation_id}"}
    with stage("ranking"):
        found_people = pool.search(
            session,
            plan,
            audience=frozenset(audience),
            limit=wish.limit,
            seed=seed,
            only=_only(session, caller, wish.filters),
        )
    held = _held(session, [UUID(found.id) for found in found_people], audience)
    profiles = store.profiles_of(session, held)
    # again, as someone can have changed or gone since the search
    ranked = rank(plan, {str(found): profile for found, profile in profiles.items()}, seed=seed, limit=wish.limit)
    row = _new_run(knowledge, caller, plan, seed, pool_size=pool.size(frozenset(audience)))
    row.vacancy_id, row.criteria_version = vacancy.id, vacancy.criteria_version
    row.filters = {} if wish.filters is None else wish.filters.model_dump(mode="json", exclude_none=True)
    _keep(
        session,
        row,
        [_Placed(item, Leaf.scored(plan, item.id, profiles[UUID(item.id)], item.score)) for item in ranked],
    )
    for item in ranked:
        note(
            session,
            caller,
            "match.ranked",
            f"match-run:{row.id}",
            skillscv_id=UUID(item.id),
            versions={"catalogue": row.catalogue_version, "code": row.code_version},
        )
    return row, ranked


def _held(session: Session, ids: Sequence[UUID], audience: set[str]) -> set[UUID]:
    """Those of ``ids`` whose consents show them to ``audience`` now that nothing of them can change.

    Someone can have withdrawn since the search, and is then kept in no run.
    """
    barred = {f"not {name}" for name in audience}
    allowed = store.audiences_of(session, skillscv_store.hold(session, ids))
    return {person for person, names in allowed.items() if names & audience and not names & barred}


def run_for_person(session: Session, knowledge: Knowledge, caller: Caller, skillscv_id: UUID, limit: int) -> MatchRun:
    """Ranks the community's open vacancies for a person of the caller. Raises NotFound."""
    person = skillscvs.own(session, caller, skillscv_id)
    profile = profile_of(session, person.id)
    open_now = vacancy_store.shared_in(session, person.community_id)
    plans = plans_of(session, knowledge, open_now)
    scores = {str(vacancy_id): score(plan, profile) for vacancy_id, plan in plans.items()}
    seed = secrets.token_bytes(32)
    order = sorted(scores, key=lambda found: (-scores[found].points, order_key(seed, found)))
    ranks = shared_ranks(scores[found].points for found in order)
    ranked = [Ranked(rank, found, scores[found]) for rank, found in zip(ranks, order[:limit], strict=False)]
    row = _new_run(knowledge, caller, None, seed, pool_size=len(open_now))
    row.skillscv_id = person.id
    row.criteria = [{"vacancyId": item.id, "plan": stored(plans[UUID(item.id)])} for item in ranked]
    _keep(
        session,
        row,
        [_Placed(item, Leaf.scored(plans[UUID(item.id)], item.id, profile, item.score)) for item in ranked],
    )
    note(session, caller, "match.vacancies", f"match-run:{row.id}", skillscv_id=person.id)
    return row


@dataclass(frozen=True)
class _Placed:
    """One place in a run, as it is stored."""

    item: Ranked
    leaf: Leaf


def _new_run(knowledge: Knowledge, caller: Caller, plan: Plan | None, seed: bytes, *, pool_size: int) -> MatchRun:
    return MatchRun(
        id=uuid4(),
        organisation_id=caller.organisation_id,
        criteria=[] if plan is None else [{"plan": stored(plan)}],
        criteria_hash="" if plan is None else plan.criteria_hash,
        filters={},
        catalogue_version=knowledge.catalogue.version,
        catalogue_hash=knowledge.catalogue.hash,
        code_version=CODE_VERSION,
        seed=seed.hex(),
        pool_size=pool_size,
        snapshot_hash="",
        created_at=now(),
    )


def plans_of(session: Session, knowledge: Knowledge, found: Sequence[Vacancy]) -> dict[UUID, Plan]:
    requirements = vacancy_store.requirements_of(session, found)
    return {vacancy.id: vacancies.plan_of(requirements[vacancy.id], knowledge) for vacancy in found}


def profile_of(session: Session, skillscv_id: UUID) -> SkillProfile:
    """What scoring sees of a person; empty for one who is not active."""
    return store.profiles_of(session, [skillscv_id]).get(skillscv_id, SkillProfile([]))


def _only(session: Session, caller: Caller, filters: Filters | None) -> set[str] | None:
    if filters is None:
        return None
    sets = []
    if filters.skillscv_ids is not None:
        sets.append(set(filters.skillscv_ids))
    if filters.platform_ids is not None:
        sets.append(store.people_of_platforms(session, caller.community_id, filters.platform_ids))
    if filters.regions is not None or filters.hours is not None:
        found = store.people_within(
            session, caller.community_id, filters.regions, filters.hours, unknown=filters.include_unknown
        )
        sets.append(found)
    return {str(person) for person in set.intersection(*sets)} if sets else None


def _keep(session: Session, row: MatchRun, placed: Sequence[_Placed]) -> None:
    row.snapshot_hash = snapshot_of(row, [place.leaf for place in placed]).hash
    session.add(row)
    session.flush()
    of_people = row.vacancy_id is not None
    rows = [
        {
            "match_run_id": row.id,
            "position": position,
            "rank": place.item.rank,
            "skillscv_id": UUID(place.item.id) if of_people else row.skillscv_id,
            "vacancy_id": None if of_people else UUID(place.item.id),
            "leaf_hash": place.leaf.hash,
            "levels": dict(place.leaf.levels),
            "result": _result(place.item.score),
        }
        for position, place in enumerate(placed)
    ]
    if rows:  # as rows: an object for each costs more than its scoring
        session.execute(insert(MatchResult), rows)


def _result(found: Score) -> dict[str, Any]:
    return {
        "score": found.points,
        "scoreIfUnknownsHeld": found.score_if_unknowns_held,
        "coverage": found.coverage,
        "band": found.band,
    }


def shown(session: Session, caller: Caller, run_id: UUID) -> MatchRun:
    row = store.find(session, caller, run_id)
    if row is None:
        raise NotFound(UNSEEN)
    return row


def placed_in(
    session: Session, caller: Caller, run: MatchRun, skillscv_id: UUID, vacancy_id: UUID | None = None
) -> MatchResult:
    """The place of a person whom the caller may still see.

    In a run over vacancies that of a vacancy the community is still shown: the first, or the one asked for. Raises
    NotFound.
    """
    places = [place for place in store.results_of(session, run.id) if place.skillscv_id == skillscv_id]
    if run.vacancy_id is None:
        shown_now = vacancy_store.shared_of(session, [place.vacancy_id for place in places if place.vacancy_id])
        places = [place for place in places if place.vacancy_id in shown_now]
    asked = (place for place in places if vacancy_id in {None, place.vacancy_id or run.vacancy_id})
    place = next(asked, None)
    if place is None or not store.seen_people(session, caller, [skillscv_id]):
        raise NotFound("This person has no such place in this run, or not for you.")
    return place


def place_shown(
    session: Session, caller: Caller, run_id: UUID, skillscv_id: UUID, vacancy_id: UUID | None = None
) -> tuple[MatchRun, MatchResult]:
    """A place in a run: the organisation's own run, or for a candidate any run they stand in. Raises NotFound."""
    if caller.skillscv_id == skillscv_id:
        found = store.run_with(session, run_id, skillscv_id)
        if found is None:
            raise NotFound(UNSEEN)
        run_row = found
    else:
        run_row = shown(session, caller, run_id)
    return run_row, placed_in(session, caller, run_row, skillscv_id, vacancy_id)
