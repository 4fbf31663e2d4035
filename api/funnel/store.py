"""What the funnel counts, within the caller's community."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from api.applications.schemas import ApplicationState
from api.auth import Caller
from api.funnel.schemas import Grouping
from api.organisations import store as organisations
from api.referrals.schemas import ReferralState
from api.tables import Application, Organisation, Referral, Vacancy
from api.vacancies import store as vacancies

Counted = dict[UUID, Counter[str]]
MOST_VACANCIES = 500


def groups(session: Session, caller: Caller, by: Grouping) -> list[tuple[UUID, str]]:
    """Id and name of the community's organisations, or of the newest vacancies that the caller may count."""
    if by == "organisation":
        rows = session.exec(organisations.visible_to(caller).order_by(col(Organisation.name))).all()
        return [(row.id, row.name) for row in rows]
    statement = vacancies.visible_to(caller)
    if caller.role != "platform":
        statement = statement.where(Vacancy.organisation_id == caller.organisation_id)
    newest = statement.order_by(col(Vacancy.created_at).desc(), col(Vacancy.id)).limit(MOST_VACANCIES)
    return [(row.id, row.title) for row in session.exec(newest).all()]


def applications(session: Session, caller: Caller, by: Grouping, since: datetime) -> Counted:
    key = col(Application.organisation_id) if by == "organisation" else col(Application.vacancy_id)
    statement = (
        select(key, Application.state, func.count())
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(Organisation.community_id == caller.community_id, col(Application.created_at) >= since)
        .group_by(key, col(Application.state))
    )
    found: Counted = defaultdict(Counter)
    for group, state, count in session.exec(statement).all():
        if group is not None:
            found[group]["applications"] += count
            if state in (ApplicationState.HIRED, ApplicationState.REFERRED):
                found[group][state] += count
    return found


def referrals(
    session: Session, caller: Caller, by: Grouping, since: datetime
) -> tuple[Counted, dict[UUID, list[float]]]:
    """Referrals by who received them, and the hours each answer took."""
    statement = (
        select(Referral)
        .join(Organisation, col(Organisation.id) == col(Referral.to_organisation_id))
        .where(
            Organisation.community_id == caller.community_id,
            col(Referral.created_at) >= since,
            col(Referral.offered_at).is_not(None),
        )
    )
    found: Counted = defaultdict(Counter)
    hours: dict[UUID, list[float]] = defaultdict(list)
    for row in session.exec(statement).all():
        group = row.to_organisation_id if by == "organisation" else row.to_vacancy_id
        if group is None or row.offered_at is None:
            continue
        found[group]["received"] += 1
        answered_at = row.disclosed_at or (row.updated_at if row.state == ReferralState.DECLINED else None)
        if answered_at is not None:
            found[group]["declined" if row.disclosed_at is None else "accepted"] += 1
            hours[group].append((answered_at - row.offered_at).total_seconds() / 3600)
    return found, hours
