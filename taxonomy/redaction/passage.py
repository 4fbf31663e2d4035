"""One section while finders look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from taxonomy.redaction.mask import MASK
from taxonomy.redaction.normalise import HIDDEN


@dataclass(frozen=True)
class Passage:
    """``text`` in which masks of an earlier pass are hidden; all offsets are those of the text with masks."""

    text: str

    @classmethod
    def of(cls, text: str) -> Passage:
        return cls(MASK.sub(lambda match: HIDDEN * len(match[0]), text))

    @cached_property
    def lower(self) -> str:
        """The text in lower case, character by character, so that offsets stay."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(low if len(low := character.lower()) == 1 else character for character in self.text)

    @cached_property
    def visible(self) -> bool:
        return bool(re.search(r"\w", self.text))
