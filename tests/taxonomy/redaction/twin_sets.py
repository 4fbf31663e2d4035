"""Twins of the example SkillsCVs, alike but for one signal: worded by matching.invariance, and in own frames."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from matching.invariance import twins
from taxonomy.model import Language, Section, SectionKind
from taxonomy.redaction import redact

EXAMPLES: Final = Path(__file__).parents[3] / "openapi" / "examples" / "skillscvs"
FRAMES: Final = {
    "name": (
        {"nl": "Mijn naam is {}.", "en": "My name is {}."},
        {"nl": "Naam: {}", "en": "Name: {}"},
        {"nl": "Met vriendelijke groet,\n{}", "en": "Kind regards,\n{}"},
    ),
    "origin": (
        {"nl": "Ik ben geboren in {}.", "en": "I was born in {}."},
        {"nl": "Mijn ouders komen uit {}.", "en": "My parents come from {}."},
    ),
    "gender": ({"nl": "De klanten prijzen {} werk.", "en": "Clients praise {} work."},),
    "age": (
        {"nl": "Ik ben {} jaar oud.", "en": "I am {} years old."},
        {"nl": "Leeftijd: {} jaar", "en": "Age: {} years"},
    ),
    "years": ({"nl": "Dat deed ik van {} tot {}.", "en": "I did that from {} to {}."},),
    "length": ({"nl": "Ik heb {} jaar ervaring.", "en": "I have {} years of experience."},),
    "faith venue": ({"nl": "Ik help elke week in {}.", "en": "Every week I help at {}."},),
    "street": ({"nl": "Ik woon op {}.", "en": "I live at {}."},),
}
"""What is put behind the first section, by kind; a value fills each brace."""
NAMES: Final = (
    "Marieke Bakker", "Jan de Boer", "Sietske van der Zwaag-Hoekstra", "Fatma Yıldırım", "Emre Demirtaş",
    "Mohammed El Amrani", "Ouafae Ben Haddou", "Shanti Ramdin", "Dewi Latuperissa", "Henk Tjon",
    "Krzysztof Nowak", "Agnieszka Wójcik", "Oleksandr Kovalenko", "Dmitri Volkov", "Kwame Mensah",
    "Oluwaseun Bakare", "Selamawit Tesfaye", "Abdi Warsame", "Nguyen Thi Lan", "Wei Zhang", "Maricel Dela Cruz",
    "Maria García", "Evaristo dos Santos", "Ines Carvalho", "Reza Hosseini", "Najib Rahimi", "Biljana Petrović",
    "Arben Krasniqi", "Siobhan O'Connor", "Gareth Llewellyn", "Roos Bloem", "Storm Visser", "Zsófia Kelemen",
    "Ionuț Popescu", "Noa Ben-David", "Hildegard Schmidt",
)  # fmt: skip
PLACES: Final = (
    "Ankara", "Paramaribo", "Warschau", "Rabat", "Asmara", "Kumasi", "Teheran", "Kabul", "Hanoi", "Willemstad", "Lagos",
    "Damascus", "Lissabon", "Praia", "Lviv", "Sarajevo", "Jakarta", "Manilla", "Bogotá", "Londen",
)  # fmt: skip
AGES: Final = ("19", "23", "31", "38", "44", "52", "58", "66")
YEARS: Final = (("1984", "1991"), ("1999", "2004"), ("2011", "2016"), ("2019", "2024"), ("1976", "heden"))
LENGTHS: Final = ("2", "7", "12", "25", "40")
PRONOUNS: Final = {"nl": ("zijn", "haar"), "en": ("his", "her")}
VENUES: Final = {
    "nl": ("de moskee", "de kerk", "de synagoge", "de parochie"),
    "en": ("the mosque", "the church", "the synagogue", "the parish"),
}
STREETS: Final = (
    "Bos en Lommerweg 18, 1055 DV Amsterdam", "Lage Duin en Daalseweg 3, 2061 BC Bloemendaal",
    "Akerstraat 91, 6417 BL Heerlen", "Groot Haesebroekseweg 7, 2243 EA Wassenaar",
    "Hoefkade 530, 2526 BX Den Haag",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one SkillsCV; ``source``: whose wording it is, ``kind``: the signal, ``variant``: its value."""

    source: str
    kind: str
    variant: str
    one: tuple[Section, ...]
    other: tuple[Section, ...]


@cache
def redacted(sections: tuple[Section, ...]) -> tuple[str, ...]:
    return tuple(section.text.value for section in redact(sections).sections)


def pairs() -> Iterator[Pair]:
    """Every pair of the example SkillsCVs, in one order."""
    yield from _of_examples(own=True)
    yield from _of_examples(own=False)


def _of_examples(*, own: bool) -> Iterator[Pair]:
    for path in sorted(EXAMPLES.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        language = Language(document["language"])
        raw = tuple(Section(SectionKind(each["kind"]), each["text"]) for each in document["sections"])
        if own:
            yield from _framed(raw, language)
            continue
        stored = tuple(Section(each.kind, each.text.value) for each in redact(raw, language=language).sections)
        for twin in twins(stored, language):
            yield Pair("matching.invariance", twin.kind, twin.variant, twin.sections, twin.like)


def sample(count: int, seed: int = 5) -> list[Pair]:
    """A fixed choice among the pairs in own frames, cut to the section that differs."""
    everyone = [replace(pair, one=pair.one[:1], other=pair.other[:1]) for pair in _of_examples(own=True)]
    return random.Random(seed).sample(everyone, count)  # noqa: S311


def _framed(raw: tuple[Section, ...], language: Language) -> Iterator[Pair]:
    for kind, frames in FRAMES.items():
        values = _values(kind, language)
        for frame in frames:
            versions = [_followed(raw, frame[language].format(*value)) for value in values]
            for value, version in zip(values[1:], versions[1:], strict=True):
                yield Pair("own frames", kind, " ".join(value), version, versions[0])


def _values(kind: str, language: Language) -> list[tuple[str, ...]]:
    words: dict[str, Sequence[str]] = {
        "name": NAMES, "origin": PLACES, "gender": PRONOUNS[language], "age": AGES, "length": LENGTHS,
        "faith venue": VENUES[language], "street": STREETS,
    }  # fmt: skip
    return list(YEARS) if kind == "years" else [(word,) for word in words[kind]]


def _followed(sections: tuple[Section, ...], sentence: str) -> tuple[Section, ...]:
    first = sections[0]
    return (Section(first.kind, f"{first.text}\n{sentence}"), *sections[1:])
