"""Clients of the configured issuer that act for an organisation; an administrator registers them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from api.audit_log.service import note_as
from api.auth import ROLE_SCOPES, Scope
from api.db import now
from api.errors import Conflict, NotFound
from api.tables import Organisation, RegisteredClient, Role


def register_client(session: Session, name: str, organisation_id: UUID, scopes: Sequence[Scope] = ()) -> None:
    """Lets the client act for the organisation, with all the scopes of its role where none are named.

    Raises NotFound without such an organisation, Conflict when the client is registered already or a scope is not
    one of the organisation's role.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    if session.get(RegisteredClient, name) is not None:
        raise Conflict("This client is registered already; remove it first.")
    allowed = ROLE_SCOPES[Role(organisation.role)]
    if not allowed.issuperset(scopes):
        raise Conflict("This scope does not go with the role of the organisation.")
    row = RegisteredClient(
        name=name, organisation_id=organisation_id, scopes=sorted(scopes or allowed), created_at=now()
    )
    session.add(row)
    session.flush()
    _note(session, "client.registered", organisation_id)


def remove_client(session: Session, name: str) -> None:
    """Its tokens open nothing from now on. Raises NotFound."""
    row = session.get(RegisteredClient, name)
    if row is None:
        raise NotFound("There is no such client.")
    session.delete(row)
    session.flush()
    _note(session, "client.removed", row.organisation_id)


def _note(session: Session, action: str, organisation_id: UUID) -> None:
    note_as(session, "administrator", action, f"organisation:{organisation_id}", organisation_id=organisation_id)
