"""The pages as an app of their own, mounted beside the service they call."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api.console import (
    batches,
    candidate,
    entrance,
    fairness,
    matching,
    objections,
    organisation,
    own_skillscv,
    referral,
    story,
    traffic,
    vacancies,
)
from api.console.calls import Refused, Service
from api.console.rendering import onward, page
from api.console.session import PATH, FromElsewhere, SignInFirst
from api.errors import Problem
from api.secrets import Secret
from api.tracing import OFF

_PAGES: Final = (
    entrance,
    own_skillscv,
    story,
    candidate,
    objections,
    vacancies,
    batches,
    matching,
    referral,
    organisation,
    traffic,
    fairness,
)
_UNAUTHORISED: Final = 401


def install(service: FastAPI, secret: Secret) -> None:
    """Puts the pages beside ``service``, whose secret seals the session cookies."""
    service.mount(PATH, _console(service, secret))
    service.add_api_route(PATH, lambda: onward(""), include_in_schema=False)


def _console(service: ASGIApp, secret: Secret) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, telemetry=OFF)
    app.state.service = Service(service)
    app.state.secret = secret
    app.state.imports = set()
    for module in _PAGES:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(FromElsewhere, _from_elsewhere)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _nothing_here)
    app.add_exception_handler(404, _nothing_here)
    app.add_exception_handler(405, _nothing_here)
    return app


async def _sign_in_first(request: Request, error: Exception) -> Response:
    del request, error
    return onward("", "sign-in-first")


async def _from_elsewhere(request: Request, error: Exception) -> Response:
    del error
    return page(request, "problem.html", status=403, reason="elsewhere", problems=())


async def _nothing_here(request: Request, error: Exception) -> Response:
    del error
    return page(request, "problem.html", status=404, reason="404", problems=())


async def _problem(request: Request, error: Exception) -> Response:
    status = int(getattr(error, "status", 500))
    return page(request, "problem.html", status=status, reason=str(status), problems=())


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    if error.status == _UNAUTHORISED:
        return onward("/leave")
    return page(request, "problem.html", status=error.status, reason=str(error.status), problems=error.errors)
