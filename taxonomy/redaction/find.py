"""Where the signals of a person stand in texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from taxonomy.model import Language
from taxonomy.redaction import contact, health, ids, names, neutral, pronouns
from taxonomy.redaction.overlap import Stretches, resolve
from taxonomy.redaction.passage import RULE_FILES, Passage
from taxonomy.redaction.signals import VACANCY_SIGNALS, Scope, Signal, Span


def _by_rules(file: str, passage: Passage) -> Iterator[Span]:
    return passage.spans(file)


_HOLDABLE: Final = {
    "all": frozenset({Signal.YEAR, Signal.AGE, Signal.EXPERIENCE, Signal.ID, Signal.PHONE}),
    "year": frozenset({Signal.YEAR}),
    "experience": frozenset({Signal.EXPERIENCE, Signal.AGE}),
}
_NOTHING_HELD: Final = dict.fromkeys(Signal, Stretches(()))
_FINDERS: Final[tuple[Callable[[Passage], Iterator[Span]], ...]] = (
    ids.find,
    neutral.find,
    health.find,
    *(partial(_by_rules, file) for file in RULE_FILES if file not in {"ids", "contact"}),
)


def find_all(passages: Sequence[Passage], language: Language | None, scope: Scope) -> list[list[Span]]:
    """The disjoint spans of every passage of one person, of one pass."""
    contacts = [list(contact.find(passage)) for passage in passages]
    named = names.find_names(passages, contacts)
    return [
        resolve(passage.text, _allowed(passage, (*reached, *name, *_others(passage, language)), scope))
        for passage, reached, name in zip(passages, contacts, named, strict=True)
    ]


def _others(passage: Passage, language: Language | None) -> Iterator[Span]:
    for finder in _FINDERS:
        yield from finder(passage)
    yield from pronouns.find(passage, language)


def _allowed(passage: Passage, spans: Iterable[Span], scope: Scope) -> Iterator[Span]:
    held = _held(passage)
    for span in spans:
        if scope is Scope.VACANCY and span.type not in VACANCY_SIGNALS:
            continue
        if not held[span.type].touches(span.start, span.end):
            yield span


def _held(passage: Passage) -> dict[Signal, Stretches]:
    """What stays for each type although it looks like it."""
    kept = passage.matches.get("kept")
    if not kept:
        return _NOTHING_HELD
    return {
        signal: Stretches((match.start, match.end) for match in kept if signal in _HOLDABLE[match.kind])
        for signal in Signal
    }
