"""Shapes of the audits."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas import NumberOnly, Schema


class InvarianceIn(Schema):
    """Of one vacancy: scores are compared; without one, what is read. Twins are spread over all kinds of signal.

    ``people`` times ``twinsPerPerson`` is at most 400: each twin is a reading.
    """

    vacancy_id: UUID | None = None
    people: Annotated[int, Field(ge=1, le=200), NumberOnly] = 5
    twins_per_person: Annotated[int, Field(ge=1, le=250), NumberOnly] = 20


class CounterExample(Schema):
    skillscv_id: UUID
    variant: str


class KindOut(Schema):
    kind: str
    tested: int
    changed: int
    first_counter_example: CounterExample | None


class InvarianceAuditOut(Schema):
    """Invariant on so many twins: never more than that."""

    vacancy_id: UUID | None
    people: int
    twins_tested: int
    changed: int
    kinds: list[KindOut]


class ImpactOut(Schema):
    """Figures that could tell a count below ten are null; ``finding`` says what can be said."""

    group: str
    finding: Literal["suppressed", "too-few", "highest", "below", "at-least", "not-conclusive"]
    flagged: bool
    size: int | None
    rate: float | None
    ratio: float | None
    low: float | None
    high: float | None


class ImpactRatiosOut(Schema):
    """How often each group is among those shown in the runs of a vacancy, beside the group shown most often.

    ``people``: those in the groups whose ``size`` is shown.
    """

    vacancy_id: UUID
    attribute: str
    people: int
    groups: list[ImpactOut]


Attribute = Literal["ageBand", "gender", "background"]
AgeBand = Literal["15-24", "25-34", "35-44", "45-54", "55-64", "65+"]
Gender = Literal["woman", "man", "other"]
Background = Literal["netherlands", "europe", "outside-europe"]


class DemographicsIn(Schema):
    """Voluntary, for audits alone; null takes an answer back. Scoring has no way to it."""

    age_band: AgeBand | None = None
    gender: Gender | None = None
    background: Background | None = None


class DemographicsOut(Schema):
    """Null where the person did not answer."""

    age_band: AgeBand | None
    gender: Gender | None
    background: Background | None
