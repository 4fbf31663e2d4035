"""Shapes of the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.schemas import NextCursor, Schema


class AuditEntryOut(Schema):
    id: UUID
    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    skillscv_id: UUID | None
    versions: dict[str, str]
    previous_hash: str
    hash: str


class AuditLogPage(Schema):
    items: list[AuditEntryOut]
    next: NextCursor = None


class ChainVerification(Schema):
    """``valid`` is false from the first entry whose hash, order or predecessor is not what it should be."""

    valid: bool
    entries: int
    first_broken_sequence: int | None
    head: str
