"""What is wrong at which place of an input, in words that quote nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError


class FieldProblem(BaseModel):
    """What is wrong at one place of the input; ``pointer`` is a JSON pointer, or names the parameter."""

    pointer: str
    detail: str


def field_problems(error: RequestValidationError | ValidationError, prefix: tuple[str, ...] = ()) -> list[FieldProblem]:
    """Places and reasons of a validation error, without the input and without names the caller made up."""
    raw = (
        error.errors()
        if isinstance(error, RequestValidationError)
        else error.errors(include_input=False, include_url=False)
    )
    return [_field_problem(item, prefix) for item in raw]


_OWN_WORDS = {
    "missing": "This field is required.",
    "extra_forbidden": "There is a field here that does not exist. A SkillsCV has none for a name, birth date, gender, "
    "photo, nationality or address.",
    "json_invalid": "This is not valid JSON.",
    "string_unicode": "This text holds characters that are no valid Unicode.",
    "value_error": "This value is not allowed.",
}


def _field_problem(item: Mapping[str, Any], prefix: tuple[str, ...]) -> FieldProblem:
    kind = str(item["type"])
    location = [str(part) for part in item["loc"]]
    if kind in ("extra_forbidden", "invalid_key"):
        location = location[:-1]  # its last part is a name the caller made up
    if kind == "json_invalid":
        location = ["body"]
    if location and location[0] == "body":
        location = location[1:]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in (*prefix, *location))
    context = item.get("ctx") or {}
    own = context.get("error") if kind == "value_error" else None
    detail = str(own) if isinstance(own, ValueError) else _OWN_WORDS.get(kind) or _plain(kind, item, context)
    return FieldProblem(pointer=pointer, detail=detail)


def _plain(kind: str, item: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Pydantic's own sentence where it is made of the schema alone; its parsers quote the input, so not theirs."""
    if kind in ("enum", "literal_error"):
        return f"This must be one of: {context.get('expected', '')}."
    if kind.endswith("_parsing") or kind in ("datetime_from_date_parsing", "union_tag_invalid", "timezone_aware"):
        return f"This is not a valid {kind.split('_', maxsplit=1)[0]}."
    message = str(item["msg"])
    return message if message.endswith(".") else message + "."
