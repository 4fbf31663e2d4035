"""The one composition root."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from api import errors, openapi
from api.applications.routes import router as applications
from api.audit_log.routes import router as audit_log
from api.audits.routes import router as audits
from api.audits.service import read_twins_of_waiting
from api.console import app as console
from api.db import Database
from api.deprecations import DEPRECATIONS, Deprecations
from api.exports.routes import router as exports
from api.funnel.routes import router as funnel
from api.imports.routes import router as imports
from api.jobs import Job, Jobs
from api.knowledge import Knowledge
from api.matches.batches import work_off
from api.matches.packed import pack, unpacked
from api.matches.pool import Pool
from api.matches.routes import router as matches
from api.middleware import Answering, Metrics, RateLimit, SizeLimit
from api.operations.routes import outside
from api.operations.routes import router as operations
from api.organisations.routes import router as organisations
from api.readings.routes import router as readings
from api.referrals.open_pool import tell_open_pool
from api.referrals.routes import router as referrals
from api.rights.retention import purge
from api.rights.routes import router as rights
from api.secrets import Secret, stored_secret
from api.settings import Settings
from api.skills.routes import router as skills
from api.skills.service import finding_of
from api.skillscvs.routes import router as skillscvs
from api.tokens import Issuer
from api.tracing import OFF
from api.vacancies.routes import router as vacancies
from api.webhooks.delivery import deliver_due
from api.webhooks.routes import router as webhooks

FEATURES: Final[tuple[APIRouter, ...]] = (
    readings,
    skillscvs,
    vacancies,
    matches,
    applications,
    referrals,
    rights,
    skills,
    organisations,
    imports,
    exports,
    webhooks,
    audit_log,
    audits,
    funnel,
    operations,
)
_PACK_POOL_EVERY: Final = 600.0
_PURGE_EVERY: Final = 3600.0
_LOOK_FOR_TWINS_EVERY: Final = 10.0
_TWINS_REST: Final = 9.0
"""Reading twins takes no more than a tenth of a core, however many people wait for it."""
_LOOK_FOR_FITS_EVERY: Final = 30.0
_LOOK_FOR_WEBHOOKS_EVERY: Final = 1.0


def create_app(
    settings: Settings, *, knowledge: Knowledge | None = None, deprecations: Deprecations = DEPRECATIONS
) -> FastAPI:
    """The service over a migrated database. ``knowledge`` can be shared by apps of one process."""
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=_lifespan, telemetry=OFF
    )
    database = Database(settings.database_url)
    app.state.settings = settings
    app.state.database = database
    app.state.metrics = Metrics()
    app.state.pool = Pool(unpacked)
    app.state.knowledge = knowledge or Knowledge.load(settings.esco_bundle, settings.reader)
    app.state.issuer = Issuer(settings)
    app.state.secret = _secret(settings, database)
    for feature in FEATURES:
        app.include_router(feature, prefix="/v1")
    app.include_router(outside)
    errors.install(app)
    openapi.install(app, settings, deprecations)
    app.add_api_route("/v1/openapi.json", _public_document(app), include_in_schema=False, methods=["GET"])
    if settings.console:
        console.install(app, app.state.secret)
    app.add_middleware(SizeLimit, settings=settings)
    app.add_middleware(RateLimit, settings=settings)
    app.add_middleware(Answering, metrics=app.state.metrics, deprecations=deprecations)
    return app


def _secret(settings: Settings, database: Database) -> Secret:
    if settings.secret is not None:
        return Secret(settings.secret.get_secret_value())
    with database.writing() as session:
        return stored_secret(session)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    jobs = Jobs(
        state.database,
        {
            "webhooks": Job(
                _LOOK_FOR_WEBHOOKS_EVERY,
                lambda: deliver_due(state.database, state.secret, state.settings, state.metrics),
            ),
            "match batches": Job(0.0, lambda: work_off(state.database, state.knowledge, state.pool)),
            "pool": Job(_PACK_POOL_EVERY, lambda: pack(state.database, state.pool)),
            "twins": Job(
                _LOOK_FOR_TWINS_EVERY,
                lambda: read_twins_of_waiting(state.database, state.knowledge),
                rests=_TWINS_REST,
            ),
            "open pool": Job(_LOOK_FOR_FITS_EVERY, lambda: tell_open_pool(state.database, state.knowledge)),
            "purge": Job(_PURGE_EVERY, lambda: purge(state.database, state.knowledge, state.settings)),
        },
        state.settings.job_pause_seconds,
    )
    if state.settings.background_jobs:
        jobs.start()
        state.pool.follow(state.database)
        finding_of(state.settings, state.knowledge).warm()
        state.knowledge.warm()
    yield
    if state.settings.background_jobs:
        jobs.stop()
        state.pool.stop()
    state.database.dispose()


def _public_document(app: FastAPI) -> Callable[[], JSONResponse]:
    def document() -> JSONResponse:
        return JSONResponse(app.openapi(), headers={"Access-Control-Allow-Origin": "*"})

    return document
