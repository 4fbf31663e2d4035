"""What the command line prints for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from api import secrets
from api.cli import app
from api.db import Database
from api.tables import ApiKey


def test_a_key_is_printed_whole_however_narrow_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'narrow.db'}"
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "40")
    said = CliRunner().invoke(app, ["organisation", "add", "Talentpool Noord", "--role", "platform"])
    assert said.exit_code == 0
    key = said.output.split()[-1]
    database = Database(url)
    with database.reading() as session:
        stored = session.exec(select(ApiKey)).one()
    database.dispose()
    assert secrets.hashed(key) == stored.hash


def test_a_process_that_starts_slowly_is_not_ended_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four processes on two processors need twenty seconds to begin; uvicorn's own bound is five."""
    asked: dict[str, object] = {}
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", f"sqlite:///{tmp_path / 'serve.db'}")
    monkeypatch.setattr("api.cli.uvicorn.run", lambda _name, **how: asked.update(how))
    assert CliRunner().invoke(app, ["serve", "--workers", "4"]).exit_code == 0
    assert asked["workers"] == 4
    assert int(str(asked["timeout_worker_healthcheck"])) >= 30
