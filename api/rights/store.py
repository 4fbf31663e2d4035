"""Everything of one person, across features."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_
from sqlmodel import Session, SQLModel, col, delete, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from api.applications.schemas import ApplicationState
from api.auth import Caller
from api.referrals.schemas import ACTIVE, ReferralState
from api.tables import (
    Application,
    Consent,
    Demographic,
    MatchFeedback,
    MatchNote,
    MatchResult,
    MatchRun,
    Objection,
    Referral,
    SkillDecision,
    SkillsCV,
)

RUNNING = (ApplicationState.SUBMITTED, ApplicationState.IN_CONVERSATION)
_PERSONAL: tuple[type[SQLModel], ...] = (SkillDecision, Consent, Demographic, MatchFeedback, MatchNote, Objection)


def objections_visible_to(caller: Caller) -> SelectOfScalar[Objection]:
    if caller.is_candidate:
        return select(Objection).where(Objection.skillscv_id == caller.skillscv_id)
    return select(Objection).where(Objection.organisation_id == caller.organisation_id)


def results_about(skillscv_id: UUID) -> SelectOfScalar[MatchRun]:
    """The runs for vacancies in which the person stands."""
    return select(MatchRun).where(
        col(MatchRun.vacancy_id).is_not(None),
        exists().where(col(MatchResult.match_run_id) == col(MatchRun.id), col(MatchResult.skillscv_id) == skillscv_id),
    )


def result_in(session: Session, run_id: UUID, skillscv_id: UUID) -> MatchResult | None:
    statement = select(MatchResult).where(MatchResult.match_run_id == run_id, MatchResult.skillscv_id == skillscv_id)
    return session.exec(statement).first()


def applications_of(session: Session, skillscv_id: UUID) -> Sequence[Application]:
    return session.exec(select(Application).where(Application.skillscv_id == skillscv_id).with_for_update()).all()


def referred_to(session: Session, skillscv_id: UUID) -> set[UUID]:
    """Organisations that a referral shows the person to."""
    statement = select(Referral.to_organisation_id).where(
        Referral.skillscv_id == skillscv_id, col(Referral.state).in_((ReferralState.OFFERED, ReferralState.ACCEPTED))
    )
    return set(session.exec(statement).all())


def concerned_organisations(session: Session, skillscv_id: UUID) -> set[UUID]:
    """Organisations that hold something of the person: an application, or a referral they were shown."""
    applied = select(Application.organisation_id).where(Application.skillscv_id == skillscv_id)
    offered = select(Referral.to_organisation_id).where(
        Referral.skillscv_id == skillscv_id, col(Referral.offered_at).is_not(None)
    )
    referring = select(Referral.from_organisation_id).where(Referral.skillscv_id == skillscv_id)
    return {found for statement in (applied, offered, referring) for found in session.exec(statement).all()}


def clear_results(session: Session, skillscv_id: UUID) -> None:
    """Leaves of each run's place only the hash, so that the run still verifies."""
    own_runs = select(MatchRun.id).where(MatchRun.skillscv_id == skillscv_id)
    mine = or_(col(MatchResult.skillscv_id) == skillscv_id, col(MatchResult.match_run_id).in_(own_runs))
    session.exec(update(MatchResult).where(mine).values(skillscv_id=None, vacancy_id=None, levels=None, result=None))


def delete_personal(session: Session, skillscv_id: UUID) -> None:
    for table in _PERSONAL:
        session.exec(delete(table).where(table.skillscv_id == skillscv_id))  # type: ignore[attr-defined]
    session.flush()


def last_step_of(session: Session, skillscv_id: UUID) -> datetime | None:
    """When an application or referral of the person last changed its state."""
    steps = [
        session.exec(select(func.max(table.updated_at)).where(table.skillscv_id == skillscv_id)).one()
        for table in (Application, Referral)
    ]
    return max((step for step in steps if step is not None), default=None)


def outdated(session: Session, moment: datetime, limit: int) -> Sequence[SkillsCV]:
    """Whose time is over and for whom no application or referral is under way."""
    applying = exists().where(col(Application.skillscv_id) == col(SkillsCV.id), col(Application.state).in_(RUNNING))
    referred = exists().where(col(Referral.skillscv_id) == col(SkillsCV.id), col(Referral.state).in_(ACTIVE))
    statement = select(SkillsCV).where(
        SkillsCV.status != "erased", col(SkillsCV.retention_until) <= moment, ~applying, ~referred
    )
    return session.exec(statement.with_for_update(skip_locked=True).limit(limit)).all()
