"""Match runs: everything needed to recompute them, and no text."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from api.tables.columns import JSON_TYPE, UtcDateTime


class MatchBatch(SQLModel, table=True):
    """Runs for many vacancies, worked off in the background: the first ``done`` of ``vacancy_ids`` have been looked at.

    ``made`` of those have a run; the others were closed, deleted or hidden in the meantime.
    """

    __tablename__ = "match_batches"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'completed', 'cancelled')", name="ck_match_batches_status"),
        Index("ix_match_batches_page", "organisation_id", "created_at", "id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    status: str = Field(max_length=10, index=True)
    places: int
    filters: dict[str, Any] = Field(sa_type=JSON_TYPE)
    vacancy_ids: list[str] = Field(sa_type=JSON_TYPE)
    done: int = 0
    made: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MatchRun(SQLModel, table=True):
    """One ranking of people for a vacancy, or (``direction`` = ``vacancies``) of vacancies for a person."""

    __tablename__ = "match_runs"
    __table_args__ = (Index("ix_match_runs_page", "organisation_id", "created_at", "id"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    vacancy_id: UUID | None = Field(default=None, foreign_key="vacancies.id", index=True)
    skillscv_id: UUID | None = Field(default=None, foreign_key="skillscvs.id", index=True)
    criteria_version: int | None = None
    criteria: list[dict[str, Any]] = Field(sa_type=JSON_TYPE)
    criteria_hash: str = Field(max_length=64)
    filters: dict[str, Any] = Field(sa_type=JSON_TYPE)
    catalogue_version: str = Field(max_length=100)
    catalogue_hash: str = Field(max_length=64)
    code_version: str = Field(max_length=40)
    seed: str = Field(max_length=64)
    pool_size: int
    snapshot_hash: str = Field(max_length=64)
    match_batch_id: UUID | None = Field(default=None, foreign_key="match_batches.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MatchResult(SQLModel, table=True):
    """One place in a run. After erasure only position, rank and ``leaf_hash`` remain, so the run still verifies."""

    __tablename__ = "match_results"
    match_run_id: UUID = Field(foreign_key="match_runs.id", primary_key=True)
    position: int = Field(primary_key=True)
    rank: int
    skillscv_id: UUID | None = Field(default=None, foreign_key="skillscvs.id", index=True)
    vacancy_id: UUID | None = Field(default=None, foreign_key="vacancies.id")
    leaf_hash: str = Field(max_length=64)
    levels: dict[str, int] | None = Field(default=None, sa_type=JSON_TYPE)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON_TYPE)


class MatchFeedback(SQLModel, table=True):
    """What a recruiter found of a result: kept for evaluation, changes no score."""

    __tablename__ = "match_feedback"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    match_run_id: UUID = Field(foreign_key="match_runs.id", index=True)
    skillscv_id: UUID = Field(foreign_key="skillscvs.id", index=True)
    useful: bool
    skill_ids: list[str] = Field(sa_type=JSON_TYPE)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MatchNote(SQLModel, table=True):
    """What an organisation wrote down at a run of its own, redacted; one about a person goes with that person."""

    __tablename__ = "match_notes"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    match_run_id: UUID = Field(foreign_key="match_runs.id", index=True)
    skillscv_id: UUID | None = Field(default=None, foreign_key="skillscvs.id", index=True)
    redacted_text: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class PoolPart(SQLModel, table=True):
    """One blob of the packed index, as of the change log's ``sequence``; ``hash`` is that of all blobs together.

    A cache: deleted with every erasure, made again from the rows by and by.
    """

    __tablename__ = "pool_parts"
    name: str = Field(primary_key=True, max_length=40)
    sequence: int
    hash: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary)
