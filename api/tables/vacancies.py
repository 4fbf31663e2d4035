"""What organisations ask."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from api.tables.columns import UtcDateTime


class Vacancy(SQLModel, table=True):
    """A deleted vacancy keeps no text; its row stays for the runs that were made of it.

    ``criteria_version`` counts the sets of requirements; a set is frozen by its first match run.
    ``requirements_given``: by the organisation, none of them included; else they are read from the text.
    ``pool_version`` is the version that was last held against the open pool.
    """

    __tablename__ = "vacancies"
    __table_args__ = (
        CheckConstraint("visibility IN ('own', 'community')", name="ck_vacancies_visibility"),
        CheckConstraint("status IN ('open', 'closed', 'deleted')", name="ck_vacancies_status"),
        Index("ix_vacancies_page", "organisation_id", "created_at", "id"),
        Index("ix_vacancies_community", "community_id", "visibility", "status"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    community_id: UUID = Field(foreign_key="communities.id")
    external_ref: str = Field(max_length=200)
    title: str
    language: str = Field(max_length=2)
    redacted_text: str
    visibility: str = Field(max_length=10)
    status: str = Field(default="open", max_length=10)
    version: int = 1
    criteria_version: int = 1
    criteria_hash: str = Field(max_length=64)
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    requirements_given: bool = False
    pool_version: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class VacancyRequirement(SQLModel, table=True):
    """``origin`` is ``given`` by the organisation or ``read`` from the text."""

    __tablename__ = "vacancy_requirements"
    __table_args__ = (
        CheckConstraint("weight BETWEEN 1 AND 5", name="ck_vacancy_requirements_weight"),
        CheckConstraint("minimum_level BETWEEN 0 AND 4", name="ck_vacancy_requirements_level"),
        CheckConstraint("need IN ('must', 'nice')", name="ck_vacancy_requirements_need"),
    )
    vacancy_id: UUID = Field(foreign_key="vacancies.id", primary_key=True)
    criteria_version: int = Field(primary_key=True)
    skill_id: str = Field(primary_key=True, max_length=120)
    weight: int
    minimum_level: int
    need: str = Field(max_length=4)
    origin: str = Field(max_length=5)
    start: int | None = None
    end: int | None = None


class VacancyLint(SQLModel, table=True):
    """Wording that could exclude people: offsets into the vacancy's kept title or text (``field``)."""

    __tablename__ = "vacancy_lint"
    vacancy_id: UUID = Field(foreign_key="vacancies.id", primary_key=True)
    position: int = Field(primary_key=True)
    field: str = Field(max_length=5)
    start: int
    end: int
    ground: str = Field(max_length=40)
    advice_nl: str
    advice_en: str
