"""Makes venues alike before described behaviour is read: a bridge club, a mosque and an esports guild show the same.

Redaction takes some of them out, so every venue goes as masks do: without a trace.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from taxonomy.model import Language

_MASK: Final = r"\[…+\]"
_NAME: Final = r"(?<=[^.!?:;\s]\s)(?-i:[A-ZÀ-Ý])[\w'’.-]{0,40}"
"""With a capital that no sentence begins with. Bounded, as all words here: time stays linear in the text's length."""
_NAMED: Final = rf"(?:(?:(?:[\w'’]{{1,40}}-)?{_MASK}|{_NAME})[ -])"
_FOR: Final = frozenset({"voor", "van", "namens", "for", "of", "behalf"})


@lru_cache(maxsize=len(Language))
def _venues(language: Language) -> re.Pattern[str]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "venues.toml").read_text(encoding="utf-8"))
    lists: dict[str, Any] = stored[language.value]
    small = rf"(?:{lists['leads']}|en|and)(?!\w)"
    word = rf"(?:(?!{small})(?:{lists['before']})(?!\w)[ -])"
    place = rf"(?<!\w)(?:{_place(lists, word if lists['inflects'] else '(?!)')})"
    led = rf"(?:(?<!\w)(?:(?:{lists['leads']})\s+){{1,3}}(?:{_place(lists, word)})|{place})"
    return re.compile(rf"{led}(?:[ ,]*(?:(?:en|and)\s+)?{led})*", re.IGNORECASE)


def _place(lists: dict[str, Any], word: str) -> str:
    """What a venue is called; ``word``: what may stand before its name."""
    called = (
        rf"{_NAMED}{{0,2}}{word}{{0,2}}(?:{'|'.join(lists['clubs'])})",
        rf"{_NAMED}{{1,2}}{word}?\w*(?:{lists['vague']})",
        rf"{word}?(?:{lists['of']})[ -]{word}?\w*(?:{lists['vague']})",
        rf"{_MASK}(?:[ -]?(?:{lists['kinds']}))?",
    )
    for_whom = rf"(?: {lists['about']} (?:{_MASK}|{_NAME}|{lists['whom']}))?"
    return rf"(?:{'|'.join(called)})(?!\w)(?:['’]s?(?!\w))?{for_whom}"


def alike(text: str, language: Language) -> str:
    """The text without its venues and masks; their places stay empty. Never take offsets of it."""
    return _venues(language).sub("", text)


class Venues(NamedTuple):
    """Where a sentence names venues, and which of these something is done for."""

    places: tuple[tuple[int, int], ...]
    served: tuple[tuple[int, int], ...]

    def hold(self, start: int, end: int) -> bool:
        return any(begin <= start and end <= finish for begin, finish in self.places)

    def explain(self, start: int, end: int) -> bool:
        """Whether the words only say which venue it is, or what one does that is worked for: not what the person does.

        Who keeps the books of a folk dance society, or of a brass band, neither dances nor plays.
        """
        of_its_name = any(begin <= start and end < finish for begin, finish in self.places)
        return of_its_name or any(begin <= start and end <= finish for begin, finish in self.served)


def venues(text: str, language: Language) -> Venues:
    found = list(_venues(language).finditer(text))
    served = tuple(match.span() for match in found if match[0].split()[0].lower() in _FOR)
    return Venues(tuple(match.span() for match in found), served)
