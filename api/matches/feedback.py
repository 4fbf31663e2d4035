"""What recruiters found of results: kept and counted to judge the ranking by; it changes no score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session

from api.audit_log.service import note
from api.auth import Caller
from api.db import now
from api.errors import NotFound
from api.knowledge import Knowledge, refuse_unknown
from api.matches import service, store
from api.matches.feedback_schemas import (
    FeedbackCounts,
    FeedbackIn,
    FeedbackOfBand,
    FeedbackOfRanks,
    FeedbackOfSkill,
    FeedbackSummaryOut,
)
from api.matches.labels import Named
from api.schemas import LabelOut
from api.skillscvs import store as skillscv_store
from api.tables import MatchFeedback
from taxonomy.model import SkillId

RANKS: Final = ((1, 3), (4, 10), (11, 100))
"""From the first places to the last that a run can have."""
MOST_SKILLS: Final = 50


class Opinion(NamedTuple):
    """The last word on one place of a run."""

    rank: int
    band: str
    useful: bool
    skill_ids: frozenset[str]


def add(
    session: Session, knowledge: Knowledge, caller: Caller, run_id: UUID, skillscv_id: UUID, wish: FeedbackIn
) -> MatchFeedback:
    """Raises NotFound for a run or place the caller cannot see, BadInput for a skill that the catalogue lacks."""
    refuse_unknown(knowledge, wish.skill_ids, "skillIds")
    run = service.shown(session, caller, run_id)
    if not skillscv_store.hold(session, [skillscv_id]):
        raise NotFound(service.UNSEEN)
    service.placed_in(session, caller, run, skillscv_id)
    row = MatchFeedback(
        match_run_id=run.id,
        skillscv_id=skillscv_id,
        useful=wish.useful,
        skill_ids=sorted(set(wish.skill_ids)),
        created_at=now(),
    )
    session.add(row)
    session.flush()
    note(session, caller, "match.feedback", f"match-run:{run.id}", skillscv_id=skillscv_id)
    return row


def summary(session: Session, knowledge: Knowledge, caller: Caller, days: int) -> FeedbackSummaryOut:
    """How often the caller's recruiters found a result useful, by where it stood and by the skills they named."""
    since = now() - timedelta(days=days)
    opinions = _opinions(session, caller, since)
    named: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        for skill_id in opinion.skill_ids:
            named.setdefault(skill_id, []).append(opinion)
    often = sorted(named, key=lambda skill_id: (-len(named[skill_id]), skill_id))[:MOST_SKILLS]
    labels = Named(knowledge.catalogue)
    return FeedbackSummaryOut(
        since=since,
        total=FeedbackCounts(**_counts(opinions)),
        by_rank=[
            FeedbackOfRanks(first=first, last=last, **_counts(it for it in opinions if first <= it.rank <= last))
            for first, last in RANKS
        ],
        by_band=[
            FeedbackOfBand(band=band, **_counts(it for it in opinions if it.band == band))
            for band in sorted({it.band for it in opinions})
        ],
        by_skill=[
            FeedbackOfSkill(id=skill_id, label=LabelOut.of(labels.label(SkillId(skill_id))), **_counts(named[skill_id]))
            for skill_id in often
        ],
    )


def _opinions(session: Session, caller: Caller, since: datetime) -> list[Opinion]:
    """The last word on every place of the caller's own runs for a vacancy whose person is still shown."""
    last: dict[tuple[UUID, UUID], Opinion] = {}
    for row in store.feedback_since(session, caller, since):
        opinion = Opinion(row.rank, row.result["band"], row.useful, frozenset(row.skill_ids))
        last[row.match_run_id, row.skillscv_id] = opinion
    return list(last.values())


def _counts(opinions: Iterable[Opinion]) -> dict[str, int]:
    counted = Counter(opinion.useful for opinion in opinions)
    return {"useful": counted[True], "not_useful": counted[False]}
