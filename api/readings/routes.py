"""``/v1/readings``: what would be removed and read. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.auth import ReadsCatalogue
from api.knowledge import Knows
from api.readings.schemas import ReadingIn, ReadingOut, reading_out
from api.readings.submission import READING_BODY, submission
from api.turns import ReadsInTurn

router = APIRouter(tags=["Readings"])


@router.post(
    "/readings",
    operation_id="createReading",
    summary="Redact and read a text or a document; nothing is stored",
    openapi_extra=READING_BODY,
)
def read(
    caller: ReadsCatalogue,  # before the body: a stranger's document is not opened
    wish: Annotated[ReadingIn, Depends(submission)],
    turn: ReadsInTurn,
    knowledge: Knows,
) -> ReadingOut:
    del caller, turn
    redaction, reading = knowledge.read([section.value() for section in wish.sections], wish.language)
    return reading_out(redaction, reading, knowledge.catalogue)
