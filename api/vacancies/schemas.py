"""Shapes of vacancies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas import LabelOut, Level, NextCursor, PlainText, Reference, Schema, SkillIdText, Weight
from matching.requirement import Need, Requirement
from taxonomy.model import Language, SkillId

Visibility = Literal["own", "community"]
Title = Annotated[PlainText, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[PlainText, StringConstraints(max_length=100_000)]


class RequirementIn(Schema):
    skill_id: SkillIdText
    weight: Weight = 3
    minimum_level: Level = 0
    need: Need = Need.NICE

    def value(self) -> Requirement:
        return Requirement(SkillId(self.skill_id), self.weight, self.minimum_level, self.need)


Requirements = Annotated[list[RequirementIn], Field(max_length=100)]


class VacancyIn(Schema):
    """Without ``requirements`` they are read from the text."""

    external_ref: Reference
    title: Title
    language: Language | None = None
    text: Text
    requirements: Requirements | None = None
    visibility: Visibility = "own"


class VacancyPatch(Schema):
    """Requirements that a match run froze are not changed: a new version of them is made."""

    external_ref: Reference | None = None
    title: Title | None = None
    language: Language | None = None
    text: Text | None = None
    requirements: Requirements | None = None
    visibility: Visibility | None = None
    status: Literal["open", "closed"] | None = None


class RequirementOut(Schema):
    """``start`` and ``end``: where the text asks it, null when it was given or stands in the title."""

    skill_id: str
    label: LabelOut
    weight: Weight
    minimum_level: Level
    need: Need
    origin: Literal["given", "read"]
    start: int | None
    end: int | None


class LintOut(Schema):
    """Wording that could keep people out: what it says, on which ground, and what would be neutral."""

    field: Literal["title", "text"]
    start: int
    end: int
    text: str
    ground: str
    advice: LabelOut


class VacancySummary(Schema):
    id: UUID
    organisation_id: UUID
    external_ref: str
    title: str
    language: Language
    visibility: Visibility
    status: Literal["open", "closed"]
    created_at: datetime
    updated_at: datetime


class VacancyOut(VacancySummary):
    """``text`` is kept without contact data. ``criteriaHash`` covers requirements, rules and catalogue."""

    text: str
    requirements: list[RequirementOut]
    criteria_version: int
    criteria_hash: str
    frozen_at: datetime | None
    lint: list[LintOut]


class VacancyPage(Schema):
    items: list[VacancySummary]
    next: NextCursor = None
