"""Shapes of a reading, also of what is read in a SkillsCV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from pydantic import Field, StringConstraints

from api.schemas import CatalogueOut, LabelOut, PlainText, Schema
from taxonomy.catalogue import Catalogue
from taxonomy.model import Evidence, Language, Reading, Section, SectionKind, SkillId, SkillReading, Standing
from taxonomy.redaction import EXPLANATIONS, Redaction, Signal


class SectionIn(Schema):
    kind: SectionKind
    text: Annotated[PlainText, StringConstraints(max_length=100_000)]

    def value(self) -> Section:
        return Section(self.kind, self.text)


Sections = Annotated[list[SectionIn], Field(min_length=1, max_length=100)]


class ReadingIn(Schema):
    language: Language | None = None
    sections: Sections


class SectionOut(Schema):
    """``text`` is redacted: every signal of identity or age is a constant mask."""

    kind: SectionKind
    text: str


class Removed(Protocol):
    """What redaction reports, kept or not."""

    @property
    def section(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def count(self) -> int: ...


class RedactionOut(Schema):
    """How often a rule removed something of a type from a section, and why it does. Never the value.

    To other organisations than the person's own the type is withheld: it is a signal by itself.
    """

    section: int
    type: str
    rule: str
    count: int
    explanation: LabelOut | None

    @classmethod
    def of(cls, removal: Removed) -> RedactionOut:
        return cls(
            section=removal.section,
            type=removal.type,
            rule=removal.rule,
            count=removal.count,
            explanation=LabelOut.of(EXPLANATIONS[Signal(removal.type)]),
        )


class EvidenceOut(Schema):
    """Character offsets into the redacted text of section number ``section``."""

    section: int
    start: int
    end: int
    standing: Standing
    reason: str
    confidence: Annotated[int, Field(ge=0, le=1000)]


class SkillReadingOut(Schema):
    id: str
    label: LabelOut
    esco_uri: str | None
    standing: Literal["evidenced", "claimed"]
    level: Annotated[int, Field(ge=0, le=4)]
    evidence: list[EvidenceOut]


class ReaderOut(Schema):
    version: str


class ReadingOut(Schema):
    language: Language
    catalogue: CatalogueOut
    reader: ReaderOut
    sections: list[SectionOut]
    redactions: list[RedactionOut]
    skills: list[SkillReadingOut]


def evidence_out(evidence: Evidence) -> EvidenceOut:
    return EvidenceOut.model_validate(evidence, from_attributes=True)


def skill_out(reading: SkillReading, catalogue: Catalogue) -> SkillReadingOut:
    skill = catalogue.skills[SkillId(reading.skill_id)]
    return SkillReadingOut(
        id=skill.id,
        label=LabelOut.of(skill.label),
        esco_uri=skill.esco_uri,
        standing="evidenced" if reading.standing is Standing.EVIDENCED else "claimed",
        level=reading.level,
        evidence=[evidence_out(evidence) for evidence in reading.evidence],
    )


def sections_out(redaction: Redaction) -> list[SectionOut]:
    return [SectionOut(kind=section.kind, text=section.text.value) for section in redaction.sections]


def redactions_out(redaction: Redaction) -> list[RedactionOut]:
    return [RedactionOut.of(removal) for removal in redaction.report]


def reading_out(redaction: Redaction, reading: Reading, catalogue: Catalogue) -> ReadingOut:
    skills: Sequence[SkillReading] = reading.skills
    return ReadingOut(
        language=reading.language,
        catalogue=CatalogueOut(version=catalogue.version, hash=catalogue.hash),
        reader=ReaderOut(version=reading.reader_version),
        sections=sections_out(redaction),
        redactions=redactions_out(redaction),
        skills=[skill_out(skill, catalogue) for skill in skills],
    )
