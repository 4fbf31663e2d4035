"""The three forms a submission can have: JSON, JSON Resume, or one document in a multipart form."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import Request

from api.bodies import document, form_in_memory, json_body, media_type, parsed, uploaded
from api.errors import BadInput, WrongMediaType
from api.field_problems import FieldProblem
from api.readings.submission import FILE, sections_in_turn
from api.skillscvs import jsonresume
from api.skillscvs.schemas import JSON_RESUME, SkillsCVIn

document(SkillsCVIn)
_SCHEMA: Final = {"$ref": "#/components/schemas/SkillsCVIn"}
_RESUME: Final[dict[str, Any]] = {
    "type": "object",
    "description": "JSON Resume 1.x; identity in it is not read. ``meta.skillscv`` holds what it has no field for.",
    "required": ["meta"],
    "properties": {
        "meta": {
            "type": "object",
            "required": ["skillscv"],
            "properties": {
                "skillscv": {
                    "type": "object",
                    "required": ["externalRef"],
                    "properties": {"externalRef": {"type": "string", "minLength": 1, "maxLength": 200}},
                }
            },
        }
    },
}
SUBMISSION_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _SCHEMA},
            JSON_RESUME: {"schema": _RESUME},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "externalRef"],
                    "properties": {
                        "file": FILE,
                        "externalRef": {"type": "string", "maxLength": 200},
                        "language": {"type": "string", "enum": ["nl", "en"]},
                        "region": {"type": "string", "maxLength": 6},
                        "availableHours": {"type": "integer", "minimum": 1, "maximum": 60},
                        "consents": {"type": "string", "description": "The consents, as a JSON array."},
                    },
                }
            },
        },
    }
}


async def submission(request: Request) -> SkillsCVIn:
    """The submission of this request. Raises WrongMediaType and BadInput."""
    form = media_type(request)
    if form == "application/json":
        return parsed(SkillsCVIn, await json_body(request))
    if form == JSON_RESUME:
        return parsed(SkillsCVIn, jsonresume.read(await json_body(request)))
    if form == "multipart/form-data":
        return await _from_form(request)
    raise WrongMediaType(f"Send application/json, {JSON_RESUME} or multipart/form-data.")


async def _from_form(request: Request) -> SkillsCVIn:
    async with form_in_memory(request, max_fields=10) as form:
        content = await uploaded(form, "file")
        fields: dict[str, Any] = {name: value for name, value in form.items() if name != "file"}
    if "consents" in fields:
        fields["consents"] = _consents(fields["consents"])
    if str(fields.get("availableHours", "")).isdecimal():
        fields["availableHours"] = int(fields["availableHours"])
    # the file's name and its metadata are never looked at: they hold names
    sections = await sections_in_turn(content)
    return parsed(SkillsCVIn, {"sections": sections} | fields)


def _consents(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise _bad("/consents", "This is not a JSON array of consents.") from error


def _bad(pointer: str, detail: str) -> BadInput:
    return BadInput("The form is not right.", errors=[FieldProblem(pointer=pointer, detail=detail)])
