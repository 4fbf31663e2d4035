"""Two people of one run side by side."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from api.auth import Caller
from api.knowledge import Knowledge
from api.matches import presentation, service, snapshots
from api.matches.labels import Named
from api.matches.schemas import ComparisonOut, DifferenceOut
from api.skillscvs.presentation import evidence_of
from api.tables import MatchRun
from matching.compare import compare, render
from taxonomy.model import Language


def comparison(
    session: Session,
    knowledge: Knowledge,
    caller: Caller,
    run: MatchRun,
    people: tuple[UUID, UUID],
    language: Language,
) -> ComparisonOut:
    """What makes the difference between two people of a run over people. Raises NotFound for a place not seen."""
    plans = snapshots.Plans(run)
    first, second = (plans.score(service.placed_in(session, caller, run, person)) for person in people)
    found = compare(first, second)
    prose = render(found, language, Named(knowledge.catalogue))
    evidence = evidence_of(session, caller, list(people))
    return ComparisonOut(
        match_run_id=run.id,
        first_skillscv_id=people[0],
        second_skillscv_id=people[1],
        language=language.value,
        summary=prose.summary,
        points=found.points,
        differences=[
            DifferenceOut(
                skill_id=item.skill_id,
                text=text,
                points=item.points,
                first=presentation.contribution(item.first, knowledge, evidence[people[0]]),
                second=presentation.contribution(item.second, knowledge, evidence[people[1]]),
            )
            for item, text in zip(found.differences, prose.reasons, strict=True)
        ],
    )
