"""Rules and tagger together: what the rules are sure of goes; of the rest each may speak, and the tagger may object."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from taxonomy.redaction.data_files import list_of
from taxonomy.redaction.find import Proposal
from taxonomy.redaction.mask import MASK, replacement
from taxonomy.redaction.names import is_thing
from taxonomy.redaction.normalise import Normalised
from taxonomy.redaction.overlap import Stretches, resolve
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import OPEN_SIGNALS, RETURNABLE_SIGNALS, Scope, Signal, Span
from taxonomy.redaction.tagger import Word, tagger, told

_SMALL: Final = frozenset(
    word for heading in ("lead", "link", "fill", "alone") for word in list_of("around.txt", heading)
)
_MANY_MEANINGS: Final = frozenset({"zij", "ze", "zijn", "haar", "her"})
_LANGUAGES: Final = frozenset({"a", "an", "dutch", "english", "nederlands", "engels"})
_NUMBERED: Final = frozenset({Signal.YEAR, Signal.ID, Signal.PHONE, Signal.URL, Signal.EMAIL})
_SENTENCE_ENDS: Final = re.compile(r"[\n.;:!?]")


def weigh(text: Normalised, proposal: Proposal, scope: Scope) -> tuple[Normalised, list[Span]]:
    """The text after one pass, and what went from it, in offsets of the original.

    First the certain kinds go, which the tagger then sees as masks.
    """
    certain = [span for span in proposal.spans if span.type not in OPEN_SIGNALS]
    masked, gone = without(text, certain)
    if scope is Scope.VACANCY:
        return masked, gone
    words = list(tagger().words(masked.value))
    others = _about_others(certain, words)
    words = [word for word in words if masked.value[word.start] != "["]
    upheld = list(_upheld(proposal.spans, certain, words))
    reworded = Stretches((span.start, span.end) for span in upheld if span.replacement is not None)
    added = _added(text.value, masked.value, proposal, certain, words)
    spans = resolve(
        Passage.of(masked.value).text,
        [*upheld, *(span for span in added if not reworded.touches(span.start, span.end))],
    )
    after, also = without(masked, spans)
    back = Moved(spans)
    edits = [(back.at(start), back.at(end), text.value[span.start : span.end]) for span, start, end in others]
    kept = {(span.start, span.end) for span, _, _ in others}
    told_of = [each for span, each in zip(certain, gone, strict=True) if (span.start, span.end) not in kept]
    return after.edited(edits), [*told_of, *also]


def _about_others(certain: Sequence[Span], words: Sequence[Word]) -> list[tuple[Span, int, int]]:
    """What was masked but speaks of somebody or something else, as the tagger takes it, and where the masks stand."""
    chances = {word.start: word.chance for word in words}
    moved = Moved(certain)
    found = []
    for span in certain:
        if span.type in RETURNABLE_SIGNALS and span.replacement is None:
            end = moved.at(span.end)
            start = end - len(replacement(span))
            if chances.get(start, 1.0) < tagger().others:
                found.append((span, start, end))
    return found


def without(text: Normalised, spans: Sequence[Span]) -> tuple[Normalised, list[Span]]:
    gone = []
    for span in spans:
        start, end = text.original(span.start, span.end)
        gone.append(replace(span, start=start, end=end))
    return text.edited([(span.start, span.end, replacement(span)) for span in spans]), gone


def _upheld(spans: Sequence[Span], certain: Sequence[Span], words: Sequence[Word]) -> Iterator[Span]:
    """The open proposals, moved to where they stand now, but for those whose words the tagger all doubts."""
    moved = Moved(certain)
    starts = [word.start for word in words]
    for span in spans:
        if span.type not in OPEN_SIGNALS:
            continue
        start = moved.at(span.start)
        end = start + span.end - span.start
        chances = [
            word.chance for word in words[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end - 1)]
        ]
        if not chances or max(chances) >= tagger().doubtful:
            yield replace(span, start=start, end=end)


def _added(
    before: str, text: str, proposal: Proposal, certain: Sequence[Span], words: Sequence[Word]
) -> Iterator[Span]:
    moved, answered = Moved(certain), _Answered(before)
    for span in told(text, words, tagger().sure, tagger().likely):
        start, end = moved.back(span.start), moved.back(span.end)
        held = any(proposal.held[kind].touches(start, end) for kind in (span.type, Signal.YEAR))
        if not (held or _is_for_rules(span, text) or _is_small(text, span) or answered.touches(start, end)):
            yield span


def _is_for_rules(span: Span, text: str) -> bool:
    """What rules tell better: things with a name, languages, numbers, and pronouns that are verbs or speak of many."""
    words = text[span.start : span.end].lower().split()
    if span.type is Signal.NAME:
        return is_thing(text, span.start, span.end)
    if span.type is Signal.GENDER:
        return _MANY_MEANINGS.issuperset(words)
    if span.type is Signal.ORIGIN:
        return _LANGUAGES.issuperset(words)
    return span.type in _NUMBERED and any(character.isdigit() for word in words for character in word)


def _is_small(text: str, span: Span) -> bool:
    """Whether nothing but small words is told, and no mask stands beside them that they could belong to."""
    beside = text[: span.start].rstrip().endswith("]") or text[span.end :].lstrip().startswith("[")
    return not beside and _SMALL.issuperset(text[span.start : span.end].lower().split())


class _Answered:
    """Where the tagger has spoken: sentences that had a mask before this pass began.

    Beside its own mask the next word seems to tell something too, and then the next, until the sentence is gone.
    """

    def __init__(self, before: str) -> None:
        self._ends = [match.start() for match in _SENTENCE_ENDS.finditer(before)]
        self._masked = {bisect_right(self._ends, mask.start()) for mask in MASK.finditer(before)}

    def touches(self, start: int, end: int) -> bool:
        return any(
            number in self._masked
            for number in range(bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1)
        )


class Moved:
    """Offsets before and after the replacement of sorted, disjoint spans; meant for places outside them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._ends = [span.end for span in spans]
        self._shifts = [0, *accumulate(len(replacement(span)) - (span.end - span.start) for span in spans)]
        self._new_ends = [end + shift for end, shift in zip(self._ends, self._shifts[1:], strict=True)]

    def at(self, place: int) -> int:
        return place + self._shifts[bisect_right(self._ends, place)]

    def back(self, place: int) -> int:
        return place - self._shifts[bisect_right(self._new_ends, place)]
