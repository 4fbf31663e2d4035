"""How a text becomes words that can be compared: case, accents and punctuation away, then lemmas."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import simplemma

from taxonomy.catalogue.sources import release_root
from taxonomy.model import Language

# Names how words are normalised and lemmatised: kept indexes of another form are made anew.
WORDS_FORM: Final = f"words 3, simplemma {simplemma.__version__}"

# C++, C#, F# and .NET are names; every other sign only parts words.
_TOKEN: Final = re.compile(r"\.net\b|[^\W_]+(?:\+\+|#(?!\w))?")
_SILENT: Final = re.compile(r"['’`´]")
_SMALLEST_LEMMA: Final = 3


def tokens(text: str) -> list[str]:
    """The words of ``text`` in lower case without accents."""
    plain = text.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", _SILENT.sub("", plain))
        plain = "".join(each for each in parts if not unicodedata.combining(each))
    elif "'" in plain or "`" in plain:
        plain = _SILENT.sub("", plain)
    return _TOKEN.findall(plain)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What ``data/search.toml`` says of words. ``idle``: they carry no skill. ``light``: lemmas that go with any skill.

    ``wider``: from a lemma to the lemmas it is a kind of, or another way to say.
    """

    idle: frozenset[str]
    light: frozenset[str]
    wider: Mapping[str, tuple[str, ...]]


@cache
def vocabulary(language: Language) -> Vocabulary:
    table = tomllib.loads(release_root().joinpath("search.toml").read_text(encoding="utf-8"))[language]
    wider: dict[str, list[str]] = {}
    for name, kinds in table["wider"].items():
        for kind in kinds.split():
            wider.setdefault(lemma(kind, language), []).append(lemma(name, language))
    light = frozenset(lemma(word, language) for word in table["light"].split())
    return Vocabulary(frozenset(table["idle"].split()), light, {kind: tuple(names) for kind, names in wider.items()})


@lru_cache(maxsize=200_000)
def lemma(word: str, language: Language) -> str:
    """The dictionary form of one normalised word, by simplemma."""
    if len(word) < _SMALLEST_LEMMA:
        return word
    return str(simplemma.lemmatize(word, lang=language.value)).casefold()


@lru_cache(maxsize=20_000)
def is_dictionary_word(word: str, language: Language) -> bool:
    return bool(simplemma.is_known(word, lang=language.value))


def lemmas(words: Iterable[str], language: Language) -> list[str]:
    """The dictionary forms of the words that can carry a skill, in their order."""
    idle = vocabulary(language).idle
    return [lemma(word, language) for word in words if word not in idle]
