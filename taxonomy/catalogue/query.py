"""A search text, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from taxonomy.catalogue.words import is_dictionary_word, lemmas, tokens, vocabulary
from taxonomy.model import Language

_COMPOUND: Final = re.compile(r"\w+(?:-\w+)+")
_BETWEEN: Final = re.compile(r"[,;:/&|()•\n]|\b(?:en|and|of|or)\b", re.IGNORECASE)
_LONGEST_LIST: Final = 12


@dataclass(frozen=True, slots=True)
class Query:
    """One text.

    ``words`` normalised; ``languages`` whose lemmas are compared; ``inside`` the places between two words that a
    hyphen holds together, as in “communicatie-afdeling”; ``parts`` what signs and conjunctions part in a short text.
    """

    words: tuple[str, ...]
    languages: tuple[Language, ...]
    inside: frozenset[int]
    parts: tuple[Query, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def lemmas(self) -> frozenset[str]:
        return frozenset(lemma for language in self.languages for lemma in lemmas(self.words, language))

    @property
    def may_be_misspelt(self) -> bool:
        """Some word of it stands in no dictionary."""
        return not all(any(is_dictionary_word(word, each) for each in self.languages) for word in self.words)

    @classmethod
    def of(cls, text: str, language: Language | None) -> Query:
        words = tuple(tokens(text))
        likely = language or _likely_language(words)
        languages = tuple(Language) if likely is None else (likely,)
        inside = _inside_compounds(text, len(words))
        if len(words) > _LONGEST_LIST:
            return cls(words, languages, inside)
        parts = tuple(cls(part, languages, frozenset()) for part in _parts(text) if part != words)
        return cls(words, languages, inside, parts)


def _likely_language(words: Sequence[str]) -> Language | None:
    """The language that more of the small words belong to; None when they do not tell."""
    counts = {each: sum(word in vocabulary(each).idle for word in words) for each in Language}
    most = max(counts, key=lambda each: counts[each])
    return most if list(counts.values()).count(counts[most]) == 1 else None


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    for part in _BETWEEN.split(text):
        if words := tuple(tokens(part)):
            yield words


def _inside_compounds(text: str, count: int) -> frozenset[int]:
    inside: set[int] = set()
    words, read = 0, 0
    for compound in _COMPOUND.finditer(text):
        words += len(tokens(text[read : compound.start()]))
        length = len(tokens(compound.group()))
        inside.update(range(words + 1, words + length))
        words, read = words + length, compound.end()
    return frozenset(place for place in inside if place < count)
