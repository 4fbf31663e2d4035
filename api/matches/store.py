"""Match runs in the database, and what the pool is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy import select as sa_select
from sqlmodel import Session, and_, col, exists, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.consents.schemas import Purpose
from api.skillscvs import store as skillscvs
from api.skillscvs.schemas import Decision
from api.tables import (
    Claim,
    Consent,
    MatchFeedback,
    MatchResult,
    MatchRun,
    ProfileChange,
    SkillDecision,
    SkillsCV,
    SkillsCVRedaction,
)
from matching.profile import SkillProfile
from taxonomy.model import SkillId

AT_ONCE = 500


def visible_to(caller: Caller) -> SelectOfScalar[MatchRun]:
    if caller.is_candidate:
        return select(MatchRun).where(MatchRun.skillscv_id == caller.skillscv_id)
    return select(MatchRun).where(MatchRun.organisation_id == caller.organisation_id)


def find(session: Session, caller: Caller, run_id: UUID) -> MatchRun | None:
    return session.exec(visible_to(caller).where(MatchRun.id == run_id)).first()


def results_of(session: Session, run_id: UUID) -> Sequence[MatchResult]:
    statement = select(MatchResult).where(MatchResult.match_run_id == run_id)
    return session.exec(statement.order_by(col(MatchResult.position))).all()


def seen_people(session: Session, caller: Caller, ids: Collection[UUID]) -> dict[UUID, SkillsCV]:
    """Those of ``ids`` whom consent lets the caller see now."""
    rows = session.exec(skillscvs.visible_to(caller).where(col(SkillsCV.id).in_(ids))).all()
    return {row.id: row for row in rows}


def log_head(session: Session) -> int:
    return session.exec(select(func.max(ProfileChange.sequence))).one() or 0


def changed_between(session: Session, after: int, upto: int) -> list[UUID]:
    statement = select(ProfileChange.skillscv_id).where(
        col(ProfileChange.sequence) > after, col(ProfileChange.sequence) <= upto
    )
    return sorted(session.exec(statement.distinct()).all())


def profiles_of(session: Session, ids: Collection[UUID]) -> dict[UUID, SkillProfile]:
    """(skill, level) of each active SkillsCV, without what the candidate rejected."""
    rejected = exists().where(
        col(SkillDecision.skillscv_id) == col(Claim.skillscv_id),
        col(SkillDecision.skill_id) == col(Claim.skill_id),
        col(SkillDecision.decision) == Decision.REJECTED,
    )
    statement = (
        select(SkillsCV.id, Claim.skill_id, Claim.level)
        .join(Claim, and_(col(Claim.skillscv_id) == col(SkillsCV.id), ~rejected), isouter=True)
        .where(col(SkillsCV.id).in_(ids), SkillsCV.status == "active")
    )
    levels: dict[UUID, list[tuple[SkillId, int]]] = defaultdict(list)
    for owner, skill_id, level in session.exec(statement).all():
        known = levels[owner]
        if skill_id is not None:
            known.append((SkillId(skill_id), level))
    return {owner: SkillProfile(pairs) for owner, pairs in levels.items()}


def audiences_of(session: Session, ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Who may be shown each person by their matching consents: names of communities and organisations.

    ``not organisation:…`` is an organisation that the person excludes; those alone show a person to nobody.
    """
    statement = (
        sa_select(
            col(SkillsCV.id),
            col(SkillsCV.community_id),
            col(SkillsCV.organisation_id),
            col(Consent.purpose),
            col(Consent.organisation_id),
        )
        .join(Consent, col(Consent.skillscv_id) == col(SkillsCV.id))
        .where(
            col(SkillsCV.id).in_(ids),
            col(Consent.purpose).in_((Purpose.MATCHING, Purpose.EXCLUSION)),
            col(Consent.withdrawn_at).is_(None),
        )
    )
    shown: dict[UUID, set[str]] = defaultdict(set)
    excluded: dict[UUID, set[str]] = defaultdict(set)
    for person, community, owner, purpose, organisation in session.execute(statement).all():
        if purpose == Purpose.EXCLUSION:
            excluded[person].add(f"not organisation:{organisation}")
            continue
        shown[person].add(f"owner:{owner}")
        shown[person].add(f"community:{community}" if organisation is None else f"organisation:{organisation}")
    return {person: frozenset(names | excluded[person]) for person, names in shown.items()}


def people_of_platforms(session: Session, community_id: UUID, platform_ids: Collection[UUID]) -> set[UUID]:
    statement = _active_in(community_id).where(col(SkillsCV.organisation_id).in_(platform_ids))
    return set(session.exec(statement).all())


def people_within(
    session: Session, community_id: UUID, regions: Sequence[str] | None, hours: int | None, *, unknown: bool
) -> set[UUID]:
    """Those of one of the regions who are available for so many hours a week; ``unknown``: also who said nothing."""
    statement = _active_in(community_id)
    region, available = col(SkillsCV.region), col(SkillsCV.available_hours)
    if regions is not None:
        there = or_(region.in_(regions), *(region.startswith(f"{code}-") for code in regions))
        statement = statement.where(or_(there, region.is_(None)) if unknown else there)
    if hours is not None:
        statement = statement.where(or_(available >= hours, available.is_(None)) if unknown else available >= hours)
    return set(session.exec(statement).all())


def _active_in(community_id: UUID) -> SelectOfScalar[UUID]:
    return select(SkillsCV.id).where(SkillsCV.status == "active", SkillsCV.community_id == community_id)


def signals_removed(session: Session, ids: Collection[UUID]) -> dict[str, int]:
    statement = (
        select(SkillsCVRedaction.type, func.sum(SkillsCVRedaction.count))
        .where(col(SkillsCVRedaction.skillscv_id).in_(ids))
        .group_by(SkillsCVRedaction.type)
        .order_by(SkillsCVRedaction.type)
    )
    return {kind: int(count) for kind, count in session.exec(statement).all()}


def run_with(session: Session, run_id: UUID, skillscv_id: UUID) -> MatchRun | None:
    """A run in which the person stands."""
    statement = (
        select(MatchRun)
        .join(MatchResult, col(MatchResult.match_run_id) == col(MatchRun.id))
        .where(MatchRun.id == run_id, MatchResult.skillscv_id == skillscv_id)
    )
    return session.exec(statement).first()


def feedback_since(session: Session, caller: Caller, since: datetime) -> Sequence[Row[Any]]:
    """Run, person, rank, result, useful and skill ids of what was said of the caller's runs for a vacancy, in order.

    Of people whom consent lets the caller see now.
    """
    seen = skillscvs.visible_to(caller).with_only_columns(col(SkillsCV.id))
    of_place = and_(
        col(MatchResult.match_run_id) == col(MatchFeedback.match_run_id),
        col(MatchResult.skillscv_id) == col(MatchFeedback.skillscv_id),
    )
    statement = (
        sa_select(
            col(MatchFeedback.match_run_id),
            col(MatchFeedback.skillscv_id),
            col(MatchResult.rank),
            col(MatchResult.result),
            col(MatchFeedback.useful),
            col(MatchFeedback.skill_ids),
        )
        .join(MatchRun, col(MatchRun.id) == col(MatchFeedback.match_run_id))
        .join(MatchResult, of_place)
        .where(
            col(MatchRun.organisation_id) == caller.organisation_id,
            col(MatchRun.vacancy_id).is_not(None),
            col(MatchFeedback.created_at) >= since,
            col(MatchFeedback.skillscv_id).in_(seen),
        )
        .order_by(col(MatchFeedback.created_at), col(MatchFeedback.id))
    )
    return session.execute(statement).all()
