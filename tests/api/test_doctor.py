"""What ``skillscv doctor`` says of installations that lack something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api import doctor
from api.cli import app as command_line
from api.db import Database, now
from api.doctor import Finding, examine
from api.organisations.service import add_organisation
from api.secrets import Secret, stored_secret
from api.tables import JobLease, Role, WebhookEndpoint
from taxonomy.linking.embedding import FOLDER


def findings(subject: str) -> list[Finding]:
    return [finding for finding in examine() if finding.subject == subject]


@pytest.fixture(autouse=True)
def _configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", f"sqlite:///{tmp_path / 'absent.db'}")
    monkeypatch.setattr(doctor, "FEW_BYTES", 0)


@pytest.fixture
def here(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("SKILLSCV_DATABASE_URL", database.url.render_as_string(hide_password=False))
    return database


@pytest.mark.usefixtures("here")
def test_a_sound_installation_is_found_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLSCV_SECRET", "s" * 32)
    found = list(examine())
    assert [finding for finding in found if finding.state != "ok"] == []
    assert {finding.subject for finding in found} >= {"database", "migrations", "secret", "catalogue", "model", "disk"}
    assert CliRunner().invoke(command_line, ["doctor"]).exit_code == 0


class Row(NamedTuple):
    name: str
    value: str
    subject: str
    state: str


@pytest.mark.parametrize(
    "row",
    [
        Row("SKILLSCV_DATABSE_URL", "sqlite:///x.db", "configuration", "wrong"),
        Row("SKILLSCV_SECRET", "short-canary", "configuration", "wrong"),
        Row("SKILLSCV_RETENTION_DAYS", "many-canary", "configuration", "wrong"),
        Row("SKILLSCV_DATABASE_URL", "canary://", "database", "wrong"),
        Row("SKILLSCV_DATABASE_URL", "sqlite:////no/such/folder/canary.db", "database", "wrong"),
        Row("SKILLSCV_DATABASE_URL", "postgresql+psycopg://u:canary@127.0.0.1:1/x", "database", "wrong"),
        Row("SKILLSCV_ESCO_BUNDLE", "/no/such/canary.bundle", "ESCO bundle", "wrong"),
        Row("SKILLSCV_PUBLIC_URL", "http://canary.example.org", "public address", "advice"),
        Row("SKILLSCV_PUBLIC_URL", "https://skills.example.org", "public address", "ok"),
        Row("SKILLSCV_OIDC_ISSUER", "https://canary.example.org", "token issuer", "wrong"),
        Row("SKILLSCV_ENCODER", "/no/such/folder/canary", "vectors", "wrong"),
        Row("SKILLSCV_TRACES_URL", "collector-canary:4318", "configuration", "wrong"),
        Row("SKILLSCV_KEY", "skc_canary", "configuration", "ok"),
        Row("SKILLSCV_TEACHER", "/canary.pt", "configuration", "ok"),
        Row("SKILLSCV_ALL_WALKS", "1", "configuration", "ok"),
    ],
    ids=lambda row: f"{row.name}={row.value[:20]}",
)
def test_each_setting_that_is_wrong_is_named_with_its_mending(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(row.name, row.value)
    found = findings(row.subject)
    assert found[0].state == row.state
    assert row.state == "ok" or found[0].fix
    assert not any("canary" in finding.found + finding.fix for finding in found)


@pytest.mark.usefixtures("here")
def test_labels_that_would_make_a_start_wait_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLSCV_ENCODER", str(FOLDER))
    assert [finding.state for finding in findings("vectors")] == ["ok"]
    monkeypatch.setattr(doctor, "MANY", -1)
    (found,) = findings("vectors")
    assert found.state == "advice"
    assert "skillscv taxonomy vectors" in found.fix


def test_looking_makes_no_database(tmp_path: Path) -> None:
    (found,) = findings("database")
    assert (found.state, found.fix) == ("wrong", "Run 'skillscv migrate'.")
    assert list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(command_line, ["doctor", "--json"]).exit_code == 1


def test_a_file_that_is_no_bundle_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "esco.bundle").write_bytes(b"no bundle")
    monkeypatch.setenv("SKILLSCV_ESCO_BUNDLE", str(tmp_path / "esco.bundle"))
    (found,) = findings("ESCO bundle")
    assert found.state == "wrong"
    assert "import-esco" in found.fix


def _forget_revision(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("DELETE FROM alembic_version"))


def _other_secret(database: Database) -> None:
    with database.writing() as session:
        stored_secret(session)
        row, _ = add_organisation(session, "Pool", Role.PLATFORM, "one")
        sealed = Secret("another secret than the stored one").encrypt("whsec_x")
        session.add(
            WebhookEndpoint(
                organisation_id=row.id,
                url="https://example.org",
                events=[],
                encrypted_secrets=[sealed],
                status="enabled",
                created_at=now(),
            )
        )


def _nobody_works(database: Database) -> None:
    with database.writing() as session:
        session.add(JobLease(name="jobs", holder="gone", expires_at=now() - timedelta(minutes=5)))


@pytest.mark.parametrize(
    ("spoil", "subject", "state"),
    [
        (_forget_revision, "migrations", "wrong"),
        (_other_secret, "secret", "wrong"),
        (_nobody_works, "background jobs", "advice"),
    ],
)
def test_what_is_wrong_inside_the_database_is_told(
    here: Database, spoil: Callable[[Database], None], subject: str, state: str
) -> None:
    spoil(here)
    (found,) = findings(subject)
    assert (found.state, bool(found.fix)) == (state, True)


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FEW_BYTES", 10**18)
    (few,) = findings("disk")
    monkeypatch.setattr(doctor, "LEAST_BYTES", 10**18)
    (none,) = findings("disk")
    assert (few.state, none.state) == ("advice", "wrong")
