"""Imports of the caller's organisation, and what was wrong with their lines."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.tables import Import, ImportProblem, SkillsCV


def visible_to(caller: Caller) -> SelectOfScalar[Import]:
    return select(Import).where(Import.organisation_id == caller.organisation_id)


def find(session: Session, caller: Caller, import_id: UUID, *, lock: bool = False) -> Import | None:
    statement = visible_to(caller).where(Import.id == import_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def problems_of(import_id: UUID) -> SelectOfScalar[ImportProblem]:
    return select(ImportProblem).where(ImportProblem.import_id == import_id)


def references_in_use(session: Session, organisation_id: UUID, references: Iterable[str]) -> set[str]:
    """Those of the references that a SkillsCV of the organisation has already."""
    statement = select(SkillsCV.external_ref).where(
        SkillsCV.organisation_id == organisation_id, col(SkillsCV.external_ref).in_(set(references))
    )
    return {reference for reference in session.exec(statement).all() if reference is not None}
