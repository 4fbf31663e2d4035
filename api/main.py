"""What a server process runs: the app with the settings of its environment."""

from __future__ import annotations

from fastapi import FastAPI

from api.app import create_app
from api.middleware import set_up_logging
from api.settings import Settings


def application() -> FastAPI:
    settings = Settings()
    set_up_logging(settings.log_level)
    return create_app(settings)
