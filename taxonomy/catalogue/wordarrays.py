"""Building the arrays of a ``WordList`` from skills and occupations."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final

import numpy as np

from taxonomy.catalogue.archive import Arrays
from taxonomy.catalogue.cache import cached
from taxonomy.catalogue.compounds import halves
from taxonomy.catalogue.sparse import gram_terms, sparse_arrays
from taxonomy.catalogue.wordlist import ALIAS, LABEL, LANGUAGES, SPOKEN, Term, keys, lemma_key
from taxonomy.catalogue.words import WORDS_FORM, lemma, lemmas, tokens, vocabulary
from taxonomy.model import Language, Skill

_WORTH_KEEPING: Final = 500


@dataclass(frozen=True, slots=True)
class Occupation:
    """The titles of an occupation by language and the numbers of the skills it needs."""

    titles: Mapping[Language, Sequence[str]]
    skills: Sequence[int]


def kept_arrays(skills: Sequence[Skill]) -> Arrays:
    """As ``build_arrays``; of a long list the arrays are kept for the next process, under the hash of its words."""
    if len(skills) < _WORTH_KEEPING:
        return build_arrays(skills)
    words = [[each.description.of(language), *each.names(language)] for each in skills for language in Language]
    idle = [sorted(vocabulary(language).idle) for language in Language]
    key = hashlib.sha256(json.dumps([WORDS_FORM, idle, words]).encode()).hexdigest()
    return cached("words", key, lambda: (b"", build_arrays(skills)))[1]


def build_arrays(skills: Sequence[Skill], occupations: Sequence[Occupation] = ()) -> Arrays:
    """The arrays of a ``WordList`` in which skill number n is ``skills[n]``."""
    terms = [term for number, skill in enumerate(skills) for term in _terms(number, skill)]
    texts = [term.text.encode() for term in terms]
    return {
        "texts": np.frombuffer(b"".join(texts), dtype=np.uint8),
        "text_bounds": _bounds(map(len, texts)),
        "term_skills": np.array([term.number for term in terms], dtype=np.int32),
        "term_languages": np.array([LANGUAGES.index(term.language) for term in terms], dtype=np.uint8),
        "term_places": np.array([_place(term) for term in terms], dtype=np.uint8),
        **_keyed("keys", "key_terms", ((key, number) for number, term in enumerate(terms) for key in _term_keys(term))),
        **_named("grams", sparse_arrays(*gram_terms([term.text for term in terms]), row_count=len(terms))),
        **_named("lemmas", _lemma_arrays(skills)),
        **_occupation_arrays(occupations),
    }


def _terms(number: int, skill: Skill) -> Iterator[Term]:
    seen: set[tuple[str, Language]] = set()
    for language in Language:
        if language is Language.EN and skill.label.en == skill.label.nl and skill.source == "esco":
            continue
        spoken = len(skill.names(language)) - len(skill.spoken.get(language, ()))
        for place, word in enumerate(skill.names(language)):
            text = " ".join(tokens(word))
            if text and (text, language) not in seen:
                seen.add((text, language))
                yield Term(text, number, language, is_label=place == 0, is_spoken=place >= spoken)


def _place(term: Term) -> int:
    return LABEL if term.is_label else SPOKEN if term.is_spoken else ALIAS


def _term_keys(term: Term) -> set[int]:
    return {key for key, _ in keys(term.text.split(), (term.language,))}


def _bounds(lengths: Iterable[int]) -> np.typing.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64))))


def _keyed(name: str, values: str, pairs: Iterable[tuple[int, int]]) -> Arrays:
    """Two arrays of equal length, sorted by key and then by value."""
    found = _pairs(pairs)
    found = found[np.lexsort((found["value"], found["key"]))]
    fresh = np.ones(len(found), dtype=bool)
    fresh[1:] = found[1:] != found[:-1]
    return {name: found["key"][fresh], values: found["value"][fresh]}


def _pairs(pairs: Iterable[tuple[int, int]]) -> np.typing.NDArray[np.void]:
    # Straight into an array: as Python objects the 400,000 pairs of ESCO take 80 MB.
    return np.fromiter(pairs, dtype=np.dtype([("key", np.uint64), ("value", np.int32)]))


def _named(prefix: str, arrays: Arrays) -> Arrays:
    return {f"{prefix}_{name}": array for name, array in arrays.items()}


def _lemma_arrays(skills: Sequence[Skill]) -> Arrays:
    found = np.concatenate([_pairs(_lemma_pairs(skills, language)) for language in Language])
    return sparse_arrays(found["key"], found["value"].astype(np.int64), row_count=len(skills))


def _lemma_pairs(skills: Sequence[Skill], language: Language) -> Iterator[tuple[int, int]]:
    found = [_lemmas(skill, language) for skill in skills]
    inside = _inside(found) if language is Language.NL else {}
    for number, each in enumerate(found):
        for word in each.union(*(inside[compound] for compound in each & inside.keys())):
            yield lemma_key(word, language), number


def _lemmas(skill: Skill, language: Language) -> frozenset[str]:
    texts = (skill.description.of(language), *skill.names(language))
    return frozenset(lemma for text in texts for lemma in lemmas(tokens(text), language))


def _inside(found: Sequence[frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    """From the compounds among the lemmas of all skills to the lemmas of their halves, which must be among them too."""
    spread = Counter(lemma for each in found for lemma in each)

    def weight(word: str) -> float:
        count = spread[lemma(word, Language.NL)]
        return log1p(len(found) / count) if count else 0.0

    cut = {each: halves(each, weight) for each in spread}
    return {each: tuple(lemmas(words, Language.NL)) for each, words in cut.items() if words}


def _occupation_arrays(occupations: Sequence[Occupation]) -> Arrays:
    # A skill that many occupations need says little about any one of them: the particular ones go first.
    spread = Counter(number for occupation in occupations for number in occupation.skills)
    needed = [sorted(each.skills, key=lambda number: (spread[number], number)) for each in occupations]
    titles = (
        (key, number)
        for number, occupation in enumerate(occupations)
        for language, each in occupation.titles.items()
        for title in each
        for key, _ in keys(tokens(title), (language,))
    )
    return {
        **_keyed("titles", "title_occupations", titles),
        "occupation_bounds": _bounds(map(len, needed)),
        "occupation_skills": np.array([number for each in needed for number in each], dtype=np.int32),
    }
