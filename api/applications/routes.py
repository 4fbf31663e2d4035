"""``/v1/vacancies/{id}/applications`` and ``/v1/applications``."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from api.applications import service, store
from api.applications.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationPage,
    ApplicationState,
    ApplicationStep,
)
from api.auth import Applies, HandlesApplications
from api.db import ReadSession, WriteSession
from api.etags import set_etag
from api.idempotency import IdempotentRoute
from api.paging import Paged
from api.tables import Application

router = APIRouter(tags=["Applications"], route_class=IdempotentRoute)


@router.post(
    "/vacancies/{vacancy_id}/applications",
    operation_id="createApplication",
    summary="Put a person forward for a vacancy",
    status_code=status.HTTP_201_CREATED,
)
def apply(
    vacancy_id: UUID, wish: ApplicationIn, caller: Applies, session: WriteSession, response: Response
) -> ApplicationOut:
    application = service.apply(session, caller, vacancy_id, wish)
    response.headers["Location"] = f"/v1/applications/{application.id}"
    set_etag(response, application.version)
    return service.present(caller, application)


@router.get("/applications", operation_id="listApplications", summary="The applications you may see")
def list_applications(
    caller: Applies,
    session: ReadSession,
    page: Paged,
    state: Annotated[ApplicationState | None, Query()] = None,
    vacancy_id: Annotated[UUID | None, Query(alias="vacancyId")] = None,
) -> ApplicationPage:
    statement = store.visible_to(caller)
    if state is not None:
        statement = statement.where(Application.state == state)
    if vacancy_id is not None:
        statement = statement.where(Application.vacancy_id == vacancy_id)
    rows, after = page.fetch(
        session,
        statement,
        Application.created_at,
        Application.id,
        filters={"caller": caller.name, "state": state, "vacancy": vacancy_id},
    )
    return ApplicationPage(items=[service.present(caller, row) for row in rows], next=after)


@router.get("/applications/{application_id}", operation_id="getApplication", summary="One application")
def get_application(application_id: UUID, caller: Applies, session: ReadSession, response: Response) -> ApplicationOut:
    application = service.shown(session, caller, application_id)
    set_etag(response, application.version)
    return service.present(caller, application)


@router.post(
    "/applications/{application_id}/conversation",
    operation_id="startConversation",
    summary="The organisation starts the conversation",
)
def converse(application_id: UUID, caller: HandlesApplications, session: WriteSession) -> ApplicationOut:
    return service.present(caller, service.step(session, caller, application_id, ApplicationStep.CONVERSE))


@router.post("/applications/{application_id}/hire", operation_id="hire", summary="The organisation hires the person")
def hire(application_id: UUID, caller: HandlesApplications, session: WriteSession) -> ApplicationOut:
    return service.present(caller, service.step(session, caller, application_id, ApplicationStep.HIRE))


@router.post(
    "/applications/{application_id}/withdrawal",
    operation_id="withdrawApplication",
    summary="The person, or their platform for them, withdraws the application",
)
def withdraw(application_id: UUID, caller: Applies, session: WriteSession) -> ApplicationOut:
    return service.present(caller, service.step(session, caller, application_id, ApplicationStep.WITHDRAW))
