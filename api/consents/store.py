"""Consents, and the conditions every read of a person's data joins with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.consents.schemas import Purpose
from api.tables import Consent, Organisation, SkillsCV


def standing(skillscv_id: Any, purpose: Purpose, organisation_id: Any, *, by_name: bool = False) -> ColumnElement[bool]:
    """True where the person consents now, to this organisation or (not ``by_name``) to the whole community.

    An exclusion of the organisation overrules every consent.
    """
    named = col(Consent.organisation_id) == organisation_id
    given = exists().where(
        col(Consent.skillscv_id) == skillscv_id,
        col(Consent.purpose) == purpose,
        col(Consent.withdrawn_at).is_(None),
        named if by_name else or_(col(Consent.organisation_id).is_(None), named),
    )
    return and_(given, ~excludes(skillscv_id, organisation_id))


def excludes(skillscv_id: Any, organisation_id: Any) -> ColumnElement[bool]:
    """True where the person excludes this organisation now."""
    return exists().where(
        col(Consent.skillscv_id) == skillscv_id,
        col(Consent.purpose) == Purpose.EXCLUSION,
        col(Consent.organisation_id) == organisation_id,
        col(Consent.withdrawn_at).is_(None),
    )


def excluded_by(session: Session, skillscv_id: UUID) -> set[UUID]:
    """The organisations that the person excludes now."""
    found = standing_of(session, skillscv_id, Purpose.EXCLUSION)
    return {consent.organisation_id for consent in found if consent.organisation_id is not None}


def visible_to(caller: Caller) -> SelectOfScalar[Consent]:
    statement = select(Consent).join(SkillsCV, col(SkillsCV.id) == col(Consent.skillscv_id))
    if caller.is_candidate:
        return statement.where(SkillsCV.id == caller.skillscv_id)
    return statement.where(SkillsCV.organisation_id == caller.organisation_id)


def standing_of(session: Session, skillscv_id: UUID, purpose: Purpose | None = None) -> list[Consent]:
    statement = select(Consent).where(Consent.skillscv_id == skillscv_id, col(Consent.withdrawn_at).is_(None))
    if purpose is not None:
        statement = statement.where(Consent.purpose == purpose)
    return list(session.exec(statement).all())


def organisations_of_community(session: Session, community_id: UUID) -> set[UUID]:
    return set(session.exec(select(Organisation.id).where(Organisation.community_id == community_id)).all())
