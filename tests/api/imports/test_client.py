"""The command line's way of importing, against a server of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.progress import Progress

from api.db import Database
from api.imports.client import ImportRefusedError, send
from api.organisations.service import add_organisation
from api.tables import Role
from tests.api.serving import serving
from tests.api.world import submission


def send_quietly(file: Path, key: str, url: str) -> dict[str, object]:
    with Progress(disable=True) as progress:
        return send(file, key=key, url=url, progress=progress)


@pytest.mark.slow
def test_a_file_is_sent_and_its_errors_come_back_all_of_them(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        _, key = add_organisation(session, "Pool", Role.PLATFORM, "one")
        _, employer = add_organisation(session, "Shop", Role.EMPLOYER, "one")
    database.dispose()
    file = tmp_path / "people.ndjson"
    good = [json.dumps(submission(f"r-{number}")) for number in range(30)]
    file.write_text("\n".join([*good, *["no"] * 120]), encoding="utf-8")
    with serving(sqlite_url, tmp_path / "log") as (_, base):
        outcome = send_quietly(file, key, base)
        again = send_quietly(file, key, base + "/")
        with pytest.raises(ImportRefusedError, match="unknown"):
            send_quietly(file, "skc_wrong", base)
        with Progress(disable=True) as progress, pytest.raises(ImportRefusedError):
            send(file, key=employer, url=base, progress=progress)
    assert progress.tasks == []
    assert [outcome[name] for name in ("linesDone", "created", "unchanged", "failed")] == [150, 30, 0, 120]
    assert [again[name] for name in ("linesDone", "created", "unchanged", "failed")] == [150, 0, 30, 120]
    errors = outcome["errors"]
    assert isinstance(errors, list)
    assert [error["line"] for error in errors] == list(range(31, 151))


def test_a_service_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "people.ndjson"
    file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="could not be reached"):
        send_quietly(file, "skc_x", "http://127.0.0.1:9")
