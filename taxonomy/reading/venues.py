"""Makes venues alike before described behaviour is read: a bridge club, a mosque and an esports guild show the same."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from taxonomy.model import Language
from taxonomy.reading.standing import either


@lru_cache(maxsize=len(Language))
def _venues(language: Language) -> tuple[re.Pattern[str], str]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "venues.toml").read_text(encoding="utf-8"))
    lists = stored[language.value]
    venue = rf"(?:(?<!\w)(?:{lists['articles']})\s+)?{either(lists['patterns']).pattern}(?:['’]s(?!\w))?"
    return re.compile(venue, re.IGNORECASE), lists["word"]


def alike(text: str, language: Language) -> str:
    """The text with every venue under one and the same word. Its length may change: never take offsets from it."""
    pattern, word = _venues(language)
    return pattern.sub(word, text)
