"""Adding organisations, and handing out and taking back keys."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from api import secrets
from api.audit_log import store as audit_log
from api.audit_log.service import note
from api.auth import ROLE_SCOPES, Caller
from api.db import now
from api.errors import BadInput, Conflict, NotFound
from api.field_problems import FieldProblem
from api.organisations import store
from api.organisations.schemas import KeyIn
from api.tables import ApiKey, Community, Organisation, Role

DEFAULT_COMMUNITY = "default"


def add_organisation(session: Session, name: str, role: Role, community_name: str) -> tuple[Organisation, str]:
    """A new organisation with its first key, which is returned this once. Raises Conflict when the name is taken."""
    community = store.community_named(session, community_name)
    if community is None:
        community = Community(name=community_name, created_at=now())
        session.add(community)
        session.flush()
    if store.organisation_named(session, community.id, name) is not None:
        raise Conflict("An organisation with this name is in the community already.")
    organisation = Organisation(community_id=community.id, name=name, role=role, created_at=now())
    session.add(organisation)
    session.flush()
    audit_log.begin(session, organisation.id)
    scopes = sorted(str(scope) for scope in ROLE_SCOPES[role])
    _, key = _add_key(session, organisation.id, KeyIn(name="first key"), scopes)
    return organisation, key


def issue_key(session: Session, caller: Caller, wish: KeyIn) -> tuple[ApiKey, str]:
    """A further key of the caller's organisation, which ends no later than the key that asks for it.

    Raises BadInput for scopes the calling key lacks, and for an expiry that has passed or lies after its own.
    """
    scopes = sorted(wish.scopes or caller.scopes)
    if not set(scopes) <= caller.scopes:
        raise _bad("/scopes", "A key can only hand on scopes it carries itself.")
    if wish.expires_at is not None and wish.expires_at <= now():
        raise _bad("/expiresAt", "This time has passed.")
    latest = None if caller.key_id is None else session.get_one(ApiKey, caller.key_id).expires_at
    if latest is not None and wish.expires_at is not None and wish.expires_at > latest:
        raise _bad("/expiresAt", "A key that ends can make none that ends later.")
    wish = wish.model_copy(update={"expires_at": wish.expires_at or latest})
    row, key = _add_key(session, caller.organisation_id, wish, [str(scope) for scope in scopes])
    note(session, caller, "key.issued", f"key:{row.id}")
    return row, key


def revoke_key(session: Session, caller: Caller, key_id: UUID) -> None:
    """Takes effect with the next request. Raises NotFound, and Conflict for the key that is asking."""
    key = store.find_key(session, caller, key_id)
    if key is None:
        raise NotFound("There is no such key, or not for you.")
    if key.id == caller.key_id:
        raise Conflict("A key cannot revoke itself; use another key of your organisation.")
    if key.revoked_at is None:
        key.revoked_at = now()
        session.add(key)
        note(session, caller, "key.revoked", f"key:{key.id}")


def _add_key(session: Session, organisation_id: UUID, wish: KeyIn, scopes: list[str]) -> tuple[ApiKey, str]:
    key = secrets.new_key()
    row = ApiKey(
        organisation_id=organisation_id,
        name=wish.name,
        prefix=key[:12],
        hash=secrets.hashed(key),
        scopes=scopes,
        created_at=now(),
        expires_at=wish.expires_at,
    )
    session.add(row)
    session.flush()
    return row, key


def _bad(pointer: str, detail: str) -> BadInput:
    return BadInput("The key cannot be made like this.", errors=[FieldProblem(pointer=pointer, detail=detail)])
