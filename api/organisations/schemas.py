"""Shapes of organisations, communities and keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.auth import Scope
from api.schemas import NextCursor, Reference, Schema, UtcTime
from api.tables import Role


class CallerOut(Schema):
    """Of a candidate the organisation is the platform that submitted them, and ``skillscvId`` is theirs."""

    kind: Literal["platform", "employer", "candidate"]
    organisation_id: UUID
    organisation_name: str
    skillscv_id: UUID | None
    scopes: list[str]


class OrganisationOut(Schema):
    id: UUID
    name: str
    role: Role
    community_id: UUID
    created_at: datetime


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    next: NextCursor = None


class CommunityOut(Schema):
    id: UUID
    name: str
    organisations: int
    created_at: datetime


class CommunityPage(Schema):
    items: list[CommunityOut]
    next: NextCursor = None


class KeyIn(Schema):
    """``scopes`` may only narrow what the calling key itself may do.

    A key that ends makes none that ends later; without ``expiresAt`` the new one ends with it.
    """

    name: Reference
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)] | None = None
    expires_at: UtcTime | None = None


class KeyOut(Schema):
    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKeyOut(KeyOut):
    """``key`` is shown in this answer only."""

    key: str


class KeyPage(Schema):
    items: list[KeyOut]
    next: NextCursor = None
