"""The audit log proves that it was not changed: whoever changes it is found out."""

import json
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from typer.testing import CliRunner

from api.cli import app as cli
from tests.api.world import Caller, vacancy

SECOND = "id = (SELECT id FROM audit_entries WHERE organisation_id = {owner} AND sequence = 2)"
TAMPERINGS = {
    "an action": "UPDATE audit_entries SET action = 'skillscv.kept' WHERE {second}",
    "an actor": "UPDATE audit_entries SET actor = 'someone' WHERE {second}",
    "a time": "UPDATE audit_entries SET at = '2020-01-01 00:00:00+00:00' WHERE {second}",
    "whom it was about": "UPDATE audit_entries SET skillscv_id = NULL WHERE {second}",
    "a hash": "UPDATE audit_entries SET hash = '0' WHERE {second}",
    "an entry amid others": "DELETE FROM audit_entries WHERE {second}",
    "the last entry": (
        "DELETE FROM audit_entries WHERE organisation_id = {owner} AND sequence ="
        " (SELECT max(sequence) FROM audit_entries WHERE organisation_id = {owner})"
    ),
    "all entries": "DELETE FROM audit_entries WHERE organisation_id = {owner}",
    "the head": "DELETE FROM audit_chains WHERE organisation_id = {owner}",
}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, database_url: str) -> CliRunner:
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", database_url)
    return CliRunner()


@pytest.fixture
def working(platform: Caller, employer: Caller, submit: Callable[..., Caller]) -> Caller:
    """A platform with several entries, beside an employer with its own."""
    people = [submit(name) for name in ("a", "b")]
    made = employer.post("/vacancies", vacancy()).json()
    people[0].post(f"/vacancies/{made['id']}/applications", {"skillscvId": people[0].id})
    return platform


def test_untouched_chains_are_valid(runner: CliRunner, working: Caller) -> None:
    done = runner.invoke(cli, ["audit", "verify", "--json"])
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0, done.output
    assert len(found) == 2
    assert all(chain["valid"] and chain["entries"] for chain in found)
    assert working.id in {chain["organisationId"] for chain in found}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_changed_log_is_found_out_and_whose_it_is(
    statement: str, app: FastAPI, runner: CliRunner, working: Caller
) -> None:
    is_sqlite = app.state.database.is_sqlite
    owner = f"'{working.uuid.hex if is_sqlite else working.uuid}'"
    with app.state.database.writing() as session:
        session.execute(text(statement.format(owner=owner, second=SECOND.format(owner=owner))))
    done = runner.invoke(cli, ["audit", "verify", "--json"])
    found = {chain["organisationId"]: chain["valid"] for chain in map(json.loads, done.stdout.splitlines())}
    assert done.exit_code == 1
    assert [name for name, valid in found.items() if not valid] == [working.id]
    assert not working.get("/audit-log/verification").json()["valid"]
