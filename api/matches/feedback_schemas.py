"""Shapes of what recruiters say of results, and of its count."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas import Count, LabelOut, Schema, SkillIdText


class FeedbackIn(Schema):
    """Kept to learn from; it changes no score."""

    useful: StrictBool
    skill_ids: Annotated[list[SkillIdText], Field(max_length=50)] = []


class FeedbackCounts(Schema):
    """Places of runs by the last word on each; places that nobody spoke of are not counted."""

    useful: Count
    not_useful: Count


class FeedbackOfRanks(FeedbackCounts):
    """Of the places whose rank lies from ``first`` to ``last``."""

    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]


class FeedbackOfBand(FeedbackCounts):
    band: str


class FeedbackOfSkill(FeedbackCounts):
    """Of the places for which this skill was named as a reason."""

    id: str
    label: LabelOut


class FeedbackSummaryOut(Schema):
    """``bySkill``: the fifty that were named most often, most often first."""

    since: datetime
    total: FeedbackCounts
    by_rank: list[FeedbackOfRanks]
    by_band: list[FeedbackOfBand]
    by_skill: list[FeedbackOfSkill]


class FeedbackOut(Schema):
    id: UUID
    match_run_id: UUID
    skillscv_id: UUID
    useful: bool
    skill_ids: list[str]
    created_at: datetime
