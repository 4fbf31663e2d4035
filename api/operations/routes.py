"""Health, metrics and the system card."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.auth import ReadsCatalogue
from api.db import Database, get_database
from api.errors import NotFound
from api.knowledge import Knows
from api.matches.pool import get_pool
from api.middleware import API_VERSION
from api.operations import guide
from api.operations.figures import standing
from api.operations.schemas import HealthOut, ReadinessOut, SystemCardOut
from api.schemas import CatalogueOut
from api.version import CODE_VERSION

outside = APIRouter(tags=["Operations"])
router = APIRouter(tags=["Operations"])


@outside.get("/healthz", operation_id="getHealth", summary="Whether the process lives")
async def health() -> HealthOut:  # in the loop: it says that the process lives, also when every thread is taken
    return HealthOut(status="ok")


@outside.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Whether the service can work, and if not, why",
    responses={503: {"model": ReadinessOut, "description": "It cannot work now."}},
)
def readiness(
    request: Request, knowledge: Knows, database: Annotated[Database, Depends(get_database)], response: Response
) -> ReadinessOut:
    followed = request.app.state.settings.background_jobs
    checks = {
        "database": _database(database),
        "catalogue": "ok" if knowledge.catalogue.skills else "empty",
        "index": "ok" if get_pool(request).loaded or not followed else "loading the people who can be matched",
    }
    ready = all(found == "ok" for found in checks.values())
    response.status_code = 200 if ready else 503
    return ReadinessOut(status="ready" if ready else "not ready", checks=checks)


def _database(database: Database) -> str:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
        return "migrations are pending: run 'skillscv migrate'" if database.pending_migrations() else "ok"
    except SQLAlchemyError:
        return "unreachable"


@outside.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request, database: Annotated[Database, Depends(get_database)]) -> Response:
    """Without a database what is counted in it is left out: that figures are absent is the alarm."""
    counted = generate_latest(request.app.state.metrics.registry)
    try:
        with database.reading() as session:
            counted += generate_latest(standing(session, get_pool(request)))
    except SQLAlchemyError:
        pass
    return Response(counted, media_type=CONTENT_TYPE_LATEST)


@router.get("/system-card", operation_id="getSystemCard", summary="What the system is, does and does not do")
def system_card(caller: ReadsCatalogue, knowledge: Knows) -> SystemCardOut:
    del caller
    catalogue, reader = knowledge.catalogue, knowledge.reader
    return SystemCardOut(
        name="SkillsCV",
        api_version=API_VERSION,
        code_version=CODE_VERSION,
        catalogue=CatalogueOut(version=catalogue.version, hash=catalogue.hash),
        reader=reader.version,
        attribution=list(catalogue.attributions),
        **guide.card(),
    )


_STATIC = files("api.operations").joinpath("static")
_DOCS_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
_GUIDE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_DOCS_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "docs.js": "text/javascript",
}


@outside.get("/docs", include_in_schema=False)
def docs() -> Response:
    """The API reference as a page, from files of our own: it works without network."""
    headers = {"Content-Security-Policy": _DOCS_POLICY}
    return Response(_STATIC.joinpath("docs.html").read_bytes(), media_type="text/html", headers=headers)


@outside.get("/docs/guide", include_in_schema=False)
@outside.get("/docs/guide/{name}", include_in_schema=False)
def guide_page(name: str = "index") -> Response:
    """A page of the guide, without scripts."""
    try:
        content = guide.page(name)
    except KeyError as error:
        raise NotFound("There is no such page.") from error
    headers = {"Content-Security-Policy": _GUIDE_POLICY}
    return Response(content, media_type="text/html", headers=headers)


@outside.get("/docs/guide/pictures/{name}.svg", include_in_schema=False)
def guide_picture(name: str) -> Response:
    try:
        content = guide.picture(name)
    except KeyError as error:
        raise NotFound("There is no such picture.") from error
    return Response(content, media_type="image/svg+xml")


@outside.get("/docs/{name}", include_in_schema=False)
def docs_file(name: str) -> Response:
    if name not in _DOCS_FILES:
        raise NotFound("There is no such file.")
    return Response(_STATIC.joinpath(name).read_bytes(), media_type=_DOCS_FILES[name])
