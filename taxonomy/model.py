"""Frozen values every package speaks in: skills, relations, sections, readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

SkillId = NewType("SkillId", str)
"""A slug such as ``adaptability`` or ``forklift-driving``; an imported ESCO skill is ``esco-<uuid>``."""


class Language(StrEnum):
    NL = "nl"
    EN = "en"


class SectionKind(StrEnum):
    WORK = "work"
    EDUCATION = "education"
    COURSE = "course"
    VOLUNTEERING = "volunteering"
    HOBBY = "hobby"
    CARE = "care"
    PROJECT = "project"
    OTHER = "other"


class SkillKind(StrEnum):
    CORE = "core"
    OCCUPATIONAL = "occupational"
    KNOWLEDGE = "knowledge"
    TOOL = "tool"
    LANGUAGE = "language"
    CERTIFICATE = "certificate"


class RelationKind(StrEnum):
    """How two skills stand to each other, read from source to target.

    ``broader``: the target is wider than the source. ``related``: symmetric. ``prerequisite``: the source takes
    the target. ``implies``: showing the source also shows the target (hard to soft), one level lower.
    """

    BROADER = "broader"
    RELATED = "related"
    PREREQUISITE = "prerequisite"
    IMPLIES = "implies"


class Standing(StrEnum):
    """How a mention speaks of a skill; only the first three can give a skill, the rest give none."""

    EVIDENCED = "evidenced"
    CLAIMED = "claimed"
    LISTED = "listed"
    NEGATED = "negated"
    WISHED = "wished"
    SOMEONE_ELSES = "someone-elses"
    EMPLOYERS = "employers"


@dataclass(frozen=True, slots=True)
class Label:
    """One text in both languages of the service."""

    nl: str
    en: str

    def of(self, language: Language) -> str:
        return self.nl if language is Language.NL else self.en


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry of the catalogue.

    ``aliases`` are other words for the same skill by language; ``spoken`` are those a person would search with but
    that say too little to read the skill from a text. ``stands_alone``: a mention of a label counts
    without context (tools, languages, certificates, unambiguous terms). ``context``: words of which at least one
    must stand near an ambiguous label before the mention counts. ``source``: ``skillscv`` or ``esco``.
    """

    id: SkillId
    label: Label
    description: Label
    kind: SkillKind
    group: str
    aliases: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    context: tuple[str, ...] = ()
    stands_alone: bool = False
    esco_uri: str | None = None
    competentnl_uri: str | None = None
    source: str = "skillscv"
    spoken: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)

    def names(self, language: Language) -> tuple[str, ...]:
        """All the words for the skill in one language, the label first, then its aliases, then as it is spoken of."""
        return self.label.of(language), *self.aliases.get(language, ()), *self.spoken.get(language, ())


@dataclass(frozen=True, slots=True)
class Relation:
    source: SkillId
    kind: RelationKind
    target: SkillId
    reason: Label


@dataclass(frozen=True, slots=True)
class Activity:
    """What a hobby, club role, volunteering, care task or side job typically takes: a suggestion, never evidence.

    ``names``: how people call it, by language. ``skills``: (skill, likelihood in per mille 1-1000) with the reason.
    """

    id: str
    group: str
    label: Label
    names: Mapping[Language, tuple[str, ...]]
    skills: tuple[tuple[SkillId, int], ...]
    reason: Label


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a SkillsCV as a person wrote it. Raw: it never leaves the redaction that receives it."""

    kind: SectionKind
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a text speaks of a skill: character offsets into the redacted text of section number ``section``.

    ``reason`` names the rule, model or activity that saw it; ``confidence`` is calibrated, in per mille 0-1000.
    """

    section: int
    start: int
    end: int
    standing: Standing
    reason: str
    confidence: int


@dataclass(frozen=True, slots=True)
class SkillReading:
    """One skill as read: ``standing`` is evidenced or claimed, ``level`` 0-4 by the evidence ladder."""

    skill_id: SkillId
    standing: Standing
    level: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a SkillsCV shows. ``skills`` are sorted by id, each id once."""

    language: Language
    skills: tuple[SkillReading, ...]
    reader_version: str
