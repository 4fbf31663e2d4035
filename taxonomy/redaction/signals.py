"""What redaction looks for, and the span every finder returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """The kinds of signal, in order of precedence: where two overlap the earlier one names the mask."""

    EMAIL = "email"
    URL = "url"
    ID = "id"
    PHONE = "phone"
    PHOTO = "photo"
    ADDRESS = "address"
    BIRTH_DATE = "birth-date"
    NAME = "name"
    AGE = "age"
    AGE_HINT = "age-hint"
    HEALTH = "health"
    FAMILY = "family"
    RELIGION = "religion"
    ORIENTATION = "orientation"
    ORIGIN = "origin"
    EXPERIENCE = "experience"
    YEAR = "year"
    GENDER = "gender"
    SCHOOL = "school"
    EMPLOYER = "employer"
    PLACE = "place"


class Scope(StrEnum):
    """Whose text it is. ``vacancy``: only contact data, numbers that identify and names of contact persons go."""

    PERSON = "person"
    VACANCY = "vacancy"


VACANCY_SIGNALS = frozenset({Signal.EMAIL, Signal.URL, Signal.ID, Signal.PHONE, Signal.NAME})

OPEN_SIGNALS = frozenset({Signal.HEALTH, Signal.FAMILY})
"""Cues of these are often skills: the tagger sees what the rules propose, and where it sees no signal the words stay.
All else it sees as masks: twins that differ in faith, origin, school or years must not fare by its taste."""


RETURNABLE_SIGNALS = frozenset({Signal.GENDER, Signal.AGE_HINT, Signal.EXPERIENCE})
"""Words of these are often about a client, a machine or the work. Of such a mask the tagger says whether what stands
around it speaks of the person; where it does not the words come back. It never sees the words: twins fare alike."""


@dataclass(frozen=True, slots=True)
class Span:
    """One signal in a text: character offsets ``start`` and ``end`` (exclusive), the rule that saw it.

    ``replacement`` is the neutral wording that takes its place; None stands for the mask of the type.
    """

    start: int
    end: int
    type: Signal
    rule: str
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """One line of the report: how often a rule struck in a section (its position). Never what was removed."""

    section: int
    type: str
    rule: str
    count: int
