"""How a text and the words for a skill are spelled alike: character n-grams of 3 and 4, and exact mentions by lemma."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.catalogue.archive import Arrays
from taxonomy.catalogue.cache import cached
from taxonomy.catalogue.words import WORDS_FORM, lemmas, tokens
from taxonomy.model import Language, Skill

Scores = NDArray[np.float32]
_FORM: Final = f"linking 1, {WORDS_FORM}"
_LONGEST_MENTION: Final = 6
_SPACE: Final = 32
_LABEL: Final = 1.0
_ALIAS: Final = 0.9
_WORD: Final = 0.5
"""A mention of one word; each further word adds as much again, up to 1.5."""
_MOST: Final = 1.5


class WordsOfSkills:
    """All labels and aliases of ``skills`` in both languages; scores are in the order of the skills.

    Made once for a list of skills and kept under the hash of their words.
    """

    def __init__(self, skills: Sequence[Skill]) -> None:
        terms = [(number, language, word) for number, skill in enumerate(skills) for language, word in _words(skill)]
        key = hashlib.sha256(json.dumps([_FORM, terms]).encode()).hexdigest()
        self.hash = key
        self._arrays = cached("linking", key, lambda: (b"", _arrays(terms)))[1]
        self._count = len(skills)

    def spelled_alike(self, text: str) -> Scores:
        """Cosine 0-1 of the n-grams of ``text`` and the nearest term of each skill (tf-idf, Salton & Buckley 1988)."""
        arrays = self._arrays
        found, counts = np.unique(_grams([text])[0], return_counts=True)
        places = np.minimum(np.searchsorted(arrays["grams"], found), len(arrays["grams"]) - 1)
        known = arrays["grams"][places] == found
        places, counts = places[known], counts[known]
        if not len(places):
            return np.zeros(self._count, dtype=np.float32)
        weights = (1 + np.log(counts)) * arrays["rarity"][places]
        weights /= np.sqrt(weights @ weights)
        spans = [slice(*arrays["bounds"][place : place + 2]) for place in places]
        rows = np.concatenate([arrays["rows"][span] for span in spans])
        worth = np.repeat(weights, [span.stop - span.start for span in spans])
        parts = np.concatenate([arrays["weights"][span] for span in spans]) * worth
        by_term = np.bincount(rows, parts, minlength=len(arrays["owners"]))
        scores = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(scores, arrays["owners"], by_term.astype(np.float32))
        return scores

    def mentioned(self, text: str, languages: Iterable[Language]) -> Scores:
        """For each skill 0 when no word for it stands in ``text``, else up to 1.5: more for a label of several words.

        A mention inside a longer one does not count.
        """
        scores = np.zeros(self._count, dtype=np.float32)
        for language in languages:
            said = lemmas(tokens(text), language)
            taken = np.zeros(len(said), dtype=bool)
            for length in range(min(_LONGEST_MENTION, len(said)), 0, -1):
                for start in range(len(said) - length + 1):
                    span = slice(start, start + length)
                    owners = () if taken[span].all() else self._named(said[span], language)
                    for owner, worth in owners:
                        scores[owner] = max(scores[owner], worth)
                    taken[span] |= bool(owners)
        return scores

    def _named(self, said: Sequence[str], language: Language) -> list[tuple[int, float]]:
        keys = self._arrays["mention_keys"]
        wanted = np.uint64(_key(said, language))
        start, end = (int(np.searchsorted(keys, wanted, side=side)) for side in ("left", "right"))
        return [
            (int(self._arrays["mention_owners"][place]), float(self._arrays["mention_worths"][place]))
            for place in range(start, end)
        ]


def _words(skill: Skill) -> list[tuple[Language, str]]:
    found = {(language, word): None for language in Language for word in skill.names(language) if word}
    return list(found)


def _arrays(terms: Sequence[tuple[int, Language, str]]) -> Arrays:
    grams, rows = _grams([word for _, _, word in terms])
    known, numbers = np.unique(grams, return_inverse=True)
    pairs, counts = np.unique(numbers.astype(np.int64) << 32 | rows, return_counts=True)
    gram, row = pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)
    rarity = np.log((1 + len(terms)) / (1 + np.bincount(gram, minlength=len(known)))) + 1
    weights = (1 + np.log(counts)) * rarity[gram]
    norms = np.sqrt(np.bincount(row, weights * weights, minlength=len(terms)))
    mentions = sorted(
        {
            (_key(said, language), number, worth)
            for (number, language, word), is_label in zip(terms, _are_labels(terms), strict=True)
            if (said := lemmas(tokens(word), language))
            for worth in [min(_WORD * len(said), _MOST) * (_LABEL if is_label else _ALIAS)]
        }
    )
    return {
        "grams": known,
        "bounds": np.searchsorted(gram, np.arange(len(known) + 1)),
        "rows": row,
        "weights": (weights / norms[row]).astype(np.float16),
        "rarity": rarity,
        "owners": np.array([number for number, _, _ in terms], dtype=np.int32),
        "mention_keys": np.array([key for key, _, _ in mentions], dtype=np.uint64),
        "mention_owners": np.array([number for _, number, _ in mentions], dtype=np.int32),
        "mention_worths": np.array([worth for _, _, worth in mentions], dtype=np.float32),
    }


def _are_labels(terms: Sequence[tuple[int, Language, str]]) -> list[bool]:
    return [True, *(one[:2] != two[:2] for one, two in pairwise(terms))] if terms else []


def _grams(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """(n-grams as numbers, rows): of 3 and 4 letters inside words, edges included."""
    padded = [f" {' '.join(tokens(text))} ".encode("latin-1", "replace") for text in texts]
    letters = np.frombuffer(b"\0".join(padded) + bytes(4), dtype=np.uint8).astype(np.uint32)
    rows = np.repeat(np.arange(len(padded)), [len(each) + 1 for each in padded])
    one, two, three, four = (letters[shift : shift + len(rows)] for shift in range(4))
    of_three = (one != 0) & (two != 0) & (three != 0) & (two != _SPACE)
    of_four = of_three & (four != 0) & (three != _SPACE)
    short = (one << 16 | two << 8 | three)[of_three]
    long = (one << 24 | two << 16 | three << 8 | four)[of_four]
    return np.concatenate([short, long]), np.concatenate([rows[of_three], rows[of_four]])


def _key(said: Sequence[str], language: Language) -> int:
    return int.from_bytes(blake2b(f"{language}:{' '.join(said)}".encode(), digest_size=8).digest(), "little")
