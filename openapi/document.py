"""Writes ``openapi.json`` from the app, or (``--check``) says whether the committed one is still the app's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from api.app import create_app
from api.db import Database
from api.settings import Settings

DOCUMENT: Final = Path(__file__).with_name("openapi.json")


def present() -> str:
    """The document of the app as it is now, in the form it is committed in."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/document.db"
        Database(url).migrate()
        app = create_app(Settings(database_url=url, background_jobs=False))
        return json.dumps(app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main(*, check: bool) -> int:
    found = present()
    if not check:
        DOCUMENT.write_text(found, "utf-8")
        return 0
    if DOCUMENT.read_text("utf-8") == found:
        return 0
    print("openapi/openapi.json is not the app's document any more: run 'make openapi' and look at the change.")
    return 1


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
