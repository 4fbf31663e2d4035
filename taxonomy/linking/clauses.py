"""The parts of a sentence that may each name a skill: what signs, conjunctions and small words keep apart."""

from __future__ import annotations

import re
from typing import Final

_BETWEEN: Final = re.compile(
    r"\s*[,;:()•/|\n]\s*|[.!?]\s+"
    r"|\s+(?:and|or|of|to|for|with|by|in|including|such\s+as|en|met|om|te|voor|door|zoals|waarbij)\s+",
    re.IGNORECASE,
)
_SHORTEST: Final = 3
_MOST: Final = 16


def clauses(sentence: str) -> tuple[str, ...]:
    """At most 16 parts of three letters and more, in their order, each once; none of a sentence that is one part."""
    parts = tuple(dict.fromkeys(part for part in map(str.strip, _BETWEEN.split(sentence)) if len(part) >= _SHORTEST))
    return parts[:_MOST] if len(parts) > 1 else ()
