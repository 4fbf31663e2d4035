"""Shapes of consents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.schemas import NextCursor, Schema, UtcTime

TEXT_VERSION = "2026-11"


class Purpose(StrEnum):
    MATCHING = "matching"
    RETENTION = "retention"
    REFERRAL = "referral"


class ConsentIn(Schema):
    """Without ``organisationId`` the consent holds for the whole community."""

    purpose: Purpose
    organisation_id: UUID | None = None
    granted_at: UtcTime


class ConsentOut(Schema):
    id: UUID
    skillscv_id: UUID
    purpose: Purpose
    organisation_id: UUID | None
    text_version: str
    granted_at: datetime
    withdrawn_at: datetime | None


class ConsentPage(Schema):
    items: list[ConsentOut]
    next: NextCursor = None


class ConsentGrant(ConsentIn):
    """By the platform for one of its SkillsCVs; a candidate leaves ``skillscvId`` out."""

    skillscv_id: UUID | None = None
