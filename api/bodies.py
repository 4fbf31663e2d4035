"""Bodies that come in more than one media type: parsed by hand, refused like any other."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.errors import BadInput, WrongMediaType
from api.field_problems import FieldProblem, field_problems
from api.settings import Settings

Model = TypeVar("Model", bound=BaseModel)


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def json_body(request: Request) -> Any:
    """The parsed body. Raises BadInput when it is no JSON in UTF-8."""
    try:
        return json.loads(await request.body(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        problem = FieldProblem(pointer="", detail="This is not valid JSON in UTF-8.")
        raise BadInput("The body could not be read.", errors=[problem]) from error


def _no_constant(_: str) -> None:
    raise ValueError


class _InMemory(MultiPartParser):
    spool_max_size = 0  # never to a disk, where raw text may not be; how large a body may be is bounded before


@asynccontextmanager
async def form_in_memory(request: Request, *, max_fields: int) -> AsyncIterator[FormData]:
    """A multipart form with one file at most, held in memory alone. Raises BadInput for a form that is broken."""
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=max_fields)
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError) as error:  # the second of a charset that decodes nothing
        raise BadInput("The form could not be read.") from error
    try:
        yield form
    finally:
        await form.close()


async def uploaded(form: FormData, name: str) -> bytes:
    """The bytes of the file in a field. Raises BadInput where there is none."""
    upload = form.get(name)
    if not isinstance(upload, UploadFile):
        problem = FieldProblem(pointer=f"/{name}", detail=f"Send one PDF, DOCX or TXT file in the field '{name}'.")
        raise BadInput("The form is not right.", errors=[problem])
    return await upload.read()


def parsed(model: type[Model], value: Any, *, prefix: tuple[str, ...] = ()) -> Model:
    """``value`` as the model. Raises BadInput with every problem there is."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = field_problems(error, prefix)
        raise BadInput(f"{len(problems)} thing(s) in the input are not right.", errors=problems) from error


_documented: list[type[BaseModel]] = []


def document(*models: type[BaseModel]) -> None:
    """Names models of bodies that are parsed by hand, so that the API document shows them."""
    _documented.extend(models)


def documented_models() -> tuple[type[BaseModel], ...]:
    return tuple(_documented)


class MergePatch:
    """A merge-patch body of one model; plain JSON is taken too."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    async def __call__(self, request: Request) -> Any:
        if media_type(request) not in ("application/json", "application/merge-patch+json"):
            raise WrongMediaType("Send application/merge-patch+json.")
        return parsed(self._model, await json_body(request))


def merge_patch_body(model: type[BaseModel]) -> dict[str, Any]:
    """How a ``MergePatch`` stands in the API document."""
    document(model)
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/merge-patch+json": {"schema": schema}}}}


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


Configured = Annotated[Settings, Depends(get_settings)]
