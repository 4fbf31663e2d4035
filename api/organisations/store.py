"""Organisations of the caller's community, and the caller's own keys."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.tables import ApiKey, Community, Organisation


def visible_to(caller: Caller) -> SelectOfScalar[Organisation]:
    return select(Organisation).where(Organisation.community_id == caller.community_id)


def own(session: Session, caller: Caller) -> Organisation:
    return session.get_one(Organisation, caller.organisation_id)


def find(session: Session, caller: Caller, organisation_id: UUID) -> Organisation | None:
    return session.exec(visible_to(caller).where(Organisation.id == organisation_id)).first()


def keys_of(caller: Caller) -> SelectOfScalar[ApiKey]:
    return select(ApiKey).where(ApiKey.organisation_id == caller.organisation_id)


def find_key(session: Session, caller: Caller, key_id: UUID) -> ApiKey | None:
    return session.exec(keys_of(caller).where(ApiKey.id == key_id)).first()


def community_named(session: Session, name: str) -> Community | None:
    return session.exec(select(Community).where(Community.name == name)).first()


def organisation_named(session: Session, community_id: UUID, name: str) -> Organisation | None:
    statement = select(Organisation).where(Organisation.community_id == community_id, Organisation.name == name)
    return session.exec(statement).first()


def community_of(session: Session, caller: Caller) -> tuple[Community, int]:
    community = session.exec(select(Community).where(Community.id == caller.community_id)).one()
    counting = select(func.count()).select_from(Organisation).where(col(Organisation.community_id) == community.id)
    return community, session.exec(counting).one()
