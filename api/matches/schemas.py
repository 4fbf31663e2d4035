"""Shapes of match runs, explanations and gaps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from api.readings.schemas import EvidenceOut
from api.schemas import CatalogueOut, LabelOut, NextCursor, NumberOnly, PerMille, PlainText, Schema
from api.skillscvs.schemas import Hours, RegionText

Limit = Annotated[int, Field(ge=1, le=100), NumberOnly]
Places = Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class Filters(Schema):
    """Who is looked at; logged with the run, and outside the score.

    ``regions``: NL also covers NL-UT. ``hours``: available for at least so many a week. ``includeUnknown``: those who
    said nothing of region or hours are looked at as well; what is unknown is not absent.
    """

    skillscv_ids: Places | None = None
    platform_ids: Places | None = None
    regions: Annotated[list[RegionText], Field(min_length=1, max_length=100)] | None = None
    hours: Hours | None = None
    include_unknown: StrictBool = True


class MatchRunIn(Schema):
    limit: Limit = 20
    filters: Filters | None = None


class VacancyMatchRunIn(Schema):
    limit: Limit = 20


class ContributionOut(Schema):
    """What one requirement brings. ``kind`` missing means unknown, not absent."""

    skill_id: str
    label: LabelOut
    points: PerMille
    maximum: PerMille
    via: str | None
    kind: Literal["exact", "related", "missing"]
    level: Annotated[int, Field(ge=0, le=4)] | None
    minimum_level: Annotated[int, Field(ge=0, le=4)]
    need: Literal["must", "nice"]
    baseline: bool
    evidence: list[EvidenceOut]


class ScoreOut(Schema):
    """The points of the contributions add up to ``score`` exactly; equal scores share a rank."""

    rank: Annotated[int, Field(ge=1)]
    score: PerMille
    score_if_unknowns_held: PerMille
    coverage: PerMille
    band: str
    contributions: list[ContributionOut]


class MatchResultOut(ScoreOut):
    skillscv_id: UUID
    external_ref: str


class VacancyResultOut(ScoreOut):
    vacancy_id: UUID
    organisation_id: UUID
    external_ref: str
    title: str


class InvarianceOut(Schema):
    """What was taken out of the results' texts, and how many twins of them were read and ranked otherwise."""

    signals_suppressed: dict[str, int]
    twins_tested: int
    rank_changes: int


class MatchRunSummary(Schema):
    id: UUID
    vacancy_id: UUID | None
    skillscv_id: UUID | None
    criteria_hash: str
    catalogue: CatalogueOut
    code_version: str
    snapshot_hash: str
    match_batch_id: UUID | None
    pool_size: int
    created_at: datetime


class MatchRunOut(MatchRunSummary):
    filters: Filters | None
    results: list[MatchResultOut]
    invariance: InvarianceOut


class VacancyMatchRunOut(MatchRunSummary):
    results: list[VacancyResultOut]


class MatchRunPage(Schema):
    items: list[MatchRunSummary]
    next: NextCursor = None


class VerificationOut(Schema):
    """``verified`` when recomputing gives ``snapshotHash`` again. Erased people count by the hash of their place."""

    match_run_id: UUID
    verified: bool
    snapshot_hash: str
    recomputed_hash: str
    results: int
    erased: int


class ReasonOut(ContributionOut):
    text: str


class ExplanationOut(Schema):
    match_run_id: UUID
    vacancy_id: UUID
    skillscv_id: UUID
    audience: Literal["recruiter", "candidate"]
    language: Literal["nl", "en"]
    summary: str
    rank: int
    score: PerMille
    score_if_unknowns_held: PerMille
    coverage: PerMille
    band: str
    reasons: list[ReasonOut]


class StepOut(Schema):
    skill_id: str
    label: LabelOut
    from_level: Annotated[int, Field(ge=0, le=4)] | None
    to_level: Annotated[int, Field(ge=0, le=4)]
    kind: str
    advice: LabelOut


class ChangeOut(Schema):
    """One skill to another level (null: nothing known), and what the score, band and rank would be then."""

    skill_id: str
    label: LabelOut
    from_level: Annotated[int, Field(ge=0, le=4)] | None
    to_level: Annotated[int, Field(ge=0, le=4)] | None
    score: PerMille
    rank: int
    band: str


class GapOut(Schema):
    """``steps``: the smallest set that lifts the band or rank, checked by ranking again; empty when there is none.

    ``changes``: all that would change the rank or score by itself, a rung up or a skill taken away. Ranks are among the
    results that the run still holds. In a run over vacancies a step can lift several: they are all scored again, and a
    better rank is no goal by itself.
    """

    match_run_id: UUID
    vacancy_id: UUID
    skillscv_id: UUID
    missing: list[ContributionOut]
    goal: str | None
    steps: list[StepOut]
    score_now: PerMille
    score_then: PerMille
    rank_now: int
    rank_then: int
    band_then: str
    changes: list[ChangeOut]


class NoteIn(Schema):
    """Kept redacted. With ``skillscvId`` it is about one person of the run, and goes when they go."""

    text: Annotated[PlainText, StringConstraints(min_length=1, max_length=5000)]
    skillscv_id: UUID | None = None


class NoteOut(Schema):
    id: UUID
    match_run_id: UUID
    skillscv_id: UUID | None
    text: str
    created_at: datetime


class NotePage(Schema):
    items: list[NoteOut]
    next: NextCursor = None


class DifferenceOut(Schema):
    """``points``: how many more the first has for this requirement; below zero when it is the other."""

    skill_id: str
    text: str
    points: Annotated[int, Field(ge=-1000, le=1000)]
    first: ContributionOut
    second: ContributionOut


class ComparisonOut(Schema):
    """Two people of a run side by side; the points of the differences add up to ``points`` exactly."""

    match_run_id: UUID
    first_skillscv_id: UUID
    second_skillscv_id: UUID
    language: Literal["nl", "en"]
    summary: str
    points: Annotated[int, Field(ge=-1000, le=1000)]
    differences: list[DifferenceOut]


class MatchBatchIn(Schema):
    """Without ``vacancyIds``: all of your open vacancies; for a platform, all open ones of the community."""

    vacancy_ids: Annotated[list[UUID], Field(min_length=1, max_length=10_000)] | None = None
    limit: Limit = 20
    filters: Filters | None = None


class MatchBatchOut(Schema):
    """``done`` of ``vacancies`` have been looked at; ``runs`` of those were ranked.

    The others were closed by then, or no run could be made for them.
    """

    id: UUID
    status: Literal["running", "completed", "cancelled"]
    vacancies: int
    done: int
    runs: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class MatchBatchPage(Schema):
    items: list[MatchBatchOut]
    next: NextCursor = None
