"""From a word, a phrase or a sentence to the skills it speaks of, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Final

from rapidfuzz import fuzz

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.compounds import halves
from taxonomy.catalogue.query import Query
from taxonomy.catalogue.similarity import BUILT_IN
from taxonomy.catalogue.wordarrays import kept_arrays
from taxonomy.catalogue.wordlist import Form, Term, WordList
from taxonomy.catalogue.words import lemmas, tokens, vocabulary
from taxonomy.model import Language, SkillId

_WORTH: Final = {Form.WRITTEN: 1.0, Form.JOINED: 0.98, Form.LEMMA: 0.95}
_METHOD: Final = {Form.WRITTEN: "exact", Form.JOINED: "exact", Form.LEMMA: "lemma"}
# Methods that look at the same thing: of each ground the best counts.
_GROUND: Final = {
    "exact": "name",
    "lemma": "name",
    "phrase": "name",
    "typo": "spelling",
    "similar": "spelling",
    "words": "words",
    "occupation": "occupation",
}
_ALIAS: Final = 0.98
_OTHER_LANGUAGE: Final = 0.96
_LONGEST_PHRASE: Final = 6
_PHRASE: Final = 0.6
_PHRASE_SPAN: Final = 0.3
_SPOKEN: Final = 0.85
_WITHOUT_CONTEXT: Final = 0.5
_PART_OF_WORD: Final = 0.6
_PART_OF_TEXT: Final = 0.85
_CANDIDATES: Final = 40
_HALF: Final = 0.5
_LIGHT: Final = 0.35
_WIDER: Final = 0.5
_SIMILAR: Final = 0.8
_TYPO: Final = 0.85
_ABOUT: Final = 0.8
_OCCUPATION: Final = 0.6
_OCCUPATION_STEP: Final = 0.01
_LEAST: Final = 0.2
# Beside a sure hit, what scores below this share of it only looks alike.
_LEAST_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """A skill a text speaks of. ``score`` 0-1, comparable within one answer.

    ``method``: exact (a label or alias as written), lemma (in another form or order), phrase (named inside a longer
    text), typo, similar (spelled alike), words (shares words with its description), occupation (needed in the
    occupation that was named).
    """

    skill_id: SkillId
    score: float
    method: str


class SkillSearch:
    """Searches one catalogue; built once, shared by threads. The same text gives the same hits in the same order."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        own = [skill for skill in catalogue.skills.values() if skill.source == BUILT_IN]
        built_in = WordList(kept_arrays(own), [skill.id for skill in own])
        self._lists = (built_in, catalogue.imported_words) if catalogue.imported_words else (built_in,)

    def search(self, text: str, *, language: Language | None = None, limit: int = 10) -> tuple[Hit, ...]:
        """At most ``limit`` hits, the best first; at equal score built-in skills first, then by id.

        ``language``: that of the text, None when unknown: words of both languages then count alike. Raises ValueError
        for a limit below 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        query = Query.of(text, language)
        found: dict[SkillId, dict[str, Hit]] = {}
        for hit in (hit for words in self._lists for hit in self._found(words, query)):
            by_ground = found.setdefault(hit.skill_id, {})
            ground = _GROUND[hit.method]
            if ground not in by_ground or hit.score > by_ground[ground].score:
                by_ground[ground] = hit
        hits = [_together(by_ground.values()) for by_ground in found.values()]
        least = max(_LEAST, _LEAST_SHARE * max((hit.score for hit in hits), default=0.0))
        return tuple(sorted((hit for hit in hits if hit.score >= least), key=self._rank)[:limit])

    def _rank(self, hit: Hit) -> tuple[float, bool, SkillId]:
        return -hit.score, self._catalogue.skills[hit.skill_id].source != BUILT_IN, hit.skill_id

    def _found(self, words: WordList, query: Query) -> Iterator[Hit]:
        for term, form in words.same(query.words, query.languages):
            yield _hit(words, term, _WORTH[form], _METHOD[form], query)
        yield from self._phrases(words, query)
        yield from _alike(words, query, _SIMILAR)
        for part in query.parts:
            yield from _alike(words, part, _SIMILAR * _PART_OF_TEXT)
        for skill_id, share in words.about(self._asked(query), count=_CANDIDATES):
            yield Hit(skill_id, share * _ABOUT, "words")
        for place, skill_id in enumerate(words.of_occupation(query.words, query.languages)):
            yield Hit(skill_id, max(_OCCUPATION - place * _OCCUPATION_STEP, 0), "occupation")

    def _weight(self, word: str, query: Query) -> float:
        return max(words.weight(word, query.languages) for words in self._lists)

    def _asked(self, query: Query) -> Mapping[tuple[str, Language], float]:
        """The lemmas a text asks for with what each is worth: its words, the halves of compounds, and wider words."""
        asked: dict[tuple[str, Language], float] = {}

        def ask(lemma: str, language: Language, worth: float) -> None:
            asked[lemma, language] = max(worth, asked.get((lemma, language), 0.0))

        for language in query.languages:
            known = vocabulary(language)
            for word in query.words:
                inside = halves(word, partial(self._weight, query=query))
                worth = _HALF if self._weight(word, query) else 1.0
                said = dict.fromkeys(lemmas(inside, language), worth) | dict.fromkeys(lemmas([word], language), 1.0)
                for lemma, whole in said.items():
                    counts = whole * (_LIGHT if lemma in known.light else 1.0)
                    ask(lemma, language, counts)
                    for wider in known.wider.get(lemma, ()):
                        ask(wider, language, counts * _WIDER)
        return asked

    def _phrases(self, words: WordList, query: Query) -> Iterator[Hit]:
        """Terms named inside the text, worth more the more of what the text says they take up."""
        weights = [self._weight(word, query) for word in query.words]
        total = sum(weights) or 1.0
        count = len(query.words)
        for start in range(count):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, count) + 1):
                if end - start == count:
                    continue
                worth = _PHRASE + _PHRASE_SPAN * sum(weights[start:end]) / total
                worth *= _PART_OF_WORD if start in query.inside or end in query.inside else 1.0
                for term, form in words.same(query.words[start:end], query.languages):
                    if term.is_spoken and " " not in term.text:
                        continue  # “auto” alone is a search for driving; in a sentence it is any car
                    said = _SPOKEN if term.is_spoken else 1.0
                    fitting = said * worth * _WORTH[form] * self._in_context(words.skill_id(term), query)
                    yield _hit(words, term, fitting, "phrase", query)

    def _in_context(self, skill_id: SkillId, query: Query) -> float:
        context = self._catalogue.skills[skill_id].context
        if not context:
            return 1.0
        needed = {lemma for word in context for each in query.languages for lemma in lemmas(tokens(word), each)}
        return 1.0 if needed & query.lemmas else _WITHOUT_CONTEXT


def _together(hits: Iterable[Hit]) -> Hit:
    """One hit of several grounds for one skill, as if each were a chance of its own: 1 - (1 - a)(1 - b)."""
    best, *others = sorted(hits, key=lambda hit: (-hit.score, hit.method))
    doubt = prod(1 - hit.score for hit in (best, *others))
    return Hit(best.skill_id, round(1 - doubt, 4), best.method)


def _alike(words: WordList, query: Query, worth: float) -> Iterator[Hit]:
    text, may_be_misspelt = query.text, query.may_be_misspelt
    for term, cosine in words.near(text, count=_CANDIDATES):
        spelled = max(fuzz.ratio(text, term.text), fuzz.token_sort_ratio(text, term.text)) / 100
        if may_be_misspelt and spelled >= _TYPO:
            yield _hit(words, term, spelled * worth, "typo", query)
        else:
            yield _hit(words, term, (cosine + spelled) / 2 * worth, "similar", query)


def _hit(words: WordList, term: Term, worth: float, method: str, query: Query) -> Hit:
    worth *= 1.0 if term.is_label else _ALIAS
    worth *= 1.0 if term.language in query.languages else _OTHER_LANGUAGE
    return Hit(words.skill_id(term), worth, method)
