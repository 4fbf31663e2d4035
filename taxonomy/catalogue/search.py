"""From a word, a phrase or a sentence to the skills it speaks of, ranked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.similarity import BUILT_IN
from taxonomy.catalogue.wordarrays import build_arrays
from taxonomy.catalogue.wordlist import Form, Term, WordList
from taxonomy.catalogue.words import idle_words, lemmas, tokens
from taxonomy.model import Language, SkillId

_WORTH: Final = {Form.WRITTEN: 1.0, Form.JOINED: 0.98, Form.LEMMA: 0.95}
_METHOD: Final = {Form.WRITTEN: "exact", Form.JOINED: "exact", Form.LEMMA: "lemma"}
_ALIAS: Final = 0.98
_OTHER_LANGUAGE: Final = 0.96
_LONGEST_PHRASE: Final = 6
_PHRASE_LEAST: Final = 0.6
_PHRASE_SPAN: Final = 0.3
_WITHOUT_CONTEXT: Final = 0.5
_PART_OF_WORD: Final = 0.6
_CANDIDATES: Final = 80
_FUZZY_MOST: Final = 0.9
_TYPO: Final = 0.8
_ABOUT_MOST: Final = 0.75
_OCCUPATION_MOST: Final = 0.6
_OCCUPATION_STEP: Final = 0.01
_LEAST: Final = 0.2
_COMPOUND: Final = re.compile(r"\w+(?:-\w+)+")


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
        built_in = WordList(build_arrays(own), [skill.id for skill in own])
        self._lists = (built_in, catalogue.imported_words) if catalogue.imported_words else (built_in,)

    def search(self, text: str, *, language: Language | None = None, limit: int = 10) -> tuple[Hit, ...]:
        """At most ``limit`` hits, the best first; at equal score built-in skills first, then by id.

        ``language``: that of the text, None when unknown: words of both languages then count alike. Raises ValueError
        for a limit below 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        query = _Query.of(text, language)
        best: dict[SkillId, Hit] = {}
        for hit in (hit for words in self._lists for hit in self._found(words, query)):
            known = best.get(hit.skill_id)
            if known is None or hit.score > known.score:
                best[hit.skill_id] = hit
        ranked = sorted((hit for hit in best.values() if hit.score >= _LEAST), key=self._rank)
        return tuple(ranked[:limit])

    def _rank(self, hit: Hit) -> tuple[float, bool, SkillId]:
        return -hit.score, self._catalogue.skills[hit.skill_id].source != BUILT_IN, hit.skill_id

    def _found(self, words: WordList, query: _Query) -> Iterator[Hit]:
        for term, form in words.same(query.words, query.languages):
            yield _hit(words, term, _WORTH[form], _METHOD[form], query)
        yield from self._phrases(words, query)
        yield from _alike(words, query)
        for skill_id, cosine in words.about(query.words, query.languages, count=_CANDIDATES):
            yield Hit(skill_id, round(cosine * _ABOUT_MOST, 4), "words")
        for place, skill_id in enumerate(words.of_occupation(query.words, query.languages)):
            yield Hit(skill_id, round(max(_OCCUPATION_MOST - place * _OCCUPATION_STEP, 0), 4), "occupation")

    def _phrases(self, words: WordList, query: _Query) -> Iterator[Hit]:
        """Terms named inside the text, worth more the more of what the text says they take up."""
        weights = [max(each.weight(word, query.languages) for each in self._lists) for word in query.words]
        total = sum(weights) or 1.0
        count = len(query.words)
        for start in range(count):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, count) + 1):
                if end - start == count:
                    continue
                worth = _PHRASE_LEAST + _PHRASE_SPAN * sum(weights[start:end]) / total
                worth *= _PART_OF_WORD if start in query.inside or end in query.inside else 1.0
                for term, form in words.same(query.words[start:end], query.languages):
                    fitting = worth * _WORTH[form] * self._in_context(words.skill_id(term), query)
                    yield _hit(words, term, fitting, "phrase", query)

    def _in_context(self, skill_id: SkillId, query: _Query) -> float:
        context = self._catalogue.skills[skill_id].context
        if not context:
            return 1.0
        needed = {lemma for word in context for each in query.languages for lemma in lemmas(tokens(word), each)}
        given = {lemma for each in query.languages for lemma in lemmas(query.words, each)}
        return 1.0 if needed & given else _WITHOUT_CONTEXT


@dataclass(frozen=True, slots=True)
class _Query:
    """``languages``: those whose lemmas are compared. ``inside``: the places between two words of one compound."""

    words: tuple[str, ...]
    languages: tuple[Language, ...]
    inside: frozenset[int]

    @classmethod
    def of(cls, text: str, language: Language | None) -> _Query:
        words = tuple(tokens(text))
        likely = language or _likely_language(words)
        return cls(words, tuple(Language) if likely is None else (likely,), _inside_compounds(text, len(words)))


def _likely_language(words: Sequence[str]) -> Language | None:
    """The language that more of the small words belong to; None when they do not tell."""
    counts = {each: sum(word in idle_words(each) for word in words) for each in Language}
    most = max(counts, key=lambda each: counts[each])
    return most if list(counts.values()).count(counts[most]) == 1 else None


def _alike(words: WordList, query: _Query) -> Iterator[Hit]:
    text = " ".join(query.words)
    for term, cosine in words.near(text, count=_CANDIDATES):
        spelled = max(fuzz.ratio(text, term.text), fuzz.token_sort_ratio(text, term.text)) / 100
        yield _hit(words, term, _FUZZY_MOST * (cosine + spelled) / 2, "typo" if spelled >= _TYPO else "similar", query)


def _hit(words: WordList, term: Term, worth: float, method: str, query: _Query) -> Hit:
    worth *= 1.0 if term.is_label else _ALIAS
    worth *= 1.0 if term.language in query.languages else _OTHER_LANGUAGE
    return Hit(words.skill_id(term), round(worth, 4), method)


def _inside_compounds(text: str, count: int) -> frozenset[int]:
    """The places between two words where a hyphen holds them together, as in “communicatie-afdeling”."""
    inside: set[int] = set()
    for compound in _COMPOUND.finditer(text):
        first = len(tokens(text[: compound.start()]))
        length = len(tokens(compound.group()))
        inside.update(range(first + 1, first + length))
    return frozenset(place for place in inside if place < count)
