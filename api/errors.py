"""Problems as RFC 9457 describes them. No text that a person wrote ever enters one."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import compile_path
from starlette.types import Scope

from api.field_problems import FieldProblem, field_problems

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("skillscv.errors")


class ProblemDocument(BaseModel):
    """The body of every answer that is not a success."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] | None = None
    allowed: list[str] | None = None


class Problem(Exception):  # noqa: N818  the field's name for it
    """Raise a subclass with a detail that helps the caller and quotes nothing of the input."""

    status: ClassVar[HTTPStatus]
    slug: ClassVar[str]

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        allowed: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.allowed = allowed
        self.headers = dict(headers or {})


class BadInput(Problem):
    status, slug = HTTPStatus.BAD_REQUEST, "bad-input"


class NotAuthenticated(Problem):
    status, slug = HTTPStatus.UNAUTHORIZED, "not-authenticated"


class ScopeMissing(Problem):
    status, slug = HTTPStatus.FORBIDDEN, "scope-missing"


class NotFound(Problem):
    status, slug = HTTPStatus.NOT_FOUND, "not-found"


class Conflict(Problem):
    status, slug = HTTPStatus.CONFLICT, "conflict"


class Stale(Problem):
    status, slug = HTTPStatus.PRECONDITION_FAILED, "stale"


class TooLarge(Problem):
    status, slug = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"


class WrongMediaType(Problem):
    status, slug = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong-media-type"


class KeyReused(Problem):
    status, slug = HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-key-reused"


class PreconditionMissing(Problem):
    status, slug = HTTPStatus.PRECONDITION_REQUIRED, "precondition-required"


class TooMany(Problem):
    status, slug = HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"


class Unavailable(Problem):
    status, slug = HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"


TITLES = {
    400: "The input is not right",
    401: "No valid key or token",
    403: "This key may not do that",
    404: "Not found",
    405: "This method is not there",
    406: "No answer in that form",
    409: "This cannot be done in the present state",
    412: "It changed in the meantime",
    413: "Too large",
    415: "Wrong media type",
    422: "The idempotency key was used for something else",
    428: "An If-Match header is needed",
    429: "Too many requests",
    500: "The service failed",
    503: "The service is not available now",
}


def occurrence(scope: Scope) -> str:
    """The ``instance`` of a problem: the request's number, as in X-Request-Id; a path can hold what someone typed."""
    return f"urn:uuid:{scope['state']['request_id']}"


def problem_response(
    status: int,
    slug: str,
    detail: str,
    instance: str,
    *,
    errors: Sequence[FieldProblem] = (),
    allowed: Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    document = ProblemDocument(
        type=f"urn:skillscv:problem:{slug}",
        title=TITLES.get(status, "Problem"),
        status=status,
        detail=detail,
        instance=instance,
        errors=list(errors) or None,
        allowed=None if allowed is None else list(allowed),
    )
    return JSONResponse(
        document.model_dump(exclude_none=True), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Makes every failure of the app a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(StarletteHTTPException, _on_http)
    app.add_exception_handler(IntegrityError, _on_integrity)
    app.add_exception_handler(OperationalError, _on_busy)


def _on_problem(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Problem):
        raise error
    return problem_response(
        error.status,
        error.slug,
        error.detail,
        occurrence(request.scope),
        errors=error.errors,
        allowed=error.allowed,
        headers=error.headers,
    )


def _on_validation(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    raw = error.errors()
    if raw and all(item["loc"][:1] == ("path",) for item in raw):
        return problem_response(404, "not-found", "There is nothing here, or not for you.", occurrence(request.scope))
    if _is_of_another_kind(request, raw):
        return _on_problem(request, WrongMediaType("Send application/json."))
    problems = field_problems(error)
    return problem_response(
        400,
        "bad-input",
        f"{len(problems)} thing(s) in the input are not right.",
        occurrence(request.scope),
        errors=problems,
    )


def _on_http(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error.__cause__, Problem):  # FastAPI wraps what is raised while a body is read
        return _on_problem(request, error.__cause__)
    status = error.status_code if isinstance(error, StarletteHTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException | StarletteHTTPException) else None
    if status == HTTPStatus.METHOD_NOT_ALLOWED:  # Starlette names the methods of the first route only
        headers = {"Allow": ", ".join(sorted(_methods_at(request.app, request.url.path)))}
    slug = HTTPStatus(status).phrase.lower().replace(" ", "-")
    detail = {
        400: "The body could not be read.",
        404: "There is nothing here, or not for you.",
        405: "This address does not take this method.",
    }.get(status, TITLES.get(status, "Problem"))
    return problem_response(status, slug, detail, occurrence(request.scope), headers=headers)


def _on_integrity(request: Request, error: Exception) -> JSONResponse:
    log.warning("integrity conflict", extra={"error_type": type(error).__name__})
    return problem_response(
        409, "conflict", "Another write came first; read again and retry.", occurrence(request.scope)
    )


def _on_busy(request: Request, error: Exception) -> JSONResponse:
    log.warning("database busy", extra={"error_type": type(error).__name__})
    detail = "The database is busy or away; nothing was changed. Try again in a moment."
    return problem_response(503, "unavailable", detail, occurrence(request.scope), headers={"Retry-After": "2"})


def _is_of_another_kind(request: Request, errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the body was not read as JSON because its media type says it is something else."""
    subtype = request.headers.get("content-type", "").partition(";")[0].strip().lower().partition("/")[2]
    is_json = subtype == "json" or subtype.endswith("+json")
    return not is_json and any(item["loc"] == ("body",) and item["type"] != "missing" for item in errors)


def _methods_at(app: FastAPI, path: str) -> set[str]:
    contexts = [context for context in iter_route_contexts(app.routes) if context.path is not None]
    methods = {
        method
        for context in contexts
        if compile_path(context.path or "")[0].match(path)
        for method in getattr(context.original_route, "methods", None) or ()
    }
    return methods | ({"HEAD"} if "GET" in methods else set())


def failure_response(error: Exception, scope: Scope) -> JSONResponse:
    """The answer to what nobody foresaw. Logged by type and place: messages of databases and parsers quote data."""
    log.error("request failed", extra={"error_type": type(error).__name__, "where": _innermost(error)})
    return problem_response(500, "failure", "The service failed; nothing was changed.", occurrence(scope))


def _innermost(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
