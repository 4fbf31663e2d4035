"""What a vacancy asks: skills with weight, level and need, read from its wording."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from spacy.language import Language as Pipeline

from taxonomy.model import Language, Skill, SkillId, SkillKind
from taxonomy.reading.behaviour import BehaviourModel
from taxonomy.reading.claims import ClaimRules
from taxonomy.reading.lexicon import Lexicon
from taxonomy.reading.sentences import Sentence, sentences
from taxonomy.reading.standing import either

MUST: Final = "must"
NICE: Final = "nice"
FEWEST_WORDS: Final = 4
LONG_EXPERIENCE: Final = 5
"""From so many years on a vacancy means somebody whose work had results (level 3); years themselves are not asked."""
SURER: Final = 1000
"""Thousandths of log-odds above the model's threshold: it learned from people telling, not from employers asking."""


class Part(StrEnum):
    DUTY = "duty"
    ASK = "ask"
    OFFER = "offer"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class RequirementReading:
    """One requirement: ``weight`` 1-5, ``minimum_level`` 0-4, ``need`` must or nice, where the text asks it and why."""

    skill_id: SkillId
    weight: int
    minimum_level: int
    need: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The compiled wording of one language; ``you`` holds what turns a duty into a telling."""

    cues: Mapping[str, re.Pattern[str]]
    years: re.Pattern[str]
    you: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=len(Language))
def wording(language: Language) -> Wording:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "vacancy.toml").read_text(encoding="utf-8"))
    lists = stored[language.value]
    cues = {name: either(patterns) for name, patterns in lists.items() if name not in {"you", "years"}}
    you = tuple((re.compile(pattern), meant) for pattern, meant in lists["you"])
    return Wording(cues, re.compile(lists["years"]), you)


def years_of_experience(sentence: str, language: Language) -> int | None:
    """The years a sentence asks for; None when it asks for none. A number written out is at most ten."""
    match = wording(language).years.search(sentence.lower())
    if match is None:
        return None
    words = match.re.pattern.split("|(", 1)[1].split(")", 1)[0].removeprefix("een|").split("|")
    return int(match[1]) if match[1] else words.index(match[2]) + 1 if match[2] in words else 1


def parts(found: Iterable[Sentence], language: Language) -> Iterator[tuple[Sentence, Part]]:
    """Each sentence with the part of the vacancy it belongs to; a heading holds until the next one."""
    cues = wording(language).cues
    current = Part.DUTY
    for sentence in found:
        lower = sentence.text.lower()
        said = next((part for part in (Part.OFFER, Part.DUTY, Part.ASK) if cues[part].search(lower)), None)
        if said is None and cues[Part.EMPLOYER].search(lower):
            yield sentence, Part.EMPLOYER
            continue
        current = said or current
        yield sentence, current


class VacancyReader:
    """Reads requirements with the parts that also read people; immutable, so threads may share it."""

    def __init__(
        self,
        skills: Mapping[SkillId, Skill],
        lexicon: Lexicon,
        claims: Mapping[Language, ClaimRules],
        model: BehaviourModel,
        pipeline: Pipeline,
    ) -> None:
        self._skills, self._lexicon, self._claims = skills, lexicon, claims
        self._model, self._pipeline = model, pipeline

    def requirements(self, text: str, language: Language) -> tuple[RequirementReading, ...]:
        """One requirement a skill, sorted by skill: the heaviest wording decides, a must outweighs a nice."""
        best: dict[SkillId, RequirementReading] = {}
        for sentence, part in parts(sentences(self._pipeline(text)), language):
            if part in {Part.OFFER, Part.EMPLOYER}:
                continue
            for found in self._asked(sentence, part, language):
                held = best.get(found.skill_id)
                if held is None or _heaviness(found) > _heaviness(held):
                    best[found.skill_id] = found
        return tuple(best[skill_id] for skill_id in sorted(best))

    def _asked(self, sentence: Sentence, part: Part, language: Language) -> Iterator[RequirementReading]:
        strength = Strength.of(sentence.text, part, language)
        for mention in self._lexicon.mentions(list(sentence.tokens), language):
            kind = self._skills[mention.skill_id].kind
            yield strength.requirement(mention.skill_id, kind, mention.start, mention.end, mention.how)
        for claim in self._claims[language].claims(sentence.text):
            start, end = sentence.start + claim.start, sentence.start + claim.end
            yield strength.requirement(claim.skill_id, SkillKind.CORE, start, end, "wording")
        for skill_id in self._shown(sentence.text, language):
            yield strength.requirement(skill_id, SkillKind.CORE, sentence.start, sentence.end, self._model.version)

    def _shown(self, text: str, language: Language) -> Sequence[SkillId]:
        told = text.lower()
        if len(told.split()) < FEWEST_WORDS:
            return ()
        for pattern, meant in wording(language).you:
            told = pattern.sub(meant, told)
        least = self._model.threshold + SURER
        return [
            skill for skill, score in zip(self._model.skills, self._model.scores(told), strict=True) if score >= least
        ]


@dataclass(frozen=True, slots=True)
class Strength:
    """How firmly a sentence asks."""

    weight: int
    level: int
    need: str

    @classmethod
    def of(cls, sentence: str, part: Part, language: Language) -> Strength:
        lower = sentence.lower()
        says = {name for name, cue in wording(language).cues.items() if cue.search(lower)}
        years = years_of_experience(sentence, language)
        level = 2 if part is Part.DUTY or "experience" in says or years is not None else 1
        if "expert" in says or (years or 0) >= LONG_EXPERIENCE:
            level = 3
        elif "basic" in says:
            level = 1
        if "nice" in says:
            return cls(2, min(level, 2), NICE)
        return cls(5 if "expert" in says else 4 if "strong" in says else 3, level, MUST)

    def requirement(self, skill_id: SkillId, kind: SkillKind, start: int, end: int, reason: str) -> RequirementReading:
        """A certificate is had or not had: it is asked at level 4 wherever it is asked."""
        level = 4 if kind is SkillKind.CERTIFICATE else self.level
        return RequirementReading(skill_id, self.weight, level, self.need, start, end, reason)


def _heaviness(requirement: RequirementReading) -> tuple[bool, int, int]:
    return requirement.need == MUST, requirement.weight, requirement.minimum_level
