"""Whether a sentence tells what the person did, and what came of it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import simplemma

from taxonomy.model import Language
from taxonomy.reading.standing import either

_WORD: Final = re.compile(r"[^\W\d_]+")
_BEING: Final = {
    Language.NL: re.compile(r"\b(?:ben|bent|was|heb (?:een|veel|goede|ervaring)|beschik|kan|kon)\b"),
    Language.EN: re.compile(r"\b(?:am|'m|was|have (?:a|an|good|strong|excellent)|can|could)\b"),
}
"""A sentence that only says what the person is, has or can tells of no deed."""


@lru_cache(maxsize=65536)
def lemma(word: str, language: Language) -> str:
    """Base form of one word in lower case, without the mark simplemma puts into separable verbs."""
    return simplemma.lemmatize(word, language.value).replace("_", "").lower()


@lru_cache(maxsize=len(Language))
def _data(language: Language) -> dict[str, Any]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "deeds.toml").read_text(encoding="utf-8"))
    return {
        name: frozenset(v.split()) if isinstance(v, str) else either(v) for name, v in stored[language.value].items()
    }


def tells_deed(sentence: str, language: Language) -> bool:
    """True when a verb of doing stands in the sentence as more than something the person is or can."""
    lower = sentence.lower()
    verbs: frozenset[str] = _data(language)["verbs"]
    deeds = sum(lemma(word, language) in verbs for word in _WORD.findall(lower))
    return deeds > (1 if _BEING[language].search(lower) else 0)


def tells_result(sentence: str, language: Language) -> bool:
    """True when the sentence says that something came of what was done."""
    return _says("results", sentence, language)


def tells_praise(sentence: str, language: Language) -> bool:
    """True when the sentence says how good somebody is or is found to be, which is no deed, whatever verb it holds."""
    return _says("praise", sentence, language)


def names_setting(sentence: str, language: Language) -> bool:
    """True when the sentence says where or when, so that a mention in it is more than an item of a list."""
    return _says("settings", sentence, language)


def tells_obtained(sentence: str, language: Language) -> bool:
    """True when the sentence says that a certificate was obtained, and not that it is still to come or has lapsed."""
    return _says("obtained", sentence, language) and not _says("pending", sentence, language)


def _says(name: str, sentence: str, language: Language) -> bool:
    pattern: re.Pattern[str] = _data(language)[name]
    return pattern.search(sentence.lower()) is not None
