"""What is kept of a person: redacted text, what was read in it, what they consented to and decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.tables.columns import UtcDateTime


class SkillsCV(SQLModel, table=True):
    """``status`` is ``active``, ``withdrawn`` or ``erased``; an erased row is a tombstone without content.

    ``region`` (ISO 3166-2) and ``available_hours`` (a week) narrow whom a run looks at; no score can see them.
    ``pool_steps`` counts the steps the person had taken when they were last held against all vacancies.
    """

    __tablename__ = "skillscvs"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'withdrawn', 'erased')", name="ck_skillscvs_status"),
        CheckConstraint("status <> 'erased' OR external_ref IS NULL", name="ck_skillscvs_erased_is_empty"),
        UniqueConstraint("organisation_id", "external_ref", name="uq_skillscvs_external_ref"),
        Index("ix_skillscvs_page", "organisation_id", "created_at", "id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    community_id: UUID = Field(foreign_key="communities.id", index=True)
    external_ref: str | None = Field(default=None, max_length=200)
    language: str = Field(max_length=2)
    region: str | None = Field(default=None, max_length=6)
    available_hours: int | None = None
    status: str = Field(max_length=10)
    version: int = 1
    token_hash: str | None = Field(default=None, unique=True, max_length=64)
    catalogue_version: str = Field(max_length=100)
    catalogue_hash: str = Field(max_length=64)
    reader_version: str = Field(max_length=100)
    twins_tested: int = 0
    twins_changed: int = 0
    pool_steps: int = 0
    retention_until: datetime = Field(sa_type=UtcDateTime, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SkillsCVSection(SQLModel, table=True):
    """Redacted text only; there is no column for the text as it was written."""

    __tablename__ = "skillscv_sections"
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", primary_key=True)
    position: int = Field(primary_key=True)
    kind: str = Field(max_length=20)
    redacted_text: str


class SkillsCVRedaction(SQLModel, table=True):
    __tablename__ = "skillscv_redactions"
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", primary_key=True)
    section: int = Field(primary_key=True)
    type: str = Field(primary_key=True, max_length=40)
    rule: str = Field(primary_key=True, max_length=80)
    count: int


class Claim(SQLModel, table=True):
    """One skill of one SkillsCV, as read."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 4", name="ck_claims_level"),
        CheckConstraint("standing IN ('evidenced', 'claimed')", name="ck_claims_standing"),
        Index("ix_claims_skill", "skill_id", "skillscv_id"),
    )
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", primary_key=True)
    skill_id: str = Field(primary_key=True, max_length=120)
    standing: str = Field(max_length=20)
    level: int


class ClaimEvidence(SQLModel, table=True):
    """Where the redacted text shows a claimed skill: offsets into the redacted section text."""

    __tablename__ = "claim_evidence"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", index=True)
    skill_id: str = Field(max_length=120)
    section: int
    start: int
    end: int
    standing: str = Field(max_length=20)
    reason: str
    confidence: int


class SkillDecision(SQLModel, table=True):
    """What the candidate said of a skill that was read; it outlives a re-reading."""

    __tablename__ = "skill_decisions"
    __table_args__ = (CheckConstraint("decision IN ('confirmed', 'rejected')", name="ck_skill_decisions_decision"),)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", primary_key=True)
    skill_id: str = Field(primary_key=True, max_length=120)
    decision: str = Field(max_length=10)
    decided_at: datetime = Field(sa_type=UtcDateTime)


class Consent(SQLModel, table=True):
    """Append-only but for ``withdrawn_at``. Without ``organisation_id`` it holds for the whole community.

    An ``exclusion`` says no to one organisation, whatever other consents say.
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("purpose IN ('matching', 'retention', 'referral', 'exclusion')", name="ck_consents_purpose"),
        Index(
            "ix_consents_standing",
            "skillscv_id",
            "purpose",
            "organisation_id",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id")
    purpose: str = Field(max_length=20)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisations.id")
    text_version: str = Field(max_length=40)
    granted_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProfileChange(SQLModel, table=True):
    """The change log behind the index: every write that can change who is matched, in order of commit."""

    __tablename__ = "profile_changes"
    sequence: int | None = Field(default=None, primary_key=True)
    skillscv_id: UUID = Field(index=True)


class Notice(SQLModel, table=True):
    """Something the person was told of, once: a vacancy that fits, or the day ``until`` which they are kept."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("kind IN ('vacancyFits', 'retentionEnds')", name="ck_notices_kind"),
        UniqueConstraint("skillscv_id", "vacancy_id", name="uq_notices_vacancy"),
        UniqueConstraint("skillscv_id", "until", name="uq_notices_until"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id")
    kind: str = Field(max_length=20)
    vacancy_id: UUID | None = Field(default=None, foreign_key="vacancies.id")
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Objection(SQLModel, table=True):
    """A candidate's objection that a human answers before ``answer_by``; texts are redacted.

    ``reminders``: 0, 1 once its time was said to end soon, 2 once it was said to be over.
    """

    __tablename__ = "objections"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    match_run_id: UUID | None = None
    redaction_section: int | None = None
    redaction_type: str | None = None
    redacted_text: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    answer_by: datetime = Field(sa_type=UtcDateTime)
    reminders: int = 0
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    redacted_answer: str | None = None
