"""Imports over HTTP, against both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select, text

from api.auth import ROLE_SCOPES
from api.auth import Caller as ApiCaller
from api.db import Database, now
from api.errors import NotAuthenticated
from api.imports.lines import Line
from api.imports.service import RunningImport
from api.tables import Import, Organisation, Role, SkillsCV
from tests.api.world import Caller, submission

EXAMPLE = Path(__file__).parents[3] / "openapi" / "examples" / "requests" / "import.ndjson"
NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(*bodies: Any) -> bytes:
    return b"".join((json.dumps(body) if not isinstance(body, str) else body).encode() + b"\n" for body in bodies)


def send(platform: Caller, content: bytes) -> Any:
    return platform.call("POST", "/imports", content=content, headers=NDJSON)


def counts(body: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(body[name] for name in ("linesDone", "created", "unchanged", "failed"))  # type: ignore[return-value]


def errors(platform: Caller, import_id: str, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = platform.get(f"/imports/{import_id}/errors", params=query).json()
    return found


def test_the_example_is_imported_read_and_redacted(platform: Caller) -> None:
    answer = send(platform, EXAMPLE.read_bytes())
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/imports/{body['id']}"
    assert (body["status"], counts(body)) == ("completed", (3, 3, 0, 0))
    found = platform.get("/skillscvs", params={"externalRef": "import-001"}).json()["items"]
    shown = platform.get(f"/skillscvs/{found[0]['id']}").json()
    assert shown["sections"]
    assert shown["skills"]


def test_sending_the_same_lines_again_goes_on_where_it_stopped(platform: Caller) -> None:
    bodies = [submission(f"r-{number}") for number in range(4)]
    assert counts(send(platform, lines(*bodies[:2])).json()) == (2, 2, 0, 0)
    assert counts(send(platform, lines(*bodies)).json()) == (4, 2, 2, 0)
    assert len(platform.get("/skillscvs").json()["items"]) == 4


def test_a_reference_that_stands_twice_in_a_file_is_stored_once(platform: Caller) -> None:
    assert counts(send(platform, lines(submission("r"), submission("r"))).json()) == (2, 1, 1, 0)


def test_bad_lines_are_named_and_good_ones_stored(platform: Caller) -> None:
    secret = "Noor Verbeek"
    consent = {"purpose": "matching", "grantedAt": "2999-01-01T00:00:00Z"}
    content = lines(
        submission("good-1"),
        "{not json " + secret,
        submission("bad-consent", consents=[consent]),
        "",
        {"externalRef": "", "name": secret, "sections": [{"kind": secret, "text": 3}]},
        '{"externalRef": NaN}',
        "[" * 100_000,
        submission("good-2"),
    )
    body = send(platform, content).json()
    assert counts(body) == (7, 2, 0, 5)
    found = errors(platform, body["id"], limit=100)
    assert secret not in json.dumps(found)
    places = [(item["line"], item["pointer"]) for item in found["items"]]
    assert places[:2] == [(2, ""), (3, "/consents/0/grantedAt")]
    assert {pointer for line, pointer in places if line == 5} == {
        "", "/externalRef", "/sections/0/kind", "/sections/0/text",
    }  # fmt: skip
    assert [line for line, _ in places if line > 5] == [6, 7]
    assert platform.get("/skillscvs", params={"externalRef": "bad-consent"}).json()["items"] == []


def test_a_line_over_a_megabyte_fails_alone(platform: Caller) -> None:
    body = send(platform, lines(submission("a"), submission("b", "x" * 1_000_001), submission("c"))).json()
    assert counts(body) == (3, 2, 0, 1)
    (error,) = errors(platform, body["id"])["items"]
    assert (error["line"], error["pointer"]) == (2, "")
    assert "1000000 bytes" in error["detail"]


def test_errors_come_in_pages_in_order_of_lines(platform: Caller) -> None:
    body = send(platform, lines(*["no"] * 30, {})).json()
    seen, cursor = [], None
    while True:
        page = errors(platform, body["id"], limit=7, **({"cursor": cursor} if cursor else {}))
        seen += [(item["line"], item["pointer"]) for item in page["items"]]
        cursor = page.get("next")
        if cursor is None:
            break
    assert [line for line, _ in seen] == [*range(1, 31), 31, 31]
    assert len(set(seen)) == len(seen)


def test_imported_people_have_no_token_until_the_platform_asks_for_one(
    app: FastAPI, platform: Caller, client: TestClient
) -> None:
    send(platform, lines(submission("r")))
    (found,) = platform.get("/skillscvs").json()["items"]
    with app.state.database.reading() as session:
        assert session.exec(select(SkillsCV.token_hash)).all() == [None]
    path = f"/skillscvs/{found['id']}/candidate-token"
    first, second = (platform.post(path) for _ in range(2))
    assert first.status_code == 201
    tokens = [answer.json()["candidateToken"] for answer in (first, second)]
    assert Caller(client, found["id"], tokens[0]).get("/me").status_code == 401
    assert Caller(client, found["id"], tokens[1]).get("/me").status_code == 200


def test_a_token_is_only_issued_to_the_platform_that_submitted(join: Any, employer: Caller, submit: Any) -> None:
    candidate = submit("r")
    path = f"/skillscvs/{candidate.id}/candidate-token"
    assert join("Other pool", "platform").post(path).status_code == 404
    assert employer.post(path).status_code == 403
    assert candidate.post(path).status_code == 403


def test_imports_are_seen_and_made_by_their_platform_only(platform: Caller, employer: Caller, join: Any) -> None:
    body = send(platform, lines(submission("r"))).json()
    assert [item["id"] for item in platform.get("/imports").json()["items"]] == [body["id"]]
    other = join("Other pool", "platform")
    assert other.get("/imports").json()["items"] == []
    for path in (f"/imports/{body['id']}", f"/imports/{body['id']}/errors"):
        assert other.get(path).status_code == 404
    assert other.post(f"/imports/{body['id']}/cancellation").status_code == 404
    assert send(employer, lines(submission("r"))).status_code == 403


def test_another_media_type_is_refused(platform: Caller) -> None:
    answer = platform.call("POST", "/imports", content=b"{}", headers={"Content-Type": "application/json"})
    assert answer.status_code == 415
    assert platform.get("/imports").json()["items"] == []


def test_an_import_that_has_ended_cannot_be_cancelled(platform: Caller) -> None:
    body = send(platform, lines(submission("r"))).json()
    assert platform.post(f"/imports/{body['id']}/cancellation").status_code == 409


@pytest.fixture
def running(app: FastAPI, platform: Caller) -> RunningImport:
    """An import under way, as the route drives it."""
    state = app.state
    with state.database.reading() as session:
        organisation = session.exec(select(Organisation).where(Organisation.id == platform.uuid)).one()
    caller = ApiCaller(
        organisation_id=organisation.id,
        community_id=organisation.community_id,
        role=Role.PLATFORM,
        scopes=frozenset(ROLE_SCOPES[Role.PLATFORM]),
    )
    return RunningImport(state.database, state.knowledge, state.settings, caller)


def line(number: int) -> Line:
    return Line(number, json.dumps(submission(f"r-{number}")).encode())


def test_progress_shows_from_another_connection(platform: Caller, running: RunningImport) -> None:
    path = f"/imports/{running.id}"
    assert platform.get(path).json()["status"] == "running"
    running.take([line(1), line(2)])
    assert counts(platform.get(path).json()) == (2, 2, 0, 0)
    running.take([line(3), Line(4, None)])
    assert counts(platform.get(path).json()) == (4, 3, 0, 1)
    assert platform.get(path).json()["finishedAt"] is None
    assert running.finish("completed").status == "completed"


def test_a_cancelled_import_takes_no_more_and_keeps_what_it_stored(platform: Caller, running: RunningImport) -> None:
    assert running.take([line(1)])
    assert platform.post(f"/imports/{running.id}/cancellation").json()["status"] == "cancelled"
    assert not running.take([line(2)])
    ended = running.finish("completed")
    assert (ended.status, ended.created) == ("cancelled", 1)
    assert len(platform.get("/skillscvs").json()["items"]) == 1


@pytest.mark.parametrize("at_its_end", [False, True])
def test_an_import_ends_when_its_key_is_revoked(
    at_its_end: bool, app: FastAPI, platform: Caller, running: RunningImport
) -> None:
    key = platform.post("/api-keys", {"name": "import", "scopes": ["skillscvs:read", "skillscvs:write"]}).json()
    caller = replace(running._caller, key_id=UUID(key["id"]))
    revoked = RunningImport(app.state.database, app.state.knowledge, app.state.settings, caller)
    assert revoked.take([line(1)])
    if at_its_end:
        revoked._under_way.append(revoked._begun([line(2)]))
    assert platform.delete(f"/api-keys/{key['id']}").status_code == 204
    with pytest.raises(NotAuthenticated):
        revoked.finish("completed") if at_its_end else revoked.take([line(2)])
    revoked.finish("interrupted")
    shown = platform.get(f"/imports/{revoked.id}").json()
    assert (shown["status"], *counts(shown)) == ("interrupted", 1, 1, 0, 0)


def test_a_reference_submitted_while_a_line_was_read_counts_as_unchanged(
    platform: Caller, running: RunningImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = running._readers.start

    def start_slowly(texts: Any) -> Any:
        received = start(texts)
        assert platform.post("/skillscvs", submission("r-1")).status_code == 201
        return received

    monkeypatch.setattr(running._readers, "start", start_slowly)
    running.take([line(1)])
    body = platform.get(f"/imports/{running.id}").json()
    assert counts(body) == (1, 0, 1, 0)


def test_an_import_whose_process_died_is_shown_as_interrupted(
    app: FastAPI, platform: Caller, running: RunningImport
) -> None:
    database: Database = app.state.database
    with database.writing() as session:
        row = session.get_one(Import, UUID(str(running.id)))
        row.updated_at = now() - timedelta(minutes=11)
        session.add(row)
    assert platform.get(f"/imports/{running.id}").json()["status"] == "interrupted"


def test_raw_text_is_written_nowhere(app: FastAPI, platform: Caller) -> None:
    secret = "noor.verbeek@example.nl"
    send(platform, lines(submission("r", f"Mail me op {secret}. Ik maak elke week het rooster."), {"x": secret}))
    database: Database = app.state.database
    with database.reading() as session:
        tables = ["imports", "import_problems", "skillscv_sections", "claim_evidence", "audit_entries"]
        held = [str(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
    assert held
    assert not any(secret in row for row in held)
