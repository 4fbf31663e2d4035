"""Applications and referrals. There is no state that rejects."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from api.tables.columns import JSON_TYPE, UtcDateTime


class Application(SQLModel, table=True):
    """``vacancy_id`` is null where an accepted referral named an organisation but no vacancy."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(
            "state IN ('submitted', 'inConversation', 'hired', 'referred', 'withdrawn')", name="ck_applications_state"
        ),
        Index(
            "uq_applications_running",
            "vacancy_id",
            "skillscv_id",
            unique=True,
            sqlite_where=text("state IN ('submitted', 'inConversation', 'hired')"),
            postgresql_where=text("state IN ('submitted', 'inConversation', 'hired')"),
        ),
        Index("ix_applications_page", "organisation_id", "created_at", "id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    vacancy_id: UUID | None = Field(default=None, foreign_key="vacancies.id")
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    state: str = Field(max_length=20)
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Referral(SQLModel, table=True):
    """Without ``offered_at`` the person never agreed, and the receiving organisation never knew of it.

    ``disclosed_at``: when the platform's reference was handed over to the receiving organisation.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'offered', 'accepted', 'declined', 'expired', 'revoked')", name="ck_referrals_state"
        ),
        Index("ix_referrals_from", "from_organisation_id", "created_at", "id"),
        Index("ix_referrals_to", "to_organisation_id", "state"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="applications.id", index=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", index=True)
    from_organisation_id: UUID = Field(foreign_key="organisations.id")
    to_organisation_id: UUID = Field(foreign_key="organisations.id")
    to_vacancy_id: UUID | None = Field(default=None, foreign_key="vacancies.id")
    redacted_message: str | None = None
    state: str = Field(max_length=20)
    version: int = 1
    reason_skill_ids: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    resulting_application_id: UUID | None = Field(default=None, foreign_key="applications.id")
    offered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disclosed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
