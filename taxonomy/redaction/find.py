"""Where the signals of a person stand in texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules find in one passage: disjoint spans in order, and stretches that a type must leave alone."""

    spans: list[Span]
    held: Mapping[Signal, Stretches]


def find_all(
    passages: Sequence[Passage], language: Language | None, scope: Scope, told: frozenset[str] = frozenset()
) -> list[Proposal]:
    """What the rules find in every passage of one person, in one pass. ``told``: words of names known already."""
    contacts = [list(contact.find(passage)) for passage in passages]
    named = names.find_names(passages, contacts, told)
    return [
        _proposal(passage, (*reached, *name, *_others(passage, language)), scope)
        for passage, reached, name in zip(passages, contacts, named, strict=True)
    ]


def _proposal(passage: Passage, spans: Iterable[Span], scope: Scope) -> Proposal:
    held = _held(passage)
    allowed = (
        span
        for span in spans
        if (scope is Scope.PERSON or span.type in VACANCY_SIGNALS) and not held[span.type].touches(span.start, span.end)
    )
    return Proposal(resolve(passage.text, allowed), held)


def _others(passage: Passage, language: Language | None) -> Iterator[Span]:
    for finder in _FINDERS:
        yield from finder(passage)
    yield from pronouns.find(passage, language)


def _held(passage: Passage) -> dict[Signal, Stretches]:
    """What stays for each type although it looks like it."""
    kept = passage.matches.get("kept")
    if not kept:
        return _NOTHING_HELD
    return {
        signal: Stretches((match.start, match.end) for match in kept if signal in _HOLDABLE[match.kind])
        for signal in Signal
    }
