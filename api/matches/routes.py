"""Match runs: ``/v1/vacancies/{id}/match-runs``, ``/v1/skillscvs/{id}/match-runs`` and ``/v1/match-runs``."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from api.auth import Matches, MatchesOrIsMatched
from api.db import ReadSession, WriteSession
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.matches import comparisons, feedback, notes, presentation, service, snapshots, store, table
from api.matches.batch_routes import router as batches
from api.matches.feedback_schemas import FeedbackIn, FeedbackOut, FeedbackSummaryOut
from api.matches.pool import Pool, get_pool
from api.matches.schemas import (
    ComparisonOut,
    ExplanationOut,
    GapOut,
    MatchRunIn,
    MatchRunOut,
    MatchRunPage,
    NoteIn,
    NoteOut,
    NotePage,
    VacancyMatchRunIn,
    VacancyMatchRunOut,
    VerificationOut,
)
from api.paging import Paged
from api.schemas import Days
from api.tables import MatchNote, MatchRun
from taxonomy.model import Language

router = APIRouter(tags=["Matching"], route_class=IdempotentRoute)
router.include_router(batches)
_TABLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {table.CSV: {"schema": {"type": "string", "description": "A line a result, with its points."}}}}
}


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
    row, ranked = service.ranking(session, knowledge, pool, caller, vacancy_id, wish)
    response.headers["Location"] = f"/v1/match-runs/{row.id}"
    return presentation.people(session, knowledge, caller, row, ranked)


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
    match_batch_id: Annotated[UUID | None, Query(alias="matchBatchId")] = None,
) -> MatchRunPage:
    statement = store.visible_to(caller)
    if match_batch_id is not None:
        statement = statement.where(MatchRun.match_batch_id == match_batch_id)
    if vacancy_id is not None:
        statement = statement.where(MatchRun.vacancy_id == vacancy_id)
    rows, after = page.fetch(
        session,
        statement,
        MatchRun.created_at,
        MatchRun.id,
        filters={"caller": caller.name, "vacancy": vacancy_id, "batch": match_batch_id},
    )
    return MatchRunPage(items=[presentation.summary(row) for row in rows], next=after)


@router.get(
    "/match-runs/{match_run_id}",
    operation_id="getMatchRun",
    summary="One match run, with those of its people you may still see; as a table for Accept: text/csv",
    response_model=MatchRunOut | VacancyMatchRunOut,
    responses=_TABLE,
)
def get_run(
    match_run_id: UUID,
    request: Request,
    caller: MatchesOrIsMatched,
    session: ReadSession,
    knowledge: Knows,
    response: Response,
) -> MatchRunOut | VacancyMatchRunOut | Response:
    row = service.shown(session, caller, match_run_id)
    show = presentation.people if row.vacancy_id is not None else presentation.vacancies
    run = show(session, knowledge, caller, row)
    response.headers["Vary"] = "Accept"
    if not table.asked_for(request.headers.get("accept", "")):
        return run
    attached = {"Vary": "Accept", "Content-Disposition": f'attachment; filename="match-run-{row.id}.csv"'}
    return Response(table.written(run), media_type=table.CSV, headers=attached)


@router.post(
    "/match-runs/{match_run_id}/verification",
    operation_id="verifyMatchRun",
    summary="Recompute a run from what it stored: the same hash, byte for byte",
)
def verify(match_run_id: UUID, caller: MatchesOrIsMatched, session: ReadSession) -> VerificationOut:
    return snapshots.verify(session, service.shown(session, caller, match_run_id))


_Audience = Annotated[Literal["recruiter", "candidate"], Query(description="For whom the sentences are.")]
_OfVacancy = Annotated[
    UUID | None,
    Query(alias="vacancyId", description="Which vacancy of a run over vacancies; without it the first place."),
]
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
    vacancy_id: _OfVacancy = None,
) -> ExplanationOut:
    row, place = service.place_shown(session, caller, match_run_id, skillscv_id, vacancy_id)
    return presentation.explanation(session, knowledge, caller, row, place, audience, language)


@router.get(
    "/match-runs/{match_run_id}/results/{skillscv_id}/gap",
    operation_id="getGap",
    summary="What is unknown, and the smallest step that lifts the rank",
)
def gap(
    match_run_id: UUID,
    skillscv_id: UUID,
    caller: MatchesOrIsMatched,
    session: ReadSession,
    knowledge: Knows,
    vacancy_id: _OfVacancy = None,
) -> GapOut:
    row, place = service.place_shown(session, caller, match_run_id, skillscv_id, vacancy_id)
    return presentation.gap_of(session, knowledge, row, place)


@router.post(
    "/match-runs/{match_run_id}/results/{skillscv_id}/feedback",
    operation_id="giveFeedback",
    summary="Say whether a result was useful; it changes no score",
    status_code=status.HTTP_201_CREATED,
)
def give_feedback(
    match_run_id: UUID,
    skillscv_id: UUID,
    wish: FeedbackIn,
    caller: Matches,
    session: WriteSession,
    knowledge: Knows,
) -> FeedbackOut:
    made = feedback.add(session, knowledge, caller, match_run_id, skillscv_id, wish)
    return FeedbackOut.model_validate(made, from_attributes=True)


@router.get(
    "/audits/match-feedback",
    operation_id="summariseFeedback",
    summary="How often your recruiters found a result useful, by its place and by the skills they named",
)
def summarise_feedback(
    caller: Matches,
    session: ReadSession,
    knowledge: Knows,
    days: Annotated[Days, Query(description="Counted is what was said in so many days until now.")] = 365,
) -> FeedbackSummaryOut:
    return feedback.summary(session, knowledge, caller, days)


@router.get(
    "/match-runs/{match_run_id}/results/{skillscv_id}/comparison",
    operation_id="compareResults",
    summary="This person beside another of the run: which requirement makes what difference",
)
def compare(
    match_run_id: UUID,
    skillscv_id: UUID,
    caller: Matches,
    session: ReadSession,
    knowledge: Knows,
    other: Annotated[UUID, Query(alias="otherSkillscvId")],
    language: _Spoken = Language.NL,
) -> ComparisonOut:
    row = service.shown(session, caller, match_run_id)
    return comparisons.comparison(session, knowledge, caller, row, (skillscv_id, other), language)


@router.post(
    "/match-runs/{match_run_id}/notes",
    operation_id="addNote",
    summary="Write something down at a run of yours, redacted; it changes no score",
    status_code=status.HTTP_201_CREATED,
)
def add_note(match_run_id: UUID, wish: NoteIn, caller: Matches, session: WriteSession) -> NoteOut:
    return notes.present(notes.add(session, caller, match_run_id, wish))


@router.get("/match-runs/{match_run_id}/notes", operation_id="listNotes", summary="Your notes on a run")
def list_notes(match_run_id: UUID, caller: Matches, session: ReadSession, page: Paged) -> NotePage:
    row = service.shown(session, caller, match_run_id)
    rows, after = page.fetch(
        session,
        notes.of_run(caller, row),
        MatchNote.created_at,
        MatchNote.id,
        filters={"caller": caller.name, "run": match_run_id},
    )
    return NotePage(items=[notes.present(it) for it in rows], next=after)


@router.delete(
    "/match-runs/{match_run_id}/notes/{note_id}",
    operation_id="removeNote",
    summary="Take a note back",
    status_code=status.HTTP_204_NO_CONTENT,
)
def remove_note(match_run_id: UUID, note_id: UUID, caller: Matches, session: WriteSession) -> None:
    notes.remove(session, caller, match_run_id, note_id)
