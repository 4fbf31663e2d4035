"""How well redaction does on marked fragments: what leaked, what was damaged, what was touched for nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from taxonomy.model import Section, SectionKind
from taxonomy.redaction.redact import find, redact

NUMBERED: Final = frozenset(
    {"AGE", "BIRTHDATE", "BIRTH_DATE", "YEAR", "EXPERIENCE", "age", "birth-date", "year", "experience"}
)
"""Types of which only the digits tell, where there are any."""


@dataclass
class Figures:
    """Counts over fragments; the rates are between 0 and 1."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    predicted: int = 0
    justified: int = 0
    keep: int = 0
    kept: int = 0
    with_signal: int = 0
    leak_free: int = 0
    without_signal: int = 0
    touched: int = 0
    characters: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found.total() / max(1, self.wanted.total())

    @property
    def precision(self) -> float:
        return self.justified / max(1, self.predicted)

    @property
    def keep_rate(self) -> float:
        return self.kept / max(1, self.keep)


def evaluate(fragments: Sequence[Mapping[str, Any]]) -> Figures:
    """Runs the redactor over labelled fragments and counts."""
    figures = Figures()
    start = time.process_time()
    for fragment in fragments:  # before anything of them is kept in mind
        redact([Section(SectionKind.OTHER, fragment["text"])])
    figures.seconds = time.process_time() - start
    for fragment in fragments:
        _count(fragment, figures)
    figures.characters = sum(len(fragment["text"]) for fragment in fragments)
    return figures


def _count(fragment: Mapping[str, Any], figures: Figures) -> None:
    text: str = fragment["text"]
    spans = find(text)
    covered = {position for span in spans for position in range(span.start, span.end)}
    allowed = [*fragment["spans"], *fragment.get("optional", [])]
    figures.predicted += len(spans)
    for span in spans:
        if any(span.start < gold["end"] and gold["start"] < span.end for gold in allowed):
            figures.justified += 1
        else:
            figures.missed.append(f"{fragment['id']} too much {span.type}/{span.rule}: {text[span.start : span.end]!r}")
    leaks = [gold for gold in fragment["spans"] if not _informative(text, gold) <= covered]
    figures.wanted.update(gold["type"] for gold in fragment["spans"])
    figures.found.update(gold["type"] for gold in fragment["spans"] if gold not in leaks)
    figures.missed += [f"{fragment['id']} leak {gold['type']}: {text[gold['start'] : gold['end']]!r}" for gold in leaks]
    for keep in fragment["keep"]:
        figures.keep += 1
        if covered.isdisjoint(range(keep["start"], keep["end"])):
            figures.kept += 1
        else:
            figures.missed.append(f"{fragment['id']} damaged: {text[keep['start'] : keep['end']]!r}")
    figures.with_signal += bool(fragment["spans"])
    figures.leak_free += bool(fragment["spans"]) and not leaks
    figures.without_signal += not fragment["spans"]
    figures.touched += not fragment["spans"] and bool(spans)


def _informative(text: str, gold: Mapping[str, Any]) -> set[int]:
    letters = {position for position in range(gold["start"], gold["end"]) if text[position].isalnum()}
    digits = {position for position in letters if text[position].isdigit()}
    return digits if digits and gold["type"] in NUMBERED else letters
