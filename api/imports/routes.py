"""``/v1/imports``: many SkillsCVs in one request, one JSON object a line."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.auth import ListsSkillsCVs, SubmitsSkillsCVs
from api.bodies import Configured, media_type
from api.db import Database, ReadSession, WriteSession, get_database
from api.errors import BadInput, WrongMediaType
from api.imports import service, store
from api.imports.lines import Line, LineSplitter
from api.imports.schemas import ImportErrorOut, ImportErrorPage, ImportOut, ImportPage
from api.knowledge import Knows
from api.paging import Numbered, Paged
from api.tables import Import, ImportProblem

router = APIRouter(tags=["Imports"])
_NDJSON: Final = "application/x-ndjson"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            _NDJSON: {"schema": {"type": "string", "format": "binary", "description": "A SkillsCVIn as JSON a line."}}
        },
    }
}


@router.post(
    "/imports",
    operation_id="createImport",
    summary="Submit many SkillsCVs, one a line; they are read and stored as they arrive",
    description="It takes no `Idempotency-Key`. After an interruption send the same lines again: a reference that is "
    "there already is counted as unchanged and not stored twice. No token of a candidate is told here; ask for each "
    "where you need it, with `POST /v1/skillscvs/{id}/candidate-token`.",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=_BODY,
)
async def create(
    request: Request,
    caller: SubmitsSkillsCVs,
    database: Annotated[Database, Depends(get_database)],
    knowledge: Knows,
    settings: Configured,
    response: Response,
) -> ImportOut:
    if media_type(request) != _NDJSON:
        raise WrongMediaType(f"Send {_NDJSON}.")
    running = await run_in_threadpool(service.RunningImport, database, knowledge, settings, caller)
    try:
        await _take_all(request, running)
    except ClientDisconnect as error:
        await run_in_threadpool(running.finish, "interrupted")
        raise BadInput("The connection broke off. Send the same lines again to go on.") from error
    except Exception:
        await run_in_threadpool(running.finish, "interrupted")
        raise
    response.headers["Location"] = f"/v1/imports/{running.id}"
    return await run_in_threadpool(running.finish, "completed")


async def _take_all(request: Request, running: service.RunningImport) -> None:
    """Hands the lines over in batches; reads on only when a batch is stored, so a fast sender waits."""
    splitter = LineSplitter()
    batch: list[Line] = []
    async for chunk in request.stream():
        for line in splitter.feed(chunk):
            batch.append(line)
            if service.is_full(batch):
                if not await run_in_threadpool(running.take, batch):
                    return
                batch = []
    batch.extend(splitter.finish())
    if batch:
        await run_in_threadpool(running.take, batch)


@router.get("/imports", operation_id="listImports", summary="Your imports, also those under way")
def list_imports(caller: ListsSkillsCVs, session: ReadSession, page: Paged) -> ImportPage:
    rows, after = page.fetch(
        session, store.visible_to(caller), Import.created_at, Import.id, filters={"caller": caller.name}
    )
    return ImportPage(items=[service.present(row) for row in rows], next=after)


@router.get("/imports/{import_id}", operation_id="getImport", summary="How far an import is")
def get_import(import_id: UUID, caller: ListsSkillsCVs, session: ReadSession) -> ImportOut:
    return service.present(service.seen(session, caller, import_id))


@router.get("/imports/{import_id}/errors", operation_id="listImportErrors", summary="What was wrong, line by line")
def list_errors(import_id: UUID, caller: ListsSkillsCVs, session: ReadSession, page: Numbered) -> ImportErrorPage:
    row = service.seen(session, caller, import_id)
    rows, after = page.fetch_numbered(
        session,
        store.problems_of(row.id),
        ImportProblem.line,
        ImportProblem.position,
        filters={"caller": caller.name},
    )
    return ImportErrorPage(items=[ImportErrorOut.model_validate(it, from_attributes=True) for it in rows], next=after)


@router.post(
    "/imports/{import_id}/cancellation",
    operation_id="cancelImport",
    summary="Stop an import; what it stored stays",
)
def cancel(import_id: UUID, caller: SubmitsSkillsCVs, session: WriteSession) -> ImportOut:
    return service.present(service.cancel(session, caller, import_id))
