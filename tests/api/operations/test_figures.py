"""What Prometheus is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from starlette.datastructures import Headers

from api.middleware import trace_id
from tests.api.clock import set_clock
from tests.api.world import STORY, Caller, vacancy


def figures(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    pairs = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_the_index_the_queues_and_the_stages_of_reading_are_counted(
    client: TestClient, platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    made = platform.post("/webhook-endpoints", {"url": "https://example.org/hook", "events": []})
    assert made.status_code == 201
    submit("a")
    before = figures(client)
    assert before["skillscv_index_lag_changes"] == 1
    assert before['skillscv_webhook_deliveries{status="pending"}'] == 1
    assert before['skillscv_webhook_deliveries{status="failed"}'] == 0
    assert before["skillscv_webhook_oldest_pending_seconds"] >= 0
    assert before["skillscv_imports_running"] == 0
    for stage in ("redaction", "reading"):
        assert before[f'skillscv_reading_seconds_count{{stage="{stage}"}}'] >= 1
    posted = employer.post("/vacancies", vacancy()).json()["id"]
    employer.post(f"/vacancies/{posted}/match-runs")
    after = figures(client)
    assert (after["skillscv_index_people"], after["skillscv_index_lag_changes"]) == (1, 0)


def test_who_keeps_the_rules_learns_what_people_object_to(client: TestClient, submit: Callable[..., Caller]) -> None:
    person = submit("a", f"Ik ben Fatima el Amrani. {STORY}")
    [removal, *_] = person.get(f"/skillscvs/{person.id}").json()["redactions"]
    about = {"section": removal["section"], "type": removal["type"]}
    with set_clock() as clock:
        assert person.post("/objections", {"text": "Dit is geen naam.", "redaction": about}).status_code == 201
        disputed = f'skillscv_removals_disputed{{type="{removal["type"]}"}}'
        assert (figures(client)[disputed], figures(client)["skillscv_objections_overdue"]) == (1, 0)
        clock.pass_by(days=28)
        assert figures(client)["skillscv_objections_overdue"] == 1


def test_without_its_tables_the_figures_of_the_process_are_still_told(client: TestClient, platform: Caller) -> None:
    with client.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.execute(text("DROP TABLE import_problems"))
        session.execute(text("DROP TABLE imports"))
    platform.get("/skillscvs")
    found = figures(client)
    assert "skillscv_imports_running" not in found
    assert any(name.startswith("skillscv_requests_total") for name in found)


TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (f"00-{TRACE}-{PARENT}-01", True),
        (f" 00-{TRACE}-{PARENT}-00 ", True),
        (f"01-{TRACE}-{PARENT}-01", True),
        (f"ff-{TRACE}-{PARENT}-01", False),
        (f"00-{TRACE.upper()}-{PARENT}-01", False),
        (f"00-{'0' * 32}-{PARENT}-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"00-{TRACE}-{PARENT}", False),
        ("Noor Verbeek", False),
        ("", False),
    ],
)
def test_a_trace_is_taken_over_only_where_it_is_one(header: str, taken: bool) -> None:
    found = trace_id(Headers({"traceparent": header}), "0af76519-16cd-43dd-8448-eb211c80319c")
    assert found == (TRACE if taken else "0af7651916cd43dd8448eb211c80319c")
