"""From redacted text to a reading: what the text shows, claims or lists, with the place that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from taxonomy.model import Evidence, Language, Reading, SkillId, SkillReading, Standing
from taxonomy.reading.behaviour import BehaviourModel, LinearBehaviour, confidence
from taxonomy.reading.language import detect_language
from taxonomy.reading.sentences import pipeline, sentences
from taxonomy.reading.standing import standing_of
from taxonomy.reading.vacancy import RequirementReading
from taxonomy.redaction.mask import RedactedSection, RedactedText

if TYPE_CHECKING:
    from taxonomy.catalogue import Catalogue

RULES: Final = "1"
"""Raised whenever a rule or data file changes what is read."""


class Reader:
    """Built once from a catalogue; holds no state that changes, so threads may share it."""

    def __init__(self, catalogue: Catalogue, *, model: BehaviourModel | None = None) -> None:
        self._catalogue = catalogue
        self._model = model or LinearBehaviour()
        self._pipeline = pipeline()
        self.version: str = f"rules-{RULES}+{self._model.version}"

    def read(self, sections: Sequence[RedactedSection], *, language: Language | None) -> Reading:
        """The skills that the sections show; ``language`` is detected over all of them when None."""
        texts = [section.text.value for section in sections]
        decided = language or detect_language(texts)
        found: dict[SkillId, list[Evidence]] = {}
        for number, text in enumerate(texts):
            own = [s for s in sentences(self._pipeline(text), number) if standing_of(s.text, decided) is None]
            whole = self._model.scores(" ".join(sentence.text for sentence in own)) if own else ()
            for position, score in enumerate(whole):
                if score >= self._model.threshold:
                    best = max(own, key=lambda s: self._model.scores(s.text)[position])
                    seen = Evidence(number, best.start, best.end, Standing.EVIDENCED, "behaviour", confidence(score))
                    found.setdefault(self._model.skills[position], []).append(seen)
        skills = tuple(SkillReading(skill, Standing.EVIDENCED, 2, tuple(found[skill])) for skill in sorted(found))
        return Reading(decided, skills, self.version)

    def read_vacancy(
        self, title_and_text: RedactedText, *, language: Language | None
    ) -> tuple[RequirementReading, ...]:
        """The requirements that a vacancy states, sorted by skill."""
        return ()
