"""The API document: what FastAPI writes, made true to the API design rules."""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from api.bodies import documented_models
from api.deprecations import Deprecations
from api.errors import MEDIA_TYPE, TITLES, ProblemDocument
from api.idempotency import HEADER_PARAMETER, IdempotentRoute
from api.middleware import API_VERSION
from api.settings import Settings

_PREFIX: Final = "/v1"
_SCHEMAS: Final = "#/components/schemas/"
_INPUTS: Final = ("In", "Patch", "Grant", "Filters")
_VERSION_HEADER: Final = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
_LIMIT_HEADERS: Final = {name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit-Policy", "RateLimit")}
_HEADERS: Final[dict[str, Any]] = {
    "API-Version": {"description": "The full version of this API.", "schema": {"type": "string"}},
    "RateLimit-Policy": {
        "description": "How many requests a minute a key may send to one process.",
        "schema": {"type": "string"},
    },
    "RateLimit": {"description": "How many are left, and seconds until there are more.", "schema": {"type": "string"}},
}
_MORE_HEADERS: Final[dict[int, dict[str, Any]]] = {
    401: {"WWW-Authenticate": {"description": "How to send a key.", "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}
_TAGS: Final = {
    "Readings": "Read a text without storing anything.",
    "SkillsCVs": "What people can do, with evidence, and without who they are.",
    "Vacancies": "What is asked, in skills.",
    "Matching": "Who fits what, and why.",
    "Applications": "People put forward for vacancies. No step rejects anyone.",
    "Referrals": "Where else a person fits, with their consent.",
    "Consents": "What a person agreed to; withdrawn at any time.",
    "Candidate": "What is kept of a person, for that person.",
    "Skills": "The catalogue and its search.",
    "Organisations": "Organisations, their community and their keys.",
    "Imports": "Many SkillsCVs at once.",
    "Exports": "All your SkillsCVs in one stream.",
    "Webhooks": "Events to an address of yours: ids only.",
    "Audit log": "Who did what with whose data.",
    "Audits": "Whether ranking is blind, and whom it selects.",
    "Operations": "Health, figures and what the system is.",
}
DESCRIPTION: Final = """Reads anonymised CVs and stories of hobbies, volunteering and care (Dutch and English) into
skills with evidence, ranks people for vacancies on skills alone with an explanation for every score, and refers people
on, with their consent. There is no operation that rejects anyone. Offsets count characters (Unicode code points).
Answers can gain fields: ignore those you do not know."""


def install(app: FastAPI, settings: Settings, deprecations: Deprecations) -> None:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app, settings, deprecations)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def build(app: FastAPI, settings: Settings, deprecations: Deprecations) -> dict[str, Any]:
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
    keyed = _operations_with_keys(app)
    tags: set[str] = set()
    problems: set[int] = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            honours_key = operation["operationId"] in keyed
            answers = _answers(path, method, operation, keyed=honours_key)
            _complete(operation, answers, keyed=honours_key)
            _say_what_is_needed(operation, method)
            if operation["operationId"] in deprecations:
                operation["deprecated"] = True
            tags.update(operation["tags"])
            problems |= answers
    document["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items() if name in tags]
    document["paths"] = dict(_placed(path, item) for path, item in document["paths"].items())
    components = document["components"]
    components["headers"] = _HEADERS
    components["responses"] = {f"Problem{code}": _problem(code) for code in sorted(problems)}
    components["schemas"] = _schemas(components["schemas"])
    return document


def _operations_with_keys(app: FastAPI) -> frozenset[str]:
    """Ids of the operations that honour an ``Idempotency-Key``."""
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    return frozenset(
        route.operation_id or ""
        for route in routes
        if isinstance(route, IdempotentRoute) and "POST" in (route.methods or ())
    )


def _answers(path: str, method: str, operation: dict[str, Any], *, keyed: bool) -> set[int]:
    """The problems an operation can answer with: those its route names, and those its parts and policy tell."""
    places = {parameter["in"] for parameter in operation.get("parameters", [])}
    needs_version = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", []))
    when = (
        (path.startswith(_PREFIX), {429, 503}),
        ("security" in operation, {401, 403}),
        (bool(places - {"path"}), {400}),
        ("path" in places, {404}),
        ("requestBody" in operation, {400, 413, 415}),
        (method != "get" and "path" in places, {409}),
        (needs_version, {412}),
        (needs_version and method == "patch", {428}),
        (keyed, {400, 404, 409, 422}),
    )
    named = {
        int(code) for code, response in operation["responses"].items() if code >= "400" and "content" not in response
    }
    return named.union({500}, *(codes for holds, codes in when if holds))


def _complete(operation: dict[str, Any], codes: set[int], *, keyed: bool) -> None:
    """Every answer there can be, problems included, each with the headers it carries."""
    responses = operation["responses"]
    responses.pop("422", None)
    for response in responses.values():
        limits = _LIMIT_HEADERS if 429 in codes else {}  # noqa: PLR2004  the status says it
        response.setdefault("headers", {}).update(_VERSION_HEADER | limits)
    for code in sorted(codes):
        if "content" not in responses.get(str(code), ()):
            responses[str(code)] = {"$ref": f"#/components/responses/Problem{code}"}
    if keyed:
        operation.setdefault("parameters", []).append(HEADER_PARAMETER)


def _say_what_is_needed(operation: dict[str, Any], method: str) -> None:
    """A parameter is left out, never null; a change names the version it changes."""
    for parameter in operation.get("parameters", []):
        _drop_null(parameter["schema"])
        if parameter["in"] == "path":
            parameter["name"] = to_camel(parameter["name"])
        if parameter["name"] == "If-Match" and method == "patch":
            parameter["required"] = True


def _drop_null(schema: dict[str, Any]) -> None:
    if "anyOf" in schema:
        kinds = [kind for kind in schema.pop("anyOf") if kind != {"type": "null"}]
        schema.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def _problem(code: int) -> dict[str, Any]:
    schema = {"$ref": f"{_SCHEMAS}Problem"}
    headers = _VERSION_HEADER | _MORE_HEADERS.get(code, {})
    return {"description": TITLES[code], "headers": headers, "content": {MEDIA_TYPE: {"schema": schema}}}


def _placed(path: str, item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path below the server's, its parameters in camelCase; what is outside ``/v1`` says so."""
    shown = re.sub(r"{(\w+)}", lambda match: f"{{{to_camel(match[1])}}}", path.removeprefix(_PREFIX))
    return shown, item if path.startswith(_PREFIX) else {"servers": [{"url": "/"}], **item}


def _schemas(found: dict[str, Any]) -> dict[str, Any]:
    schemas = {name: schema for name, schema in found.items() if name not in ("HTTPValidationError", "ValidationError")}
    models: tuple[type[BaseModel], ...] = (*documented_models(), ProblemDocument)
    for model in models:
        schema = model.model_json_schema(ref_template=_SCHEMAS + "{model}", by_alias=True)
        for name, definition in schema.pop("$defs", {}).items():
            schemas.setdefault(name, definition)
        schemas.setdefault(schema["title"], schema)
    for name, schema in schemas.items():
        if not name.endswith(_INPUTS):
            _open_answer(schema)
    return schemas


def _open_answer(schema: dict[str, Any]) -> None:
    """An answer may gain fields; what it lacks is absent, never null, and has no default a client would fill in."""
    schema.pop("additionalProperties", None)
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        field.pop("default", None)
        if name not in required:
            _drop_null(field)
