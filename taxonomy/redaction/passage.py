"""One section while finders look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from taxonomy.redaction.mask import MASK
from taxonomy.redaction.normalise import HIDDEN
from taxonomy.redaction.rules import Match, Scanner, load_rules
from taxonomy.redaction.signals import Signal, Span

RULE_FILES = (
    "address",
    "age",
    "age-hints",
    "contact",
    "dates",
    "experience",
    "family",
    "gender",
    "health",
    "ids",
    "orientation",
    "origin",
    "photo",
    "places",
    "religion",
)
_SCANNER = Scanner(
    [
        *(rule for name in (*RULE_FILES, "kept") for rule in load_rules(name)),
        *load_rules("name-cues", announces=True),
    ]
)


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
    def matches(self) -> dict[str, list[Match]]:
        """What the rules say, by rule file."""
        return _SCANNER.scan(self.lower)

    def spans(self, file: str) -> Iterator[Span]:
        """The signals that the rules of one file find."""
        for match in self.matches.get(file, ()):
            if match.kind == Signal.PLACE and not self.text[match.start].isupper():
                continue
            yield Span(match.start, match.end, Signal(match.kind), match.rule, self._rest(match))

    def _rest(self, match: Match) -> str | None:
        if match.rest is None:
            return None
        start = self.lower.index(match.rest, match.start)
        return self.text[start : start + len(match.rest)]
