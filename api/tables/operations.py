"""What keeps the service accountable and connected: audit log, webhooks, imports, jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.tables.columns import JSON_TYPE, UtcDateTime


class AuditChain(SQLModel, table=True):
    """The head of an organisation's audit log; its row is locked while an entry is appended."""

    __tablename__ = "audit_chains"
    organisation_id: UUID = Field(foreign_key="organisations.id", primary_key=True)
    sequence: int
    hash: str = Field(max_length=64)


class AuditEntry(SQLModel, table=True):
    """One processing of one person's data: who, when, what, with which versions. Never a text."""

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("organisation_id", "sequence", name="uq_audit_entries_sequence"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    sequence: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=60)
    action: str = Field(max_length=60)
    subject: str = Field(max_length=60)
    skillscv_id: UUID | None = Field(default=None, index=True)
    versions: dict[str, str] = Field(sa_type=JSON_TYPE)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class WebhookEndpoint(SQLModel, table=True):
    """Secrets, newest first, are encrypted; the second signs beside the first for a day after ``rotated_at``."""

    __tablename__ = "webhook_endpoints"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    url: str = Field(max_length=2000)
    events: list[str] = Field(sa_type=JSON_TYPE)
    encrypted_secrets: list[str] = Field(sa_type=JSON_TYPE)
    status: str = Field(max_length=10)
    version: int = 1
    failures: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    rotated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookDelivery(SQLModel, table=True):
    """The outbox: written in the transaction of the event itself, sent afterwards. The payload holds ids only."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_due", "status", "next_attempt_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    endpoint_id: UUID = Field(foreign_key="webhook_endpoints.id", index=True)
    event_id: UUID
    event_type: str = Field(max_length=60)
    subject_id: UUID = Field(index=True)
    payload: dict[str, Any] = Field(sa_type=JSON_TYPE)
    status: str = Field(max_length=10)
    attempts: int = 0
    last_status: int | None = None
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Import(SQLModel, table=True):
    """A bulk submission, worked off as its lines arrive: ``lines_done`` = created + unchanged + failed.

    ``status`` is ``running``, ``completed``, ``cancelled`` or ``interrupted``.
    """

    __tablename__ = "imports"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    status: str = Field(max_length=20)
    lines_done: int = 0
    created: int = 0
    unchanged: int = 0
    failed: int = 0
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ImportProblem(SQLModel, table=True):
    __tablename__ = "import_problems"
    import_id: UUID = Field(foreign_key="imports.id", primary_key=True)
    line: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    pointer: str = Field(max_length=300)
    detail: str = Field(max_length=500)


class JobLease(SQLModel, table=True):
    """Who may run a background job until when, so that one process does it and another takes over."""

    __tablename__ = "job_leases"
    name: str = Field(primary_key=True, max_length=50)
    holder: str = Field(max_length=60)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Demographic(SQLModel, table=True):
    """Voluntary, for audits only; scoring has no way to it and suppresses small cells in what it shows."""

    __tablename__ = "demographics"
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", primary_key=True)
    attribute: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=40)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
