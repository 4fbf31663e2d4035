"""How a sentence stands to what it mentions: told about the person's own doing, denied, wished for, or about others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from taxonomy.model import Language, Standing

ORDER: Final = (Standing.NEGATED, Standing.WISHED, Standing.EMPLOYERS, Standing.SOMEONE_ELSES)
OTHERS: Final = frozenset({Standing.EMPLOYERS, Standing.SOMEONE_ELSES})


@dataclass(frozen=True, slots=True)
class Cues:
    by_standing: Mapping[Standing, re.Pattern[str]]
    own: re.Pattern[str]


def either(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern that matches where any of ``patterns`` does, at word edges."""
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")(?!\w)")


def wish_start(sentence: str, language: Language) -> int:
    """Where the wish in a sentence begins; its length when it holds none. What stands before is still told."""
    match = cues(language).by_standing[Standing.WISHED].search(sentence.lower())
    return match.start() if match else len(sentence)


def _data(part: str) -> dict[str, list[str]]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "standing.toml").read_text(encoding="utf-8"))
    lists: dict[str, list[str]] = stored[part]
    return lists


@lru_cache(maxsize=len(Language))
def cues(language: Language) -> Cues:
    lists = _data(language.value)
    return Cues({standing: either(lists[standing.value]) for standing in ORDER}, either(lists["own"]))


def standing_of(sentence: str, language: Language) -> Standing | None:
    """The standing that a cue gives the whole sentence; None when it is simply the person's own telling."""
    lower = sentence.lower()
    rules = cues(language)
    for standing in ORDER:
        match = rules.by_standing[standing].search(lower)
        if match and not (standing in OTHERS and rules.own.search(lower, match.end())):
            return standing
    return None


@lru_cache(maxsize=1)
def _machine() -> re.Pattern[str]:
    return either(_data("any")["machine"])


def addresses_machine(sentence: str) -> bool:
    """True for words meant to steer whatever reads the text; they tell nothing about a person."""
    return _machine().search(sentence.lower()) is not None
