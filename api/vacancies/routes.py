"""``/v1/vacancies``."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status

from api.auth import ReadsVacancies, WritesVacancies
from api.bodies import MergePatch, merge_patch_body
from api.db import Database, ReadSession, WriteSession, get_database
from api.etags import IfMatch, set_etag
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.paging import Paged
from api.tables import Vacancy
from api.turns import ReadsInTurn
from api.vacancies import presentation, service, store
from api.vacancies.schemas import VacancyImportOut, VacancyIn, VacancyOut, VacancyPage, VacancyPatch, VacancySummary
from api.vacancies.submission import LIST_BODY, SUBMISSION_BODY, submission, submissions

router = APIRouter(tags=["Vacancies"], route_class=IdempotentRoute)


@router.post(
    "/vacancies",
    operation_id="createVacancy",
    summary="Describe a vacancy; requirements are read from the text where none are given",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=SUBMISSION_BODY,
)
def create(
    caller: WritesVacancies,
    wish: Annotated[VacancyIn, Depends(submission)],
    turn: ReadsInTurn,
    session: WriteSession,
    knowledge: Knows,
    response: Response,
) -> VacancyOut:
    del turn
    vacancy = service.create(session, knowledge, caller, service.understood(knowledge, wish))
    response.headers["Location"] = f"/v1/vacancies/{vacancy.id}"
    set_etag(response, vacancy.version)
    return presentation.present(session, knowledge, vacancy)


@router.post(
    "/vacancy-imports",
    operation_id="importVacancies",
    summary="Place up to fifty vacancies, all of them or none, from a list of schema.org JobPostings",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=LIST_BODY,
)
def import_vacancies(
    caller: WritesVacancies,
    wishes: Annotated[list[VacancyIn], Depends(submissions)],
    turn: ReadsInTurn,
    session: WriteSession,
    knowledge: Knows,
) -> VacancyImportOut:
    del turn
    new = [service.understood(knowledge, wish) for wish in wishes]
    made = [service.create(session, knowledge, caller, one) for one in new]
    return VacancyImportOut(items=[presentation.present(session, knowledge, vacancy) for vacancy in made])


@router.get("/vacancies", operation_id="listVacancies", summary="Your vacancies, and those shown to your community")
def list_vacancies(
    caller: ReadsVacancies,
    session: ReadSession,
    page: Paged,
    status_: Annotated[Literal["open", "closed"] | None, Query(alias="status")] = None,
    organisation_id: Annotated[UUID | None, Query(alias="organisationId")] = None,
) -> VacancyPage:
    statement = store.visible_to(caller)
    if status_ is not None:
        statement = statement.where(Vacancy.status == status_)
    if organisation_id is not None:
        statement = statement.where(Vacancy.organisation_id == organisation_id)
    rows, after = page.fetch(
        session,
        statement,
        Vacancy.created_at,
        Vacancy.id,
        filters={"caller": caller.name, "status": status_, "organisation": organisation_id},
    )
    return VacancyPage(items=[VacancySummary.model_validate(row, from_attributes=True) for row in rows], next=after)


@router.get("/vacancies/{vacancy_id}", operation_id="getVacancy", summary="One vacancy with requirements and lint")
def get_vacancy(
    vacancy_id: UUID, caller: ReadsVacancies, session: ReadSession, knowledge: Knows, response: Response
) -> VacancyOut:
    vacancy = service.seen(session, caller, vacancy_id)
    set_etag(response, vacancy.version)
    return presentation.present(session, knowledge, vacancy)


@router.patch(
    "/vacancies/{vacancy_id}",
    operation_id="changeVacancy",
    summary="Change a vacancy; frozen requirements get a new version",
    openapi_extra=merge_patch_body(VacancyPatch),
)
def change(
    vacancy_id: UUID,
    caller: WritesVacancies,
    patch: Annotated[VacancyPatch, Depends(MergePatch(VacancyPatch))],
    turn: ReadsInTurn,
    session: WriteSession,
    knowledge: Knows,
    database: Annotated[Database, Depends(get_database)],
    response: Response,
    if_match: IfMatch = None,
) -> VacancyOut:
    del turn
    with database.reading() as before:
        told = service.tell(before, knowledge, caller, vacancy_id, patch)
    vacancy = service.change(session, knowledge, caller, vacancy_id, patch, if_match, told=told)
    set_etag(response, vacancy.version)
    return presentation.present(session, knowledge, vacancy)


@router.delete(
    "/vacancies/{vacancy_id}",
    operation_id="deleteVacancy",
    summary="Delete a vacancy",
    status_code=status.HTTP_204_NO_CONTENT,
)
def remove(vacancy_id: UUID, caller: WritesVacancies, session: WriteSession, if_match: IfMatch = None) -> None:
    service.remove(session, caller, vacancy_id, if_match)
