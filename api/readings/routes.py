"""``/v1/readings``: what would be removed and read. Nothing is stored."""

from __future__ import annotations

from fastapi import APIRouter

from api.auth import ReadsCatalogue
from api.knowledge import Knows
from api.readings.schemas import ReadingIn, ReadingOut, reading_out

router = APIRouter(tags=["Readings"])


@router.post("/readings", operation_id="createReading", summary="Redact and read a text; nothing is stored")
def read(wish: ReadingIn, caller: ReadsCatalogue, knowledge: Knows) -> ReadingOut:
    del caller
    redaction, reading = knowledge.read([section.value() for section in wish.sections], wish.language)
    return reading_out(redaction, reading, knowledge.catalogue)
