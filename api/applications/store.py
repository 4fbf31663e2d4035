"""Applications in the database. ``visible_to`` is the only way to read one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.applications.schemas import UNDER_WAY, ApplicationState
from api.auth import Caller
from api.skillscvs.store import disclosed_to, hold
from api.tables import Application, SkillsCV


def visible_to(caller: Caller) -> SelectOfScalar[Application]:
    """The candidate's own, those of a platform's people, and those at an employer whom consent still lets see them."""
    statement = select(Application).join(SkillsCV, col(SkillsCV.id) == col(Application.skillscv_id))
    statement = statement.where(SkillsCV.status != "erased")
    if caller.is_candidate:
        return statement.where(SkillsCV.id == caller.skillscv_id)
    received = and_(col(Application.organisation_id) == caller.organisation_id, disclosed_to(caller))
    return statement.where(or_(col(SkillsCV.organisation_id) == caller.organisation_id, received))


def find(session: Session, caller: Caller, application_id: UUID) -> Application | None:
    return session.exec(visible_to(caller).where(Application.id == application_id)).first()


def lock(session: Session, caller: Caller, application_id: UUID) -> Application | None:
    """For a change: the person is held, then the row locked, until the commit."""
    person = select(Application.skillscv_id).where(Application.id == application_id)
    hold(session, session.exec(person).all())
    statement = visible_to(caller).where(Application.id == application_id)
    return session.exec(statement.with_for_update(of=Application)).first()


def existing(
    session: Session, vacancy_id: UUID, skillscv_id: UUID, states: Collection[ApplicationState]
) -> Application | None:
    statement = select(Application).where(
        Application.vacancy_id == vacancy_id, Application.skillscv_id == skillscv_id, col(Application.state).in_(states)
    )
    return session.exec(statement).first()


def idle_since(session: Session, moment: datetime, limit: int) -> Sequence[Application]:
    """Applications under way whose last step was not after ``moment``, oldest first."""
    statement = (
        select(Application)
        .where(col(Application.state).in_(UNDER_WAY), col(Application.updated_at) <= moment)
        .order_by(col(Application.updated_at), col(Application.id))
    )
    return session.exec(statement.limit(limit)).all()


def organisations_applied_to(session: Session, skillscv_id: UUID) -> set[UUID]:
    statement = select(Application.organisation_id).where(Application.skillscv_id == skillscv_id)
    return set(session.exec(statement).all())


def is_hired(session: Session, skillscv_id: UUID) -> bool:
    statement = select(Application.id).where(
        Application.skillscv_id == skillscv_id, Application.state == ApplicationState.HIRED
    )
    return session.exec(statement.limit(1)).first() is not None
