"""Twins: the same SkillsCV with another name, age, gender, faith, year, address or venue; nothing may change by it.

Works on redacted text: a mask is filled in again with made-up values, and sentences that carry a signal are put in
front. What is done with a twin (redact, read, score) is the caller's, so nothing here can see how a text is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from taxonomy.model import Language, Section

Sections = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """Sections that differ from ``like`` in one signal only. ``kind``: of the signal; ``variant``: its value's name."""

    kind: str
    variant: str
    sections: Sections
    like: Sections


@dataclass(frozen=True, slots=True)
class Invariance:
    """One kind of signal: how many twins were compared, how many came out otherwise, and the first that did."""

    kind: str
    tested: int
    changed: int
    first: Twin | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was tested, by kind. It says "invariant on so many twins", never more."""

    kinds: tuple[Invariance, ...]

    @property
    def tested(self) -> int:
        return sum(kind.tested for kind in self.kinds)

    @property
    def changed(self) -> int:
        return sum(kind.changed for kind in self.kinds)


def twins(sections: Sequence[Section], language: Language, *, of_masks: bool = True) -> Iterator[Twin]:
    """Every twin of a redacted SkillsCV: about 200, always the same ones in the same order.

    A twin with a filled mask is like the SkillsCV itself; one with a sentence in front is like the first that has the
    same sentence, so a pair differs in the value of one signal and in nothing else. Without those ``of_masks``
    everyone has the same twins, so that their number tells nothing of what stood in a text.
    """
    original = tuple(sections)
    if not original:
        return
    for kind, signal in _signals().items():
        values = {name: _worded(value, language) for name, value in signal["values"].items()}
        masks = [f"[{mask}]" for mask in signal["masks"]]
        if of_masks and any(mask in section.text for mask in masks for section in original):
            for name, value in values.items():
                yield Twin(kind, name, _filled(original, masks, value), original)
        for sentence in signal["sentences"][language]:
            siblings = {name: _opened(original, sentence.format(value=value)) for name, value in values.items()}
            first = next(iter(siblings.values()))
            for name, sibling in siblings.items():
                if sibling != first:
                    yield Twin(kind, name, sibling, first)


def certify(pairs: Iterable[Twin], outcome: Callable[[Sections], Hashable]) -> Certificate:
    """Compare the outcome of every twin with that of what it is like; outcomes of the latter are computed once."""
    known = cache(outcome)
    found: dict[str, Invariance] = {}
    for twin in pairs:
        so_far = found.get(twin.kind, Invariance(twin.kind, 0, 0, None))
        same = outcome(twin.sections) == known(twin.like)
        found[twin.kind] = replace(
            so_far,
            tested=so_far.tested + 1,
            changed=so_far.changed + (not same),
            first=so_far.first if same else so_far.first or twin,
        )
    return Certificate(tuple(found[kind] for kind in sorted(found)))


def _filled(sections: Sections, masks: Iterable[str], value: str) -> Sections:
    for mask in masks:
        sections = tuple(replace(section, text=section.text.replace(mask, value)) for section in sections)
    return sections


def _opened(sections: Sections, sentence: str) -> Sections:
    if not sections:
        return ()
    first, *others = sections
    return replace(first, text=f"{sentence}\n{first.text}"), *others


def _worded(value: str | Mapping[str, str], language: Language) -> str:
    return value if isinstance(value, str) else value[language]


@cache
def _signals() -> dict[str, Any]:
    signals: dict[str, Any] = json.loads(files("matching").joinpath("data/twins.json").read_text("utf-8"))
    return signals
