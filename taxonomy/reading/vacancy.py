"""What a vacancy asks: skills with weight, level and need, read from its wording."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language as Pipeline

from taxonomy.catalogue import SkillSearch
from taxonomy.model import Language, Skill, SkillId, SkillKind
from taxonomy.reading.asking import HEAVIEST, MUST, Part, Strength, clauses, parts, wording
from taxonomy.reading.behaviour import BehaviourModel
from taxonomy.reading.claims import ClaimRules
from taxonomy.reading.crafts import Craft, CraftModel
from taxonomy.reading.duties import DutyModel, retold
from taxonomy.reading.lexicon import EXACT, Lexicon, Mention
from taxonomy.reading.sentences import Sentence, sentences

FEWEST_WORDS: Final = 4
SURER: Final = 1000
"""Thousandths of log-odds above the behaviour model's threshold, where it reads duties alone: it learned from people
telling, not from employers asking."""
NAMED_BY: Final = frozenset({"exact", "lemma", "phrase"})
"""Methods of the search that found the skill by its name."""
_AND: Final = re.compile(r"\s*(?:[,/&+|]|\b(?:en|and)\b)\s*")
_CHOICE: Final = re.compile(r"\s*(?:,|/|,?\s*\b(?:of|or)\b)\s*", re.IGNORECASE)


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


class VacancyReader:
    """Reads requirements with the parts that also read people; immutable, so threads may share it.

    ``duties``: what tells which behaviour a duty asks; without it the behaviour model does, on the duty retold.
    ``crafts``: what tells which craft a duty takes, on the duty retold as well; without it crafts are read by name.
    """

    def __init__(
        self,
        skills: Mapping[SkillId, Skill],
        lexicon: Lexicon,
        claims: Mapping[Language, ClaimRules],
        model: BehaviourModel,
        search: SkillSearch,
        pipeline: Pipeline,
        duties: DutyModel | None,
        crafts: CraftModel | None,
    ) -> None:
        self._duties, self._crafts = duties, crafts
        self._skills, self._lexicon, self._claims = skills, lexicon, claims
        self._model, self._search, self._pipeline = model, search, pipeline

    def requirements(self, text: str, language: Language) -> tuple[RequirementReading, ...]:
        """One requirement a skill, sorted by skill: the heaviest wording decides, and asking it again adds one."""
        found: dict[SkillId, list[RequirementReading]] = {}
        title: frozenset[str] = frozenset()
        for sentence, part in parts(text, sentences(self._pipeline(text)), language):
            if part in {Part.OFFER, Part.EMPLOYER}:
                continue
            asked: dict[SkillId, RequirementReading] = {}
            if part is Part.TITLE:
                title = frozenset(token.lower_ for token in sentence.tokens)
            for one in self._asked(sentence, part, language, title):
                held = asked.get(one.skill_id)
                if held is None or _heaviness(one) > _heaviness(held):
                    asked[one.skill_id] = one
            for one in asked.values():
                found.setdefault(one.skill_id, []).append(one)
        return tuple(_together(found[skill_id]) for skill_id in sorted(found))

    def _asked(
        self, sentence: Sentence, part: Part, language: Language, near: frozenset[str]
    ) -> Iterator[RequirementReading]:
        if part is Part.TITLE:
            yield from self._entitled(sentence, language)
        mentions = list(self._lexicon.mentions(list(sentence.tokens), language, near=near))
        claims = [(sentence.start + claim.start, claim) for claim in self._claims[language].claims(sentence.text)]
        claimed = {at for start, claim in claims for at in range(start, start + claim.end - claim.start)}
        choices = _choices(sentence, mentions)
        for start, end in clauses(sentence.text, language):
            strength = Strength.of(sentence.text[start:end], part, language)
            here = range(sentence.start + start, sentence.start + end)
            for mention in mentions:
                if mention.start not in here or self._is_of_others(sentence, mention, language):
                    continue
                if mention.start not in claimed or self._skills[mention.skill_id].kind in EXACT:
                    how = strength.of_several() if mention in choices else strength
                    yield self._requirement(how, mention.skill_id, mention.start, mention.end, mention.how)
            for at, claim in claims:
                if at in here:
                    yield self._requirement(strength, claim.skill_id, at, at + claim.end - claim.start, "wording")
        whole = Strength.of(sentence.text, part, language).inferred()
        for skill_id in self._shown(sentence.text, part, language):
            yield self._requirement(
                whole, skill_id, sentence.start, sentence.end, (self._duties or self._model).version
            )
        if self._crafts and (craft := self._taken(sentence.text, part, language)):
            yield self._requirement(whole, craft.skill_id, sentence.start, sentence.end, self._crafts.version)

    def _entitled(self, title: Sentence, language: Language) -> Iterator[RequirementReading]:
        """The work that a title names: there a word means the trade, so the search's wider words count."""
        strength = Strength.of(title.text, Part.TITLE, language)
        head = wording(language).cues["beside"].split(title.text.lower(), maxsplit=1)[0]
        for named in _AND.split(head):
            hits = self._search.search(named, language=language, limit=HEAVIEST)
            work = [hit for hit in hits if self._skills[hit.skill_id].kind is not SkillKind.CORE]
            # Hits stand in order of score; spelled as written comes before what a longer title only holds.
            for hit in work[:1]:
                if hit.method in NAMED_BY:
                    yield self._requirement(strength, hit.skill_id, title.start, title.end, "title")

    @staticmethod
    def _is_of_others(sentence: Sentence, mention: Mention, language: Language) -> bool:
        before = sentence.text[: mention.start - sentence.start].lower()
        return any(match.end() == len(before.rstrip()) for match in wording(language).cues["others"].finditer(before))

    def _requirement(self, how: Strength, skill_id: SkillId, start: int, end: int, reason: str) -> RequirementReading:
        """A certificate is had or not had: it is asked at level 4 wherever it is asked."""
        level = 4 if self._skills[skill_id].kind is SkillKind.CERTIFICATE else how.level
        return RequirementReading(skill_id, how.weight, level, how.need, start, end, reason)

    def _taken(self, text: str, part: Part, language: Language) -> Craft | None:
        """The craft that a duty takes."""
        if self._crafts is None or part is Part.TITLE or len(text.split()) < FEWEST_WORDS:
            return None
        craft = self._crafts.told_by(retold(text, language))
        return craft if craft and craft.skill_id in self._skills else None

    def _shown(self, text: str, part: Part, language: Language) -> Sequence[SkillId]:
        if part is Part.TITLE or len(text.split()) < FEWEST_WORDS:
            return ()
        if self._duties:
            return self._duties.asked(text, language)
        least = self._model.threshold + SURER
        scores = self._model.scores(retold(text, language))
        return [skill for skill, score in zip(self._model.skills, scores, strict=True) if score >= least]


def _choices(sentence: Sentence, mentions: Sequence[Mention]) -> frozenset[Mention]:
    """Mentions of which one is enough: they follow each other with nothing but commas and an "or" between."""
    found: set[Mention] = set()
    row: list[Mention] = []
    either = False
    for before, mention in itertools.pairwise(mentions):
        between = sentence.text[before.end - sentence.start : mention.start - sentence.start]
        if not _CHOICE.fullmatch(between):
            row, either = [], False
            continue
        row = [*(row or [before]), mention]
        either = either or "," not in between
        if either:
            found.update(row)
    return frozenset(found)


def _together(asked: Sequence[RequirementReading]) -> RequirementReading:
    heaviest = max(asked, key=_heaviness)
    return replace(heaviest, weight=min(heaviest.weight + (len(asked) > 1), HEAVIEST))


def _heaviness(requirement: RequirementReading) -> tuple[bool, int, int]:
    return requirement.need == MUST, requirement.weight, requirement.minimum_level
