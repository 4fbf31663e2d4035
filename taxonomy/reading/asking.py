"""How a vacancy asks: which part a sentence belongs to, what its wording weighs, and what is an alternative."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final, Self

from taxonomy.model import Language
from taxonomy.reading.sentences import Sentence
from taxonomy.reading.standing import either

MUST: Final = "must"
NICE: Final = "nice"
HEAVIEST: Final = 5
LONG_EXPERIENCE: Final = 5
"""From so many years on a vacancy means somebody whose work had results (level 3); years themselves are not asked."""
LONGEST_HEADING: Final = 6
LONGEST_TITLE: Final = 14
_LISTS: Final = frozenset({"you", "years"})
_CUT: Final = re.compile(r"[,;:]|\b(?:en|maar|and|but)\b")


class Part(StrEnum):
    TITLE = "title"
    DUTY = "duty"
    ASK = "ask"
    OFFER = "offer"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Wording:
    """The compiled wording of one language; ``you`` holds what turns a duty into a telling."""

    cues: Mapping[str, re.Pattern[str]]
    years: re.Pattern[str]
    you: tuple[tuple[re.Pattern[str], str], ...]

    def says(self, lower: str) -> frozenset[str]:
        return frozenset(name for name, cue in self.cues.items() if cue.search(lower))


@lru_cache(maxsize=len(Language))
def wording(language: Language) -> Wording:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "vacancy.toml").read_text(encoding="utf-8"))
    lists = stored[language.value]
    cues = {name: either(patterns) for name, patterns in lists.items() if name not in _LISTS}
    you = tuple((re.compile(pattern), meant) for pattern, meant in lists["you"])
    return Wording(cues, re.compile(lists["years"]), you)


def years_of_experience(sentence: str, language: Language) -> int | None:
    """The years a sentence asks for; None when it asks for none. A number written out is at most ten."""
    match = wording(language).years.search(sentence.lower())
    if match is None:
        return None
    words = match.re.pattern.split("|(", 1)[1].split(")", 1)[0].removeprefix("een|").split("|")
    return int(match[1]) if match[1] else words.index(match[2]) + 1 if match[2] in words else 1


def parts(text: str, found: Iterable[Sentence], language: Language) -> Iterator[tuple[Sentence, Part]]:
    """Each sentence with the part of the vacancy it belongs to.

    A heading holds until the next one, and so does what is offered; "we are looking for a cook" in running text holds
    until the end of its paragraph. What an employer says without speaking to the reader is about the employer.
    """
    headed = current = Part.DUTY
    before: Sentence | None = None
    for sentence in found:
        if before is None and _is_title(sentence, text):
            yield sentence, Part.TITLE
            before = sentence
            continue
        if before is not None and "\n\n" in text[before.end : sentence.start]:
            current = headed
        before = sentence
        said = wording(language).says(sentence.text.lower())
        named = next((part for part in (Part.OFFER, Part.DUTY, Part.ASK) if part in said), None)
        if named is None and _is_the_employers(said):
            yield sentence, Part.EMPLOYER
            continue
        current = named or current
        if named is Part.OFFER or (named is not None and _is_heading(sentence)):
            headed = current
        yield sentence, current


def _is_title(sentence: Sentence, text: str) -> bool:
    return len(sentence.text.split()) <= LONGEST_TITLE and text[sentence.end :].startswith("\n\n")


def _is_heading(sentence: Sentence) -> bool:
    return len(sentence.text.split()) <= LONGEST_HEADING and not sentence.text.endswith((".", "!"))


def _is_the_employers(said: frozenset[str]) -> bool:
    asks = not said.isdisjoint({"reader", "nice", "strong", "expert", "basic", "experience"})
    terms = "terms" in said and "reader" not in said
    return Part.EMPLOYER in said or terms or ("we" in said and not asks)


def clauses(sentence: str, language: Language) -> Iterator[tuple[int, int]]:
    """Start and end of the clauses that say how much they ask: "VCA is a must and | a driving licence a plus".

    What says nothing belongs to what follows ("VCA, Excel and Word are a plus"), at the end to what went before.
    """
    cuts = [0, *(match.end() for match in _CUT.finditer(sentence)), len(sentence)]
    found: list[tuple[int, int]] = []
    start = 0
    for end in cuts[1:]:
        if not wording(language).says(sentence[start:end].lower()).isdisjoint({"nice", "strong"}):
            found.append((start, end))
            start = end
    if start < len(sentence):
        found.append((found.pop()[0] if found else 0, len(sentence)))
    yield from found


@dataclass(frozen=True, slots=True)
class Strength:
    """How firmly a clause asks for what it names: ``weight`` 1-5, ``level`` 0-4, ``need`` must or nice.

    A must is what the title names or the wording asks for. A task is not: it counts, but who lacks it is not capped.
    """

    weight: int
    level: int
    need: str

    @classmethod
    def of(cls, clause: str, part: Part, language: Language) -> Self:
        if part is Part.TITLE:
            return cls(HEAVIEST, 2, MUST)
        said = wording(language).says(clause.lower())
        years = years_of_experience(clause, language)
        level = 2 if part is Part.DUTY or "experience" in said or years is not None else 1
        if "expert" in said or (years or 0) >= LONG_EXPERIENCE:
            level = 3
        elif "basic" in said:
            level = 1
        if "nice" in said:
            return cls(2, min(level, 2), NICE)
        weight = HEAVIEST if "expert" in said else 4 if "strong" in said else 3
        asked = part is Part.ASK or years is not None or not said.isdisjoint({"strong", "expert", "basic", "able"})
        return cls(weight, level, MUST if asked else NICE)

    def of_several(self) -> Self:
        """For one of several that would do ("Dutch, English or Polish"): no single one is a must."""
        return type(self)(min(self.weight, 2), self.level, NICE)

    def inferred(self) -> Self:
        """For what a model reads between the lines: it never makes a must, and weighs less than what is named."""
        return type(self)(max(self.weight - 1, 1), self.level, NICE)
