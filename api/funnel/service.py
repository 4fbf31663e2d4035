"""Funnel figures of a community, without the small cells that would tell of single people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Final

from sqlmodel import Session

from api.auth import Caller
from api.db import now
from api.funnel import store
from api.funnel.schemas import FunnelCounts, FunnelOut, FunnelRow, Grouping
from matching.fairness import SMALLEST_CELL

STAGES: Final = ("applications", "hired", "referred", "received", "accepted", "declined")


def figures(session: Session, caller: Caller, by: Grouping, days: int) -> FunnelOut:
    since = now() - timedelta(days=days)
    groups = store.groups(session, caller, by)
    counted = store.applications(session, caller, by, since)
    received, hours = store.referrals(session, caller, by, since)
    cells = [counted.get(group, Counter()) + received.get(group, Counter()) for group, _ in groups]
    columns = {stage: without_small([cell[stage] for cell in cells]) for stage in STAGES}
    return FunnelOut(
        by=by,
        since=since,
        total=FunnelCounts(
            **{stage: column[1] for stage, column in columns.items()},
            median_hours_to_answer=_median([hour for group, _ in groups for hour in hours.get(group, ())]),
        ),
        rows=[
            FunnelRow(
                id=group,
                name=name,
                **{stage: column[0][place] for stage, column in columns.items()},
                median_hours_to_answer=_median(hours.get(group, ())),
            )
            for place, (group, name) in enumerate(groups)
        ],
    )


def without_small(counts: Sequence[int]) -> tuple[list[int | None], int | None]:
    """The counts of one column and their total, None where one from 1 to 9 is, or could be told from the others.

    Source: complementary cell suppression; hidden cells are never fewer than two, and add up to ten at least.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST_CELL}
    large = (place for place, count in enumerate(counts) if count >= SMALLEST_CELL)
    shown = sorted(large, key=lambda place: counts[place])
    while hidden and shown and (len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALLEST_CELL):  # noqa: PLR2004
        hidden.add(shown.pop(0))
    told = len(hidden) == 1 or 0 < sum(counts) < SMALLEST_CELL
    return [None if place in hidden else count for place, count in enumerate(counts)], None if told else sum(counts)


def _median(hours: Sequence[float]) -> float | None:
    return round(median(hours), 1) if len(hours) >= SMALLEST_CELL else None
