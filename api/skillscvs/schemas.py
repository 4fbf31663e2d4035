"""Shapes of SkillsCVs, which have no field for a name, birth date, gender, photo, nationality or address."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.consents.schemas import ConsentIn
from api.readings.schemas import ReadingOut, Sections, SkillReadingOut
from api.schemas import NextCursor, NumberOnly, Reference, Schema, Unremovable
from taxonomy.model import Language

MERGE_PATCH = "application/merge-patch+json"
JSON_RESUME = "application/vnd.jsonresume+json"


class Decision(StrEnum):
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


RegionText = Annotated[
    str,
    StringConstraints(max_length=6, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"),
    Field(description="A country or province by its ISO 3166 code, such as NL-UT; nothing finer."),
]
Hours = Annotated[int, Field(ge=1, le=60, description="Hours a week."), NumberOnly]


class SkillsCVIn(Schema):
    """``region`` and ``availableHours`` narrow whom a run looks at, where it asks for that; they are never scored."""

    external_ref: Reference
    language: Language | None = None
    region: RegionText | None = None
    available_hours: Hours | None = None
    sections: Sections
    consents: Annotated[list[ConsentIn], Field(max_length=100)] = []


class SkillsCVPatch(Schema):
    """Sections that are given replace all sections, and are read anew. ``language`` null: found out by reading."""

    external_ref: Unremovable[Reference] = None
    language: Language | None = None
    region: RegionText | None = None
    available_hours: Hours | None = None
    sections: Unremovable[Sections] = None


class DecidedSkillOut(SkillReadingOut):
    """``decision`` is what the candidate said of this skill; a rejected one counts nowhere."""

    decision: Decision | None


class SkillsCVOut(ReadingOut):
    id: UUID
    external_ref: str
    region: str | None
    available_hours: int | None
    status: Literal["active"]
    retention_until: datetime
    created_at: datetime
    updated_at: datetime
    skills: list[DecidedSkillOut]  # type: ignore[assignment]  # the same field, with the decision


class NewSkillsCVOut(SkillsCVOut):
    """``candidateToken`` opens this SkillsCV only, and is shown in this answer only."""

    candidate_token: str


class CandidateToken(Schema):
    """Opens one SkillsCV only, and is shown in this answer only."""

    candidate_token: str


class SkillsCVSummary(Schema):
    id: UUID
    external_ref: str
    language: Language
    status: Literal["active"]
    retention_until: datetime
    created_at: datetime
    updated_at: datetime


class SkillsCVPage(Schema):
    items: list[SkillsCVSummary]
    next: NextCursor = None


class DecisionIn(Schema):
    decision: Decision


class DecisionOut(Schema):
    skill_id: str
    decision: Decision
    decided_at: datetime
