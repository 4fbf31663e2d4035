"""Every word of a catalogue with the skill it names, in flat arrays: quick to search, and to keep in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from taxonomy.catalogue.archive import Arrays
from taxonomy.catalogue.sparse import SparseIndex, gram_terms
from taxonomy.catalogue.words import lemmas
from taxonomy.model import Language, SkillId

LANGUAGES: Final = tuple(Language)
LABEL, ALIAS, SPOKEN = range(3)
"""Where a skill holds a word."""


class Form(StrEnum):
    """In which form two phrases are the same: as written, without the spaces, or by lemma in any order."""

    WRITTEN = "written"
    JOINED = "joined"
    LEMMA = "lemma"


@dataclass(frozen=True, slots=True)
class Term:
    """One word for a skill; ``text`` is normalised, ``number`` that of its skill in the list."""

    text: str
    number: int
    language: Language
    is_label: bool
    is_spoken: bool


class WordList:
    """Looks words up. ``arrays`` come from ``build_arrays``; skill number n there is ``skill_ids[n]`` here."""

    def __init__(self, arrays: Arrays, skill_ids: Sequence[SkillId]) -> None:
        self._arrays = arrays
        self._skill_ids = skill_ids
        self._texts = arrays["texts"].tobytes()
        self._bounds, self._skills, self._languages, self._places = (
            arrays[name].data for name in ("text_bounds", "term_skills", "term_languages", "term_places")
        )
        self._grams = SparseIndex.of(arrays, "grams")
        self._lemmas = SparseIndex.of(arrays, "lemmas")

    def skill_id(self, term: Term) -> SkillId:
        return self._skill_ids[term.number]

    def same(self, words: Sequence[str], languages: Sequence[Language]) -> Iterator[tuple[Term, Form]]:
        """The terms that are ``words``, the closest form first; lemmas are compared in ``languages``."""
        for key, form in keys(words, languages):
            for place in _lookup(self._arrays["keys"], key):
                yield self._term(int(self._arrays["key_terms"][place])), form

    def near(self, text: str, *, count: int) -> list[tuple[Term, float]]:
        """Up to ``count`` terms that share trigrams with ``text``, with their cosine 0-1."""
        grams, _ = gram_terms([text])
        return [(self._term(row), cosine) for row, cosine in self._grams.nearest(grams, count=count)]

    def about(self, worths: Mapping[tuple[str, Language], float], *, count: int) -> list[tuple[SkillId, float]]:
        """Up to ``count`` skills that share lemmas in all they say about themselves, with the cosine.

        ``worths``: how much each lemma counts, from 0 to 1.
        """
        keys = np.array([lemma_key(*lemma) for lemma in worths], dtype=np.uint64)
        nearest = self._lemmas.nearest(keys, np.array(list(worths.values())), count=count)
        return [(self._skill_ids[row], cosine) for row, cosine in nearest]

    def weight(self, word: str, languages: Sequence[Language]) -> float:
        """How much one word says: 0 for an idle or unknown word, more the fewer skills use it."""
        found = (lemma_key(lemma, language) for language in languages for lemma in lemmas([word], language))
        return max(map(self._lemmas.weight, found), default=0.0)

    def of_occupation(self, words: Sequence[str], languages: Sequence[Language]) -> list[SkillId]:
        """The skills of the occupation that ``words`` name, the particular ones first; none without ESCO."""
        for key, _ in keys(words, languages):
            for place in _lookup(self._arrays["titles"], key):
                number = int(self._arrays["title_occupations"][place])
                start, end = self._arrays["occupation_bounds"][number : number + 2]
                return [self._skill_ids[skill] for skill in self._arrays["occupation_skills"][start:end]]
        return []

    def _term(self, number: int) -> Term:
        return Term(
            text=self._texts[self._bounds[number] : self._bounds[number + 1]].decode(),
            number=self._skills[number],
            language=LANGUAGES[self._languages[number]],
            is_label=self._places[number] == LABEL,
            is_spoken=self._places[number] == SPOKEN,
        )


def keys(words: Sequence[str], languages: Iterable[Language]) -> Iterator[tuple[int, Form]]:
    """The numbers under which a phrase is kept, the closest form first."""
    yield _digest(" ".join(words)), Form.WRITTEN
    yield _digest(f"={''.join(words)}"), Form.JOINED
    for language in languages:
        if found := sorted(set(lemmas(words, language))):
            yield _digest(f"{language}:{' '.join(found)}"), Form.LEMMA


def lemma_key(lemma: str, language: Language) -> int:
    """One lemma as a number; with its language, because “even” and “brand” mean other things in the other one."""
    return _digest(f"{language}/{lemma}")


def _digest(text: str) -> int:
    # 64 bits: among the 400,000 keys of all of ESCO two meet by chance once in two hundred million catalogues.
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _lookup(sorted_keys: npt.NDArray[Any], key: int) -> range:
    wanted = np.uint64(key)
    return range(*(int(np.searchsorted(sorted_keys, wanted, side=side)) for side in ("left", "right")))
