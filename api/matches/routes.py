"""Match runs: ``/v1/vacancies/{id}/match-runs``, ``/v1/skillscvs/{id}/match-runs`` and ``/v1/match-runs``."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status

from api.auth import Matches, MatchesOrIsMatched
from api.db import ReadSession, WriteSession
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.matches import presentation, service, store
from api.matches.pool import Pool, get_pool
from api.matches.schemas import (
    ExplanationOut,
    FeedbackIn,
    FeedbackOut,
    GapOut,
    MatchRunIn,
    MatchRunOut,
    MatchRunPage,
    VacancyMatchRunIn,
    VacancyMatchRunOut,
    VerificationOut,
)
from api.paging import Paged
from api.tables import MatchRun
from taxonomy.model import Language

router = APIRouter(tags=["Matching"], route_class=IdempotentRoute)


@router.post(
    "/vacancies/{vacancy_id}/match-runs",
    operation_id="createMatchRun",
    summary="Rank people for a vacancy, on skills alone; its requirements are frozen",
    status_code=status.HTTP_201_CREATED,
)
def run(
    vacancy_id: UUID,
    wish: MatchRunIn,
    caller: Matches,
    session: WriteSession,
    knowledge: Knows,
    pool: Annotated[Pool, Depends(get_pool)],
    response: Response,
) -> MatchRunOut:
    row = service.run(session, knowledge, pool, caller, vacancy_id, wish)
    response.headers["Location"] = f"/v1/match-runs/{row.id}"
    return presentation.people(session, knowledge, caller, row)


@router.post(
    "/skillscvs/{skillscv_id}/match-runs",
    operation_id="createVacancyMatchRun",
    summary="Rank the community's open vacancies for a person",
    status_code=status.HTTP_201_CREATED,
)
def run_for_person(
    skillscv_id: UUID,
    wish: VacancyMatchRunIn,
    caller: MatchesOrIsMatched,
    session: WriteSession,
    knowledge: Knows,
    response: Response,
) -> VacancyMatchRunOut:
    row = service.run_for_person(session, knowledge, caller, skillscv_id, wish.limit)
    response.headers["Location"] = f"/v1/match-runs/{row.id}"
    return presentation.vacancies(session, knowledge, caller, row)


@router.get("/match-runs", operation_id="listMatchRuns", summary="Your match runs")
def list_runs(
    caller: MatchesOrIsMatched,
    session: ReadSession,
    page: Paged,
    vacancy_id: Annotated[UUID | None, Query(alias="vacancyId")] = None,
) -> MatchRunPage:
    statement = store.visible_to(caller)
    if vacancy_id is not None:
        statement = statement.where(MatchRun.vacancy_id == vacancy_id)
    rows, after = page.fetch(
        session,
        statement,
        MatchRun.created_at,
        MatchRun.id,
        filters={"caller": caller.name, "vacancy": vacancy_id},
    )
    return MatchRunPage(items=[presentation.summary(row) for row in rows], next=after)


@router.get(
    "/match-runs/{match_run_id}",
    operation_id="getMatchRun",
    summary="One match run, with those of its people you may still see",
)
def get_run(
    match_run_id: UUID, caller: MatchesOrIsMatched, session: ReadSession, knowledge: Knows
) -> MatchRunOut | VacancyMatchRunOut:
    row = service.shown(session, caller, match_run_id)
    if row.vacancy_id is None:
        return presentation.vacancies(session, knowledge, caller, row)
    return presentation.people(session, knowledge, caller, row)


@router.post(
    "/match-runs/{match_run_id}/verification",
    operation_id="verifyMatchRun",
    summary="Recompute a run from what it stored: the same hash, byte for byte",
)
def verify(match_run_id: UUID, caller: MatchesOrIsMatched, session: ReadSession) -> VerificationOut:
    return service.verify(session, service.shown(session, caller, match_run_id))


_Audience = Annotated[Literal["recruiter", "candidate"], Query(description="For whom the sentences are.")]
_Spoken = Annotated[Language, Query(description="The language of the sentences.")]


@router.get(
    "/match-runs/{match_run_id}/results/{skillscv_id}/explanation",
    operation_id="explainResult",
    summary="Why this person has this score",
)
def explain(
    match_run_id: UUID,
    skillscv_id: UUID,
    caller: MatchesOrIsMatched,
    session: ReadSession,
    knowledge: Knows,
    audience: _Audience = "recruiter",
    language: _Spoken = Language.NL,
) -> ExplanationOut:
    row, place = service.place_shown(session, caller, match_run_id, skillscv_id)
    return presentation.explanation(session, knowledge, caller, row, place, audience, language)


@router.get(
    "/match-runs/{match_run_id}/results/{skillscv_id}/gap",
    operation_id="getGap",
    summary="What is unknown, and the smallest step that lifts the rank",
)
def gap(
    match_run_id: UUID, skillscv_id: UUID, caller: MatchesOrIsMatched, session: ReadSession, knowledge: Knows
) -> GapOut:
    row, place = service.place_shown(session, caller, match_run_id, skillscv_id)
    return presentation.gap_of(session, knowledge, row, place)


@router.post(
    "/match-runs/{match_run_id}/results/{skillscv_id}/feedback",
    operation_id="giveFeedback",
    summary="Say whether a result was useful; it changes no score",
    status_code=status.HTTP_201_CREATED,
)
def feedback(
    match_run_id: UUID, skillscv_id: UUID, wish: FeedbackIn, caller: Matches, session: WriteSession
) -> FeedbackOut:
    row = service.shown(session, caller, match_run_id)
    made = service.add_feedback(session, caller, row, skillscv_id, useful=wish.useful, skill_ids=wish.skill_ids)
    return FeedbackOut.model_validate(made, from_attributes=True)
