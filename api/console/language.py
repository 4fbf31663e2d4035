"""Dutch and English: gettext catalogues for sentences, a table for the service's own words."""

from __future__ import annotations

import gettext
import json
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = ("nl", "en")
_FOLDER: Final = Path(__file__).parent


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Sentences are written in English in the templates; the catalogue of another language is read from its ``.po``."""
    path = _FOLDER / "locale" / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _data(name: str) -> Any:
    return json.loads((_FOLDER / "data" / name).read_text("utf-8"))


def word(group: str, key: object, language: str) -> str:
    """A word of the service for people, such as ``word("band", "good", "nl")``; the key itself where none is kept."""
    found = _data("words.json").get(group, {}).get(str(key))
    return str(key) if found is None else str(found[language])


def questions(skill_id: str, language: str) -> dict[str, Any]:
    """What to ask about a skill, for the one who tells (``show``) and the one who interviews (``ask``)."""
    texts = _data("questions.json")
    found = texts["skills"].get(skill_id, texts["other"])
    return {name: value[language] for name, value in found.items()}


def scale(language: str) -> list[str]:
    """What an answer to a question is worth, from one to five points."""
    return [str(step[language]) for step in _data("questions.json")["scale"]]


def prompts(language: str) -> list[dict[str, str]]:
    """For each kind of section what helps to tell about it."""
    return [
        {"kind": kind, **{name: str(text[language]) for name, text in texts.items()}}
        for kind, texts in _data("prompts.json").items()
    ]


def day(value: str | None, language: str) -> str:
    return "" if value is None else format_date(datetime.fromisoformat(value), "d MMM y", locale=language)


def moment(value: str | None, language: str) -> str:
    return (
        "" if value is None else format_datetime(datetime.fromisoformat(value), "d MMM y HH:mm 'UTC'", locale=language)
    )
