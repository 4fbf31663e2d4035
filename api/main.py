"""What a server process runs: the app with the settings of its environment."""

from __future__ import annotations

from fastapi import FastAPI

from api.app import create_app
from api.middleware import set_up_logging
from api.settings import Settings
from api.tracing import set_up_tracing


def application() -> FastAPI:
    settings = Settings()
    set_up_logging(settings.log_level)
    if settings.traces_url is not None:
        set_up_tracing(settings.traces_url)
    return create_app(settings)
