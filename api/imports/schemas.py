"""Shapes of imports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas import NextCursor, Schema

ImportStatus = Literal["running", "completed", "cancelled", "interrupted"]


class ImportOut(Schema):
    """``linesDone`` is ``created`` + ``unchanged`` + ``failed``.

    ``unchanged`` lines have an ``externalRef`` that is there already: they are not stored twice, so the same lines can
    be sent again after an import that was interrupted.
    """

    id: UUID
    status: ImportStatus
    lines_done: int
    created: int
    unchanged: int
    failed: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class ImportPage(Schema):
    items: list[ImportOut]
    next: NextCursor = None


class ImportErrorOut(Schema):
    """What is wrong at one place of one line, counted from 1. Nothing of the line is quoted."""

    line: Annotated[int, Field(ge=1)]
    pointer: str
    detail: str


class ImportErrorPage(Schema):
    items: list[ImportErrorOut]
    next: NextCursor = None
