# ruff: noqa: INP001  a folder of documents, not a package
"""Writes ``openapi.json`` from the app, or (``--check``) says whether the committed one is still the app's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fastapi import FastAPI

from api.app import create_app
from api.db import Database
from api.settings import Settings

DOCUMENT: Final = Path(__file__).with_name("openapi.json")


def written(app: FastAPI) -> str:
    """The app's document in the form it is committed in."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def present() -> str:
    """The document of the app as it is now."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/document.db"
        database = Database(url)
        database.migrate()
        database.dispose()
        app = create_app(Settings(database_url=url, background_jobs=False))
        found = written(app)
        app.state.database.dispose()
        return found


def main(*, check: bool) -> str | None:
    """Writes the document, or checks it; what is returned is what is wrong."""
    found = present()
    if not check:
        DOCUMENT.write_text(found, "utf-8")
        return None
    if DOCUMENT.read_text("utf-8") == found:
        return None
    return "openapi/openapi.json is not the app's document any more: run 'make openapi' and look at the change."


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
