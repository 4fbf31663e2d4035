"""``/v1/exports``: everything a platform keeps of its people, as a stream."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from api.auth import ListsSkillsCVs
from api.db import Database, get_database
from api.exports.schemas import Form
from api.exports.service import exported
from api.knowledge import Knows

router = APIRouter(tags=["Exports"])
_NDJSON: Final = "application/x-ndjson"
_LINES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "A SkillsCV as JSON a line, in order of id; a line that does not end is not whole.",
        "content": {_NDJSON: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(
    "/exports/skillscvs",
    operation_id="exportSkillsCVs",
    summary="All your own SkillsCVs, one a line; after an interruption, those after the last one received",
    response_class=StreamingResponse,
    responses=_LINES,
)
def export_skillscvs(
    request: Request,
    caller: ListsSkillsCVs,
    database: Annotated[Database, Depends(get_database)],
    knowledge: Knows,
    after: Annotated[UUID | None, Query(description="Only SkillsCVs after this id, in order of id.")] = None,
    form: Annotated[
        Form, Query(alias="format", description="'native' as shown one by one; 'submission' as imports take them.")
    ] = "native",
) -> StreamingResponse:
    # nothing goes out with HEAD, so nothing is to be noted as gone out
    lines = iter(()) if request.state.head else exported(database, knowledge, caller, form, after)
    return StreamingResponse(lines, media_type=_NDJSON)
