"""Shapes of the funnel figures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas import Count, Schema

Grouping = Literal["organisation", "vacancy"]


class FunnelCounts(Schema):
    """Applications there and what became of them; referrals received with consent, and what became of those.

    ``hired`` and ``referred`` are of ``applications``; ``accepted`` and ``declined`` of ``received``, with the
    median of the hours from the offer to the answer.
    A count is null where it is 1 to 9, or would tell one that is; the hours are null below ten answers.
    """

    applications: Count | None
    hired: Count | None
    referred: Count | None
    received: Count | None
    accepted: Count | None
    declined: Count | None
    median_hours_to_answer: Annotated[float, Field(ge=0)] | None


class FunnelRow(FunnelCounts):
    """Of the organisation or vacancy with this id."""

    id: UUID
    name: str


class FunnelOut(Schema):
    """``total`` is that of all rows."""

    by: Grouping
    since: datetime
    total: FunnelCounts
    rows: list[FunnelRow]
