"""Makes venues alike before described behaviour is read: a bridge club, a mosque and an esports guild show the same.

Redaction takes some of them out, so every venue goes as masks do: without a trace.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from taxonomy.model import Language
from taxonomy.reading.standing import either

_MASK: Final = r"\[…+\]"


@lru_cache(maxsize=len(Language))
def _venues(language: Language) -> re.Pattern[str]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "venues.toml").read_text(encoding="utf-8"))
    lists = stored[language.value]
    place = rf"(?:{either(lists['patterns']).pattern}|{_MASK}(?: (?:{lists['kinds']})(?!\w))?)(?:['’]s(?!\w))?"
    led = rf"(?:(?<!\w)(?:{lists['leads']})\s+){{0,3}}{place}"
    return re.compile(rf"{led}(?:[ ,]*(?:(?:en|and)\s+)?{led})*", re.IGNORECASE)


def alike(text: str, language: Language) -> str:
    """The text without its venues and masks; their places stay empty. Never take offsets of it."""
    return _venues(language).sub("", text)
