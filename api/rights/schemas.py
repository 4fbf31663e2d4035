"""Shapes of what a candidate can see and do about their own data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.audit_log.schemas import AuditEntryOut
from api.consents.schemas import ConsentOut
from api.referrals.schemas import ReferralOut
from api.schemas import NextCursor, PerMille, PlainText, Schema
from api.skillscvs.schemas import SkillsCVOut
from taxonomy.redaction import Signal


class ViewOut(Schema):
    """One processing of the candidate's data: by whom, what and when.

    It is listed once for each organisation that took part in it or was told, ``organisationId``.
    """

    at: datetime
    organisation_id: UUID
    actor: str
    action: str
    subject: str
    versions: dict[str, str]


class ViewPage(Schema):
    items: list[ViewOut]
    next: NextCursor = None


class OwnResultOut(Schema):
    """Where a match run placed the candidate."""

    match_run_id: UUID
    vacancy_id: UUID
    organisation_id: UUID
    rank: Annotated[int, Field(ge=1)]
    score: PerMille
    score_if_unknowns_held: PerMille
    coverage: PerMille
    band: str
    at: datetime


class OwnResultPage(Schema):
    items: list[OwnResultOut]
    next: NextCursor = None


class RedactionReference(Schema):
    """A removal that one thinks was wrong: the section's number and the type, as in ``redactions``."""

    section: Annotated[int, Field(ge=0, le=99)]
    type: Signal


class ObjectionIn(Schema):
    """``text`` is redacted before it is kept. A human answers it.

    It is about a match run, or about something that was removed from the SkillsCV though it should have stayed.
    """

    text: Annotated[PlainText, StringConstraints(min_length=1, max_length=5000)]
    match_run_id: UUID | None = None
    redaction: RedactionReference | None = None


class AnswerIn(Schema):
    text: Annotated[PlainText, StringConstraints(min_length=1, max_length=5000)]


class ObjectionOut(Schema):
    id: UUID
    skillscv_id: UUID
    organisation_id: UUID
    match_run_id: UUID | None
    redaction: RedactionReference | None
    text: str
    answer_by: datetime
    overdue: bool
    answered_at: datetime | None
    answer: str | None
    created_at: datetime


class ObjectionPage(Schema):
    items: list[ObjectionOut]
    next: NextCursor = None


class NoticeOut(Schema):
    """What the candidate was told: a vacancy that fits them now, or the time ``until`` which they are kept."""

    kind: Literal["vacancyFits", "retentionEnds"]
    vacancy_id: UUID | None
    until: datetime | None
    at: datetime


class NamingRows(Schema):
    table: str
    rows: Annotated[int, Field(ge=1)]


class ErasureOut(Schema):
    """``entry`` stands in the hash-chained audit log. ``remaining``: rows that still hold the bare id, and no content.

    Those are what others need to stay whole: steps of applications and referrals, places in runs, the audit log itself.
    """

    skillscv_id: UUID
    erased_at: datetime
    entry: AuditEntryOut
    remaining: list[NamingRows]


class MeOut(Schema):
    """Everything kept of the candidate, or where to find it."""

    skillscv: SkillsCVOut
    consents: list[ConsentOut]
    referrals: list[ReferralOut]
    open_objections: int
    notices: list[NoticeOut]
    links: dict[str, str]
