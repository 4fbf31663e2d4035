"""Why a score is what it is: first as data, and only at the edge as plain sentences (B1) in Dutch or English."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Generic, Protocol, TypeVar

from matching.score import Contribution, Kind, Score
from taxonomy.model import Label, Language, Skill, SkillId

E = TypeVar("E")

_DESCRIBED = 2
"""From this level on a situation is told, so no question is needed to show the skill."""


class Audience(StrEnum):
    RECRUITER = "recruiter"
    CANDIDATE = "candidate"


class RelatedSkill(Protocol):
    @property
    def skill_id(self) -> SkillId: ...
    @property
    def reason(self) -> Label: ...


class LabelledSkills(Protocol):
    """The part of the catalogue that prose is made with."""

    @property
    def skills(self) -> Mapping[SkillId, Skill]: ...
    def similar(self, skill_id: SkillId, /) -> Sequence[RelatedSkill]: ...


@dataclass(frozen=True, slots=True)
class Reason(Generic[E]):
    """One contribution with the evidence behind the skill that counted, passed through as it was given."""

    contribution: Contribution
    evidence: tuple[E, ...]


@dataclass(frozen=True, slots=True)
class Explanation(Generic[E]):
    """A score with its reasons, what brings most first; then what could bring most, then by skill id."""

    score: Score
    reasons: tuple[Reason[E], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """``reasons`` runs parallel to the explanation's."""

    summary: str
    reasons: tuple[str, ...]


def explain(score: Score, evidence: Mapping[SkillId, Sequence[E]]) -> Explanation[E]:
    """Put the evidence of each skill beside the contribution it made; a missing skill has none."""
    ordered = sorted(score.contributions, key=lambda item: (-item.points, -item.maximum, item.skill_id))
    return Explanation(score, tuple(Reason(item, tuple(_behind(item, evidence))) for item in ordered))


def render(explanation: Explanation[Any], audience: Audience, language: Language, catalogue: LabelledSkills) -> Prose:
    """The explanation in sentences. Raises KeyError for a skill the catalogue does not have."""
    texts, score = _Texts(audience, language), explanation.score
    summary = texts.of("summary").format(
        points=score.points,
        coverage=score.coverage,
        if_held=score.score_if_unknowns_held,
        band=texts.label("bands", score.band),
    )
    return Prose(summary, tuple(_sentences(reason.contribution, texts, catalogue) for reason in explanation.reasons))


def _behind(contribution: Contribution, evidence: Mapping[SkillId, Sequence[E]]) -> Sequence[E]:
    if contribution.kind is Kind.MISSING:
        return ()
    return evidence.get(contribution.via or contribution.skill_id, ())


def _sentences(item: Contribution, texts: _Texts, catalogue: LabelledSkills) -> str:
    parts = [
        texts.of("reason", _situation(item)).format(
            skill=catalogue.skills[item.skill_id].label.of(texts.language),
            points=item.points,
            maximum=item.maximum,
            minimum=item.minimum_level,
            level=item.level,
            ladder="" if item.level is None else texts.label("levels", item.level),
            via="" if item.via is None else f"“{catalogue.skills[item.via].label.of(texts.language)}”",
            relation=_relation(item, catalogue, texts.language),
        )
    ]
    if item.level is None or item.level < _DESCRIBED:
        parts.append(texts.of("question"))
    if item.baseline:
        parts.append(texts.of("baseline"))
    elif item.need == "must":
        parts.append(texts.of("must"))
    return " ".join(part.strip() for part in parts)


def _situation(item: Contribution) -> str:
    if item.level is None:
        return "unknown"
    if item.kind is Kind.RELATED:
        return "related"
    if item.level == 0:
        return "claimed"
    return "shown" if item.level >= item.minimum_level else "growing"


def _relation(item: Contribution, catalogue: LabelledSkills, language: Language) -> str:
    if item.via is None:
        return ""
    reasons = (similar.reason for similar in catalogue.similar(item.skill_id) if similar.skill_id == item.via)
    return next((reason.of(language) for reason in reasons), "")


@dataclass(frozen=True, slots=True)
class _Texts:
    audience: Audience
    language: Language

    def of(self, *path: str) -> str:
        texts: Any = _texts()
        for step in path:
            texts = texts[step]
        text: str = texts[self.audience][self.language]
        return text

    def label(self, group: str, key: str | int) -> str:
        text: str = _texts()[group][key][self.language]
        return text


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads(files("matching").joinpath("data/explanation.json").read_text("utf-8"))
    return texts
