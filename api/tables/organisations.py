"""Who calls: communities, organisations, keys."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.tables.columns import JSON_TYPE, UtcDateTime


class Role(StrEnum):
    PLATFORM = "platform"
    EMPLOYER = "employer"


class Community(SQLModel, table=True):
    """People and vacancies are matched and referred inside one community."""

    __tablename__ = "communities"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Organisation(SQLModel, table=True):
    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("role IN ('platform', 'employer')", name="ck_organisations_role"),
        UniqueConstraint("community_id", "name", name="uq_organisations_name"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    community_id: UUID = Field(foreign_key="communities.id", index=True)
    name: str = Field(max_length=200)
    role: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class ApiKey(SQLModel, table=True):
    """A key is stored as its SHA-256 only; ``prefix`` lets people tell keys apart."""

    __tablename__ = "api_keys"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=20)
    hash: str = Field(unique=True, max_length=64)
    scopes: list[str] = Field(sa_type=JSON_TYPE)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RegisteredClient(SQLModel, table=True):
    """A client of the configured issuer that acts for an organisation. ``name`` is what its tokens call it."""

    __tablename__ = "registered_clients"
    name: str = Field(primary_key=True, max_length=255)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    scopes: list[str] = Field(sa_type=JSON_TYPE)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ServiceSecret(SQLModel, table=True):
    """Secrets the service made for itself because none was configured."""

    __tablename__ = "service_secrets"
    name: str = Field(primary_key=True, max_length=50)
    value: str


class IdempotencyRecord(SQLModel, table=True):
    """The answer to a write, kept 24 hours for a repeat of it. The body is encrypted, and goes with its SkillsCV."""

    __tablename__ = "idempotency_records"
    caller: str = Field(primary_key=True, max_length=80)
    key: str = Field(primary_key=True, max_length=255)
    request_hash: str = Field(max_length=64)
    skillscv_id: UUID | None = Field(default=None, index=True)
    match_run_id: UUID | None = Field(default=None, index=True)
    status: int | None = None
    headers: dict[str, Any] | None = Field(default=None, sa_type=JSON_TYPE)
    body: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
