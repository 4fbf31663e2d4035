"""Shapes of vacancies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.schemas import LabelOut, Level, NextCursor, PlainText, Reference, Schema, SkillIdText, Unremovable, Weight
from matching.requirement import Need, Requirement
from taxonomy.model import Language, SkillId

Visibility = Literal["own", "community"]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("This must not be blank.")
    return text


Title = Annotated[
    PlainText,
    StringConstraints(max_length=300),
    AfterValidator(_not_blank),
    Field(json_schema_extra={"pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"}),
]
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

    external_ref: Unremovable[Reference] = None
    title: Unremovable[Title] = None
    language: Unremovable[Language] = None
    text: Unremovable[Text] = None
    requirements: Unremovable[Requirements] = None
    visibility: Unremovable[Visibility] = None
    status: Unremovable[Literal["open", "closed"]] = None


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
    suggestion: Annotated[
        str | None,
        Field(description="What can stand in the place of these words as it is; null where it takes a person."),
    ]


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


class VacancyImportOut(Schema):
    """The vacancies in the order in which they were sent."""

    items: list[VacancyOut]


class VacancyPage(Schema):
    items: list[VacancySummary]
    next: NextCursor = None
