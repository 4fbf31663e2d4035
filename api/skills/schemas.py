"""Shapes of the catalogue's skills."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas import CatalogueOut, LabelOut, NextCursor, NumberOnly, PlainText, Schema
from taxonomy.model import Language, RelationKind, SkillKind


class SkillSummary(Schema):
    id: str
    label: LabelOut
    kind: SkillKind
    group: str
    esco_uri: str | None
    competentnl_uri: str | None


class RelationOut(Schema):
    kind: RelationKind
    source_skill_id: str
    target_skill_id: str
    reason: LabelOut


class SimilarOut(Schema):
    """A skill that counts towards this one, for how much in per mille, and why."""

    skill_id: str
    per_mille: Annotated[int, Field(ge=0, le=1000)]
    kind: str
    reason: LabelOut


class SkillOut(SkillSummary):
    description: LabelOut
    aliases: dict[Language, list[str]]
    stands_alone: bool
    source: str
    relations: list[RelationOut]
    similar: list[SimilarOut]
    catalogue: CatalogueOut


class SkillPage(Schema):
    items: list[SkillSummary]
    next: NextCursor = None
    catalogue: CatalogueOut


class SkillSearchIn(Schema):
    text: Annotated[PlainText, StringConstraints(min_length=1, max_length=5000)]
    language: Language | None = None
    limit: Annotated[int, Field(ge=1, le=100), NumberOnly] = 10


class SkillHit(Schema):
    """A skill found, and by which method.

    Of words: exact, lemma, phrase, typo, similar, words or occupation; of a sentence, whichever weighs most: meaning,
    spelling or mention.
    """

    id: str
    label: LabelOut
    esco_uri: str | None
    score: Annotated[float, Field(ge=0, le=1)]
    method: str


class SkillSearchOut(Schema):
    items: list[SkillHit]
