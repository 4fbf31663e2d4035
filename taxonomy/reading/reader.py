"""From redacted text to a reading: what the text shows, claims or lists, with the place that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from taxonomy.catalogue import Catalogue, SkillSearch
from taxonomy.model import Evidence, Language, Reading, SkillId, SkillKind, Standing
from taxonomy.reading.activities import Activities
from taxonomy.reading.behaviour import BehaviourModel, confidence
from taxonomy.reading.claims import Claim, ClaimRules
from taxonomy.reading.crafts import best_craft_model
from taxonomy.reading.deeds import names_setting, tells_obtained, tells_praise, tells_result
from taxonomy.reading.duties import best_duty_model
from taxonomy.reading.encoder import best_model
from taxonomy.reading.evidence import Sighting, skill_reading
from taxonomy.reading.keywords import are_keywords, is_enumeration
from taxonomy.reading.language import detect_language
from taxonomy.reading.lexicon import Lexicon, Mention
from taxonomy.reading.passages import Passage, passages, windows
from taxonomy.reading.respelling import place_in, respelled
from taxonomy.reading.sentences import Sentence, pipeline
from taxonomy.reading.standing import wish_start
from taxonomy.reading.vacancy import RequirementReading, VacancyReader
from taxonomy.reading.venues import alike, venues
from taxonomy.redaction import RedactedSection, RedactedText, tagger_version

RULES: Final = "9"
"""Raised whenever a rule or data file changes what is read."""
FEWEST_WORDS: Final = 4
"""Fewer words describe no situation."""
LISTED_FROM: Final = 5
"""So many names of skills that make up half a sentence are a list, whatever verbs stand among them."""
SURE: Final = {"label": 950, "typo": 800, "compound": 850, "claim": 900}
"""Confidence by what saw it, in per mille: how often it was right on the behaviour corpus, rounded down."""
SILENT: Final = frozenset({Standing.NEGATED, Standing.SOMEONE_ELSES, Standing.EMPLOYERS})


class Reader:
    """Built once from a catalogue; holds no state that changes, so threads may share it.

    ``model``: which behaviour model reads; by default the encoder where it can run, else the linear model.
    ``search``: the search of the same catalogue, which also reads the titles of vacancies.
    """

    def __init__(self, catalogue: Catalogue, *, model: BehaviourModel | None = None) -> None:
        self._catalogue = catalogue
        self._model = model or best_model()
        self._pipeline = pipeline()
        self._lexicon = Lexicon(catalogue.skills, self._pipeline)
        self._activities = Activities(catalogue.activities)
        self._claims = {language: ClaimRules(catalogue.skills, language) for language in Language}
        self.search = SkillSearch(catalogue)
        self._duties, self._crafts = best_duty_model(self._model), best_craft_model(self._model)
        self._vacancies = VacancyReader(
            catalogue.skills,
            self._lexicon,
            self._claims,
            self._model,
            self.search,
            self._pipeline,
            self._duties,
            self._crafts,
        )
        models = (self._model.version, *([self._crafts.version] if self._crafts else ()), tagger_version())
        self.version: str = "+".join((f"rules-{RULES}", *models))

    def read(self, sections: Sequence[RedactedSection], *, language: Language | None) -> Reading:
        """The skills that the sections show; ``language`` is detected over all of them when None."""
        texts = [section.text.value for section in sections]
        decided = language or detect_language(texts)
        sightings: list[Sighting] = []
        told: list[tuple[Passage, ...]] = []
        for section in passages(texts, decided, self._pipeline):
            bare = are_keywords([one.sentence.text for one in section])
            told += windows([one for one in section if self._tells(one, sightings, decided, bare=bare)])
        sightings += self._shown(told, decided)
        sightings += self._crafted([one for window in told for one in window], decided)
        found: dict[SkillId, list[Sighting]] = {}
        for sighting in sightings:
            found.setdefault(sighting.skill_id, []).append(sighting)
        skills = (skill_reading(skill_id, found[skill_id]) for skill_id in sorted(found))
        return Reading(decided, tuple(skills), self.version)

    def read_vacancy(
        self, title_and_text: RedactedText, *, language: Language | None
    ) -> tuple[RequirementReading, ...]:
        """The requirements that a vacancy states, sorted by skill; ``language`` is detected when None."""
        text = title_and_text.value
        return self._vacancies.requirements(text, language or detect_language([text]))

    def warm(self) -> None:
        """Loads what tells crafts and duties, half a second, so that the first text does not wait for it."""
        for model in (self._duties, self._crafts):
            if model:
                model.warm()

    def _tells(self, passage: Passage, sightings: list[Sighting], language: Language, *, bare: bool) -> bool:
        """Whether the passage may show behaviour; what it names and claims is added to ``sightings``.

        ``bare``: it stands in a section of keywords.
        """
        mentions = tuple(self._lexicon.mentions(list(passage.sentence.tokens), language, meant=passage.meant))
        wording = tuple(self._claims[language].claims(passage.spelled))
        listed = bare or is_enumeration(passage.sentence.text) or _is_list(passage.sentence, mentions, wording)
        claims = tuple(self._claimed(passage, wording, language))
        sightings += claims
        sightings += self._named(replace(passage, deed=passage.deed and not listed), mentions, language)
        return passage.standing is None and not listed and (passage.deed or not claims)

    def _claimed(self, passage: Passage, claims: Sequence[Claim], language: Language) -> Iterator[Sighting]:
        if passage.standing in SILENT:
            return
        sentence, spelled = passage.sentence, passage.spelled
        if (told := wish_start(spelled, language)) < len(spelled):
            claims = tuple(self._claims[language].claims(spelled[:told]))
        if not claims:
            return
        there = venues(sentence.text, language)
        words = (
            respelled(token.text)
            for token in sentence.tokens
            if not there.hold(token.idx - sentence.start, token.idx - sentence.start + len(token))
        )
        helped = {
            skill_id
            for mention in self._activities.mentions(words, language)
            for skill_id, _ in mention.activity.skills
        }
        for claim in claims:
            start, end = place_in(sentence.text, claim.start, claim.end)
            place = _place(passage, start, end, Standing.CLAIMED, "claim")
            yield Sighting(claim.skill_id, place, context=claim.skill_id in helped)

    def _named(self, passage: Passage, mentions: Sequence[Mention], language: Language) -> Iterator[Sighting]:
        if passage.standing is not None or not mentions:
            return
        text, at = passage.spelled, passage.sentence.start
        obtained, setting = tells_obtained(text, language), names_setting(alike(text, language), language)
        there = venues(passage.sentence.text, language)
        deed = passage.deed and not tells_praise(text, language)
        for mention in mentions:
            if there.explain(mention.start - at, mention.end - at):
                continue
            certified = obtained and self._catalogue.skills[mention.skill_id].kind is SkillKind.CERTIFICATE
            standing = Standing.EVIDENCED if deed or certified else Standing.LISTED
            place = _place(passage, mention.start - at, mention.end - at, standing, mention.how)
            result = deed and tells_result(text, language)
            yield Sighting(mention.skill_id, place, context=setting, result=result, obtained=certified)

    def _shown(self, told: Sequence[Sequence[Passage]], language: Language) -> Iterator[Sighting]:
        model = self._model
        texts = [alike(" ".join(one.spelled for one in window), language) for window in told]
        scored = [(window, text) for window, text in zip(told, texts, strict=True) if len(text.split()) >= FEWEST_WORDS]
        found = [
            (window, text, seen)
            for (window, text), scores in zip(scored, model.scores_of([text for _, text in scored]), strict=True)
            if (seen := [(position, score) for position, score in enumerate(scores) if score >= model.threshold])
        ]
        sentences = [one for window, _, _ in found if len(window) > 1 for one in window]
        hints = iter(model.hints([one.spelled for one in sentences]))
        for window, text, seen in found:
            parts = list(islice(hints, len(window))) if len(window) > 1 else [()]
            for position, score in seen:
                best = _strongest(window, parts, position)
                place = _place(best, 0, len(best.sentence.text), Standing.EVIDENCED, model.version, confidence(score))
                yield Sighting(model.skills[position], place, result=tells_result(text, language))

    def _crafted(self, told: Sequence[Passage], language: Language) -> Iterator[Sighting]:
        """The crafts that passages tell without naming them."""
        if self._crafts is None:
            return
        plain = ((one, alike(one.spelled, language)) for one in told)
        scored = [(one, text) for one, text in plain if len(text.split()) >= FEWEST_WORDS]
        for (one, text), craft in zip(scored, self._crafts.told([text for _, text in scored]), strict=True):
            if craft and craft.skill_id in self._catalogue.skills:
                place = _place(
                    one, 0, len(one.sentence.text), Standing.EVIDENCED, self._crafts.version, craft.confidence
                )
                yield Sighting(craft.skill_id, place, result=tells_result(text, language))


def _strongest(window: Sequence[Passage], hints: Sequence[Sequence[int]], position: int) -> Passage:
    """The first of the sentences with the highest hint for the skill at ``position``."""
    return max(zip(window, hints, strict=True), key=lambda pair: pair[1][position])[0] if len(window) > 1 else window[0]


def _is_list(sentence: Sentence, mentions: Sequence[Mention], claims: Sequence[Claim]) -> bool:
    if sentence.text.count(" ") + 1 < LISTED_FROM or len(mentions) + len(claims) < LISTED_FROM:
        return False
    at = sentence.start
    places = [(found.start - at, found.end - at) for found in mentions]
    places += [place_in(sentence.text, claim.start, claim.end) for claim in claims]
    covered = {place for start, end in places for place in range(start, end)}
    return 2 * len(covered) >= len(sentence.text)


def _place(
    passage: Passage, start: int, end: int, standing: Standing, reason: str, sure: int | None = None
) -> Evidence:
    at = passage.sentence
    return Evidence(
        at.section, at.start + start, at.start + end, standing, reason, SURE[reason] if sure is None else sure
    )
