"""Vacancies in the database. ``visible_to`` is the only way to read one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, inspect, or_
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.tables import Vacancy, VacancyLint, VacancyRequirement

_AT_ONCE: Final = 1000
"""Ids in one statement: a database takes so many parameters and no more."""
_WITHOUT_TEXT: Final = defer(inspect(Vacancy).attrs.redacted_text.class_attribute)


def visible_to(caller: Caller) -> SelectOfScalar[Vacancy]:
    """One's own, and the open ones that are shown to the community."""
    shared = and_(col(Vacancy.community_id) == caller.community_id, is_shared())
    statement = select(Vacancy).where(Vacancy.status != "deleted")
    if caller.is_candidate:
        return statement.where(shared)
    return statement.where(or_(col(Vacancy.organisation_id) == caller.organisation_id, shared))


def find(session: Session, caller: Caller, vacancy_id: UUID) -> Vacancy | None:
    return session.exec(visible_to(caller).where(Vacancy.id == vacancy_id)).first()


def find_own(session: Session, caller: Caller, vacancy_id: UUID) -> Vacancy | None:
    """For a change: the row stays locked until the commit."""
    statement = select(Vacancy).where(
        Vacancy.id == vacancy_id, Vacancy.organisation_id == caller.organisation_id, Vacancy.status != "deleted"
    )
    return None if caller.is_candidate else session.exec(statement.with_for_update()).first()


def if_open(session: Session, vacancy_id: UUID | None) -> UUID | None:
    """The id, if the vacancy is open now."""
    statement = select(Vacancy.id).where(Vacancy.id == vacancy_id, Vacancy.status == "open")
    return session.exec(statement).first()


def is_shared() -> ColumnElement[bool]:
    """Shown to the community now: open, and not for the own organisation alone."""
    return and_(col(Vacancy.visibility) == "community", col(Vacancy.status) == "open")


def shared_of(session: Session, ids: Collection[UUID]) -> dict[UUID, Vacancy]:
    """Those of ``ids`` that the community is shown now."""
    found = session.exec(select(Vacancy).where(col(Vacancy.id).in_(ids), is_shared())).all()
    return {vacancy.id: vacancy for vacancy in found}


def shared_in(session: Session, community_id: UUID) -> Sequence[Vacancy]:
    """All that the community is shown now, without their texts: there can be very many."""
    statement = select(Vacancy).where(Vacancy.community_id == community_id, is_shared()).options(_WITHOUT_TEXT)
    return session.exec(statement.order_by(col(Vacancy.id))).all()


def requirements_of(session: Session, vacancies: Sequence[Vacancy]) -> dict[UUID, list[VacancyRequirement]]:
    """The present requirements of each vacancy, by skill id."""
    found: dict[UUID, list[VacancyRequirement]] = {vacancy.id: [] for vacancy in vacancies}
    present = (
        select(VacancyRequirement)
        .join(Vacancy, col(Vacancy.id) == col(VacancyRequirement.vacancy_id))
        .where(col(VacancyRequirement.criteria_version) == col(Vacancy.criteria_version))
        .order_by(col(VacancyRequirement.skill_id))
    )
    ids = list(found)
    for start in range(0, len(ids), _AT_ONCE):
        some = present.where(col(Vacancy.id).in_(ids[start : start + _AT_ONCE]))
        for row in session.exec(some).all():
            found[row.vacancy_id].append(row)
    return found


def replace_requirements(session: Session, vacancy: Vacancy, rows: Sequence[VacancyRequirement]) -> None:
    session.exec(
        delete(VacancyRequirement).where(
            col(VacancyRequirement.vacancy_id) == vacancy.id,
            col(VacancyRequirement.criteria_version) == vacancy.criteria_version,
        )
    )
    session.add_all(rows)
    session.flush()


def lint_of(session: Session, vacancy_id: UUID) -> Sequence[VacancyLint]:
    statement = select(VacancyLint).where(VacancyLint.vacancy_id == vacancy_id)
    return session.exec(statement.order_by(col(VacancyLint.position))).all()


def replace_lint(session: Session, vacancy_id: UUID, rows: Sequence[VacancyLint]) -> None:
    session.exec(delete(VacancyLint).where(col(VacancyLint.vacancy_id) == vacancy_id))
    session.add_all(rows)
    session.flush()
