"""The form of an entry: which fields it has, what each may hold. One table a kind of entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from taxonomy.model import Language, RelationKind, SkillKind

LANGUAGES: Final = tuple(language.value for language in Language)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ESCO: Final = re.compile(r"http://data\.europa\.eu/esco/(?:skill|isced-f)/[0-9A-Za-z.-]+")
_COMPETENTNL: Final = re.compile(r"https://linkeddata\.competentnl\.nl/\S+")
_PER_MILLE: Final = range(1, 1001)

UNKNOWN_FIELD: Final = "unknown-field"
MISSING_FIELD: Final = "missing-field"
MISSING_LANGUAGE: Final = "missing-language"
WRONG_VALUE: Final = "wrong-value"


@dataclass(frozen=True, slots=True)
class Field:
    """``fits`` judges a value, ``wants`` says in words what it must be."""

    fits: Callable[[Any], bool]
    wants: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one entry: a name of the error, the field it stands in, a sentence."""

    name: str
    field: str
    detail: str


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip() and "\n" not in value


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_line, value))


def _is_label(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_line, value.values()))


def _are_words(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= set(LANGUAGES) and all(map(_are_lines, value.values()))


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(map(_matches(_SLUG), value))


_ID: Final = Field(_matches(_SLUG), "a slug of lower-case letters, digits and hyphens")
_LABEL: Final = Field(_is_label, "a text of one line in nl and en")
_LABEL_FIELDS: Final = frozenset({"label", "description", "reason"})

FILE: Final = {"group": _ID, "label": _LABEL}
SKILL_FIELDS: Final = {
    "id": _ID,
    "kind": Field(lambda value: value in set(SkillKind), "one of " + ", ".join(SkillKind)),
    "label": _LABEL,
    "description": _LABEL,
    "aliases": Field(_are_words, "lists of words by language, nl and en"),
    "spoken": Field(_are_words, "lists of words by language, nl and en", required=False),
    "stands_alone": Field(lambda value: isinstance(value, bool), "true or false", required=False),
    "context": Field(_are_lines, "a list of words", required=False),
    "esco": Field(_matches(_ESCO), "an ESCO skill URI", required=False),
    "competentnl": Field(_matches(_COMPETENTNL), "a CompetentNL URI", required=False),
    "relations": Field(_tables, "a list of tables", required=False),
    "near": Field(_are_ids, "a list of ids of skills that lie close", required=False),
}
RELATION_FIELDS: Final = {
    "kind": Field(lambda value: value in set(RelationKind), "one of " + ", ".join(RelationKind)),
    "to": _ID,
    "nl": Field(_is_line, "the reason in Dutch, one line"),
    "en": Field(_is_line, "the reason in English, one line"),
}
ACTIVITY_FIELDS: Final = {
    "id": _ID,
    "label": _LABEL,
    "names": Field(_are_words, "lists of names by language, nl and en"),
    "skills": Field(_tables, "a list of tables"),
    "reason": _LABEL,
}
LIKELIHOOD_FIELDS: Final = {
    "id": _ID,
    "likelihood": Field(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value in _PER_MILLE,
        "a whole number from 1 to 1000",
    ),
}


def faults(table: Mapping[str, Any], fields: Mapping[str, Field]) -> Iterator[Fault]:
    """Everything in which ``table`` departs from ``fields``."""
    for key in table.keys() - fields.keys():
        yield Fault(UNKNOWN_FIELD, key, f"the format has no field “{key}”")
    for key, field in fields.items():
        if key not in table:
            if field.required:
                missing = MISSING_LANGUAGE if key in LANGUAGES else MISSING_FIELD
                yield Fault(missing, key, f"“{key}” is missing: {field.wants}")
        else:
            yield from _value_faults(key, table[key], field)


def _value_faults(key: str, value: Any, field: Field) -> Iterator[Fault]:
    if key in _LABEL_FIELDS and isinstance(value, dict):
        for language in LANGUAGES:
            if not value.get(language):
                yield Fault(MISSING_LANGUAGE, key, f"“{key}” has no text in {language}")
        for extra in value.keys() - set(LANGUAGES):
            yield Fault(UNKNOWN_FIELD, key, f"“{key}” has a language the catalogue does not speak: “{extra}”")
        value = {language: text for language, text in value.items() if text}
    if not field.fits(value):
        yield Fault(WRONG_VALUE, key, f"“{key}” must be {field.wants}")
