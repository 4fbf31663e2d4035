"""The API document: what FastAPI writes, made true to the API design rules."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.bodies import documented_models
from api.errors import MEDIA_TYPE, TITLES, KeyReused, ProblemDocument
from api.idempotency import HEADER_PARAMETER, IdempotentRoute
from api.middleware import API_VERSION
from api.settings import Settings

_PREFIX: Final = "/v1"
_HEADERS: Final[dict[str, Any]] = {
    "API-Version": {"description": "The full version of this API.", "schema": {"type": "string"}}
}
_ALWAYS: Final = (400, 401, 403, 404, 429, 500)
_BY_METHOD: Final[dict[str, tuple[int, ...]]] = {
    "get": (),
    "post": (409, 413, 415, 422),
    "put": (409, 412, 413),
    "patch": (409, 412, 413, 415, 428),
    "delete": (409, 412),
}
DESCRIPTION: Final = """Reads anonymised CVs and stories of hobbies, volunteering and care (Dutch and English) into skills with
evidence, ranks people for vacancies on skills alone with an explanation for every score, and refers people on, with
their consent. There is no operation that rejects anyone. Offsets count characters (Unicode code points)."""


def install(app: FastAPI, settings: Settings) -> None:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app, settings)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def build(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """The document of the app, with paths below the server's ``/v1``."""
    document = get_openapi(
        title="SkillsCV",
        version=API_VERSION,
        summary="Skills-based matching, and referral instead of rejection.",
        description=DESCRIPTION,
        routes=app.routes,
        contact={"name": settings.contact_name, "email": settings.contact_email, "url": settings.contact_url},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": _PREFIX, "description": "This service"}],
    )
    components = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    components["Problem"] = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    components.update(components["Problem"].pop("$defs", {}))
    _add_referenced_models(components)
    keyed = {_below(route.path) for route in app.routes if isinstance(route, IdempotentRoute)}
    paths = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _complete(operation, method, idempotent=method == "post" and _below(path) in keyed)
        paths[_below(path)] = item if path.startswith(_PREFIX) else {"servers": [{"url": "/"}], **item}
    document["paths"] = paths
    _drop_output_defaults(components)
    return document


def _below(path: str) -> str:
    return path.removeprefix(_PREFIX)


def _complete(operation: dict[str, Any], method: str, *, idempotent: bool) -> None:
    """Every answer there can be, problems included, each with the version header."""
    responses = operation["responses"]
    responses.pop("422", None)
    for code in (*_ALWAYS, *_BY_METHOD[method]):
        if code == KeyReused.status and not idempotent:
            continue
        responses.setdefault(str(code), _problem(code))
    for response in responses.values():
        response.setdefault("headers", {}).update(_HEADERS)
    if idempotent:
        operation.setdefault("parameters", []).append(HEADER_PARAMETER)


def _problem(code: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": TITLES.get(code, "Problem"), "content": {MEDIA_TYPE: {"schema": schema}}}


def _add_referenced_models(components: dict[str, Any]) -> None:
    """Models of bodies that are parsed by hand, which FastAPI does not see."""
    for model in documented_models():
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}", by_alias=True)
        for name, definition in schema.pop("$defs", {}).items():
            components.setdefault(name, definition)
        components.setdefault(model.__name__, schema)


def _drop_output_defaults(components: dict[str, Any]) -> None:
    """A default in an answer would let a generated client leave out what is always there."""
    for name, schema in components.items():
        if name.endswith(("Out", "Page")):
            for field in schema.get("properties", {}).values():
                field.pop("default", None)
