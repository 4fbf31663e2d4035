"""Everything of one person, across features."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, delete, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from api.applications.schemas import UNDER_WAY
from api.auth import Caller
from api.referrals.schemas import ACTIVE, ReferralState
from api.skillscvs.store import hold
from api.tables import (
    Application,
    AuditEntry,
    Consent,
    Demographic,
    Import,
    ImportProblem,
    MatchFeedback,
    MatchNote,
    MatchResult,
    MatchRun,
    Notice,
    Objection,
    ProfileChange,
    Referral,
    SkillDecision,
    SkillsCV,
)

_PERSONAL: tuple[type[SQLModel], ...] = (
    SkillDecision,
    Consent,
    Demographic,
    MatchFeedback,
    MatchNote,
    Notice,
    Objection,
)


def objections_visible_to(caller: Caller) -> SelectOfScalar[Objection]:
    """The person's own, and those that the organisation must answer.

    These stay after a withdrawal or exclusion, until the person is erased: it was the person who wrote to the
    organisation, and the right to an answer does not end with the consent.
    """
    if caller.is_candidate:
        return select(Objection).where(Objection.skillscv_id == caller.skillscv_id)
    return select(Objection).where(Objection.organisation_id == caller.organisation_id)


def to_remind_of(session: Session, moment: datetime, horizon: datetime, limit: int) -> Sequence[Objection]:
    """Unanswered objections whose time ends by ``horizon`` or has ended, and of which nobody was reminded since.

    For a change: people are held, then rows locked; those that another process has locked are passed over.
    """
    ends, reminders = col(Objection.answer_by), col(Objection.reminders)
    statement = select(Objection).where(
        col(Objection.answered_at).is_(None),
        or_(and_(ends <= moment, reminders < 2), and_(ends > moment, ends <= horizon, reminders < 1)),  # noqa: PLR2004
    )
    found = session.exec(statement.order_by(ends, col(Objection.id)).limit(limit)).all()
    hold(session, {objection.skillscv_id for objection in found})
    mine = statement.where(col(Objection.id).in_([objection.id for objection in found]))
    return session.exec(mine.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def lock_objection(session: Session, caller: Caller, objection_id: UUID) -> Objection | None:
    """For a change: the person is held, then the row locked, until the commit."""
    statement = objections_visible_to(caller).where(Objection.id == objection_id)
    found = session.exec(statement).first()
    hold(session, [] if found is None else [found.skillscv_id])
    return session.exec(statement.with_for_update().execution_options(populate_existing=True)).first()


def results_about(skillscv_id: UUID) -> SelectOfScalar[MatchRun]:
    """The runs for vacancies in which the person stands."""
    return select(MatchRun).where(
        col(MatchRun.vacancy_id).is_not(None),
        exists().where(col(MatchResult.match_run_id) == col(MatchRun.id), col(MatchResult.skillscv_id) == skillscv_id),
    )


def result_in(session: Session, run_id: UUID, skillscv_id: UUID) -> MatchResult | None:
    return results_in(session, [run_id], skillscv_id).get(run_id)


def results_in(session: Session, run_ids: Collection[UUID], skillscv_id: UUID) -> dict[UUID, MatchResult]:
    """The person's place in each of the runs, by run."""
    statement = select(MatchResult).where(
        col(MatchResult.match_run_id).in_(run_ids), MatchResult.skillscv_id == skillscv_id
    )
    return {place.match_run_id: place for place in session.exec(statement).all()}


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


def outdated(moment: datetime) -> SelectOfScalar[SkillsCV]:
    """Whose time is over and for whom no application or referral is under way."""
    return _at_rest().where(col(SkillsCV.retention_until) <= moment)


def ending(moment: datetime, horizon: datetime) -> SelectOfScalar[SkillsCV]:
    """Whose time ends after ``moment`` and by ``horizon``, and who were not told of it."""
    told = exists().where(
        col(Notice.skillscv_id) == col(SkillsCV.id), col(Notice.until) == col(SkillsCV.retention_until)
    )
    return _at_rest().where(col(SkillsCV.retention_until) > moment, col(SkillsCV.retention_until) <= horizon, ~told)


def ids_after(session: Session, people: SelectOfScalar[SkillsCV], last: UUID | None, limit: int) -> list[UUID]:
    """The next of ``people`` in order of id."""
    if last is not None:
        people = people.where(col(SkillsCV.id) > last)
    return [row.id for row in session.exec(people.order_by(col(SkillsCV.id)).limit(limit)).all()]


def lock_of(session: Session, people: SelectOfScalar[SkillsCV], ids: Sequence[UUID]) -> Sequence[SkillsCV]:
    """Those of ``ids`` that still are of ``people``, for a change; whom another process has locked are passed over."""
    mine = people.where(col(SkillsCV.id).in_(ids)).order_by(col(SkillsCV.id))
    return session.exec(mine.with_for_update(skip_locked=True)).all()


def _at_rest() -> SelectOfScalar[SkillsCV]:
    applying = exists().where(col(Application.skillscv_id) == col(SkillsCV.id), col(Application.state).in_(UNDER_WAY))
    referred = exists().where(col(Referral.skillscv_id) == col(SkillsCV.id), col(Referral.state).in_(ACTIVE))
    return select(SkillsCV).where(SkillsCV.status != "erased", ~applying, ~referred)


def notices_of(session: Session, skillscv_id: UUID) -> Sequence[Notice]:
    """What the person was told, the last first."""
    statement = select(Notice).where(Notice.skillscv_id == skillscv_id)
    return session.exec(statement.order_by(col(Notice.created_at).desc(), col(Notice.id)).limit(100)).all()


def forget_import_problems(session: Session, moment: datetime) -> int:
    """Drops what was wrong with lines of imports that ended, or fell silent, before ``moment``."""
    over = select(Import.id).where(func.coalesce(col(Import.finished_at), col(Import.updated_at)) <= moment)
    return int(session.exec(delete(ImportProblem).where(col(ImportProblem.import_id).in_(over))).rowcount)


def forget_superseded_changes(session: Session) -> int:
    """Keeps the last change of each SkillsCV: an index that follows the log from anywhere still meets it."""
    later = aliased(ProfileChange)
    superseded = exists().where(
        col(later.skillscv_id) == col(ProfileChange.skillscv_id), col(later.sequence) > col(ProfileChange.sequence)
    )
    statement = delete(ProfileChange).where(superseded).execution_options(synchronize_session=False)
    return int(session.exec(statement).rowcount)


def erasure_of(session: Session, caller: Caller, skillscv_id: UUID) -> tuple[SkillsCV, AuditEntry] | None:
    """The tombstone of one of the caller's, and the entry of its audit log that says so."""
    statement = (
        select(SkillsCV, AuditEntry)
        .join(AuditEntry, col(AuditEntry.skillscv_id) == col(SkillsCV.id))
        .where(
            SkillsCV.id == skillscv_id,
            SkillsCV.organisation_id == caller.organisation_id,
            SkillsCV.status == "erased",
            AuditEntry.organisation_id == caller.organisation_id,
            AuditEntry.action == "skillscv.erased",
        )
    )
    return session.exec(statement).first()


def rows_naming(session: Session, skillscv_id: UUID) -> dict[str, int]:
    """How many rows of each table name the SkillsCV, tables without any left out."""
    found: dict[str, int] = {}
    for name, table in sorted(SQLModel.metadata.tables.items()):
        if "skillscv_id" in table.columns:
            counting = select(func.count()).select_from(table).where(table.c.skillscv_id == skillscv_id)
            count = session.exec(counting).one()
            found |= {name: count} if count else {}
    return found
