"""From many spans that may overlap to disjoint ones in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from taxonomy.redaction.data_files import list_of
from taxonomy.redaction.normalise import HIDDEN
from taxonomy.redaction.signals import Signal, Span

_PRECEDENCE: Final = {signal: rank for rank, signal in enumerate(Signal)}
_HIDDEN = re.compile(f"{HIDDEN}+")
_GAP: Final = re.compile(r"[ \t-]{1,3}")
_JOINT: Final = re.compile(
    r"[ ,]{0,3}(?:(?:en|and|of|or|met|with|van|in|de|het|een|an?|the|mijn|my|uit|from|op) ?){0,3}"
)
_WORDS: Final = {
    heading: "|".join(re.escape(word) for word in sorted(list_of("around.txt", heading), key=len, reverse=True))
    for heading in ("lead", "trail", "link", "fill")
}
_NUMBER: Final = r"\d{1,3}(?:e|ste|th|st|nd|rd)?"
_BEFORE: Final = re.compile(rf"(?<![\w'’-])(?:(?:{_WORDS['lead']})[ ]){{1,8}}$", re.IGNORECASE)
_AFTER: Final = re.compile(rf"(?:,?[ ](?:{_WORDS['trail']}|{_NUMBER})(?![\w'’-])){{1,8}}", re.IGNORECASE)
_END: Final = r"(?=[ ]?(?:[.,;:!?)|\n–]|$))"
_TIED: Final = re.compile(
    rf"(?:[ ](?:{_WORDS['link']})(?![\w'’-])){{1,2}}(?:[ ](?:{_WORDS['fill']})(?![\w'’-])){{0,2}}"
    rf"[ ][^\W\d_][\w'’-]{{2,20}}{_END}",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(_END)
_ENDING: Final = re.compile(r"['’](?:er|ers|s|d|ll|tje|tjes)(?!\w)")
_LOOSE: Final = frozenset(
    {Signal.AGE_HINT, Signal.HEALTH, Signal.FAMILY, Signal.RELIGION, Signal.ORIGIN, Signal.ORIENTATION}
)
"""Types told in phrases: the small words that lead to them and join them go with them."""


class Stretches:
    """Stretches of a text, to be asked whether another touches one of them."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any stretch shares a character with ``start`` to ``end``."""
        number = bisect_left(self._starts, end) - 1
        return number >= 0 and self._ends[number] > start


def resolve(text: str, spans: Iterable[Span]) -> list[Span]:
    """Disjoint spans, sorted. Overlapping ones become one, named by the type that takes precedence.

    A signal is never uncovered by another: a union is as wide as its parts. Masks of an earlier pass, hidden in
    ``text``, are cut out; neighbours of one type become one, so that one word or three leave the same mask.
    """
    merged: list[Span] = []
    for span in sorted(
        _trimmed(text, (_extended(text, span) for span in spans)),
        key=lambda span: (span.start, -span.end, _PRECEDENCE[span.type]),
    ):
        if merged and (span.start < merged[-1].end or _adjoining(text, merged[-1], span)):
            merged[-1] = _union(merged[-1], span)
        else:
            merged.append(span)
    return merged


def _union(left: Span, right: Span) -> Span:
    first = _faith_in_a_name(left, right) or (left if _rank(left) <= _rank(right) else right)
    start, end = min(left.start, right.start), max(left.end, right.end)
    if first.replacement is not None and (first.start, first.end) != (start, end):
        return Span(start, end, first.type, first.rule)
    return replace(first, start=start, end=end)


def _faith_in_a_name(left: Span, right: Span) -> Span | None:
    """The faith, where all of a name stands in what tells it: "I am Christian" is told as "I am Muslim" is."""
    for faith, name in ((left, right), (right, left)):
        if faith.type is Signal.RELIGION and name.type is Signal.NAME:
            return faith if faith.start <= name.start and name.end <= faith.end else None
    return None


def _rank(span: Span) -> tuple[int, int]:
    return (0 if span.replacement is None else 1, _PRECEDENCE[span.type])


def _adjoining(text: str, left: Span, right: Span) -> bool:
    same = left.type is right.type and left.replacement is None and right.replacement is None
    gap = _JOINT if left.type in _LOOSE else _GAP
    return same and gap.fullmatch(text, left.end, right.start) is not None


def _extended(text: str, span: Span) -> Span:
    if span.replacement is not None:
        return span
    if ending := _ENDING.match(text, span.end):
        span = replace(span, end=ending.end())
    if span.type not in _LOOSE:
        return span
    lead = _BEFORE.search(text, max(0, span.start - 60), span.start)
    return replace(span, start=lead.start() if lead else span.start, end=_trail(text, span.end))


def _trail(text: str, end: int) -> int:
    """Where the phrase ends: small words go along where they close the clause, and one word tied to it."""
    after = _AFTER.match(text, end, end + 60)
    tied = _TIED.match(text, after.end() if after else end, end + 100) or _TIED.match(text, end, end + 60)
    if tied:
        return tied.end()
    return after.end() if after and _CLOSED.match(text, after.end()) else end


def _trimmed(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    for span in spans:
        position = span.start
        for hidden in _HIDDEN.finditer(text, span.start, span.end):
            yield from _stripped(text, span, position, hidden.start())
            position = hidden.end()
        yield from _stripped(text, span, position, span.end)


def _stripped(text: str, span: Span, start: int, end: int) -> Iterable[Span]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ".,;:!?"):
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        yield replace(span, start=start, end=end)
