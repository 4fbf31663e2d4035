"""The two forms a text to read can have: JSON, or one document in a multipart form."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.bodies import document, form_in_memory, json_body, media_type, parsed, uploaded
from api.errors import WrongMediaType
from api.readings.documents import sections_of
from api.readings.schemas import ReadingIn
from api.turns import DOCUMENTS

document(ReadingIn)
FILE: Final[dict[str, Any]] = {"type": "string", "format": "binary", "description": "One PDF, DOCX or TXT."}
READING_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ReadingIn"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": FILE, "language": {"type": "string", "enum": ["nl", "en"]}},
                }
            },
        },
    }
}


async def sections_in_turn(content: bytes) -> list[dict[str, str]]:
    """As ``sections_of``. Raises Unavailable too, when too many documents wait."""
    async with DOCUMENTS.taken():
        return await run_in_threadpool(sections_of, content)


async def submission(request: Request) -> ReadingIn:
    """What this request asks to read. Raises WrongMediaType, BadInput and TooLarge."""
    form = media_type(request)
    if form == "application/json":
        return parsed(ReadingIn, await json_body(request))
    if form != "multipart/form-data":
        raise WrongMediaType("Send application/json or multipart/form-data.")
    async with form_in_memory(request, max_fields=10) as sent:
        content = await uploaded(sent, "file")
        fields = {name: value for name, value in sent.items() if name != "file"}
    # the file's name and its metadata are never looked at: they hold names
    sections = await sections_in_turn(content)
    return parsed(ReadingIn, {"sections": sections} | fields)
