"""What a collector is sent: names of routes and stages, within the caller's trace, and nothing that anyone typed."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider

from api.settings import Settings
from api.tracing import OFF, set_up_tracing
from tests.api.world import STORY, Caller, submission, vacancy

TRACE, PARENT, CANARY = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "canary-7391"


class Collector:
    """Takes spans over HTTP as any collector does."""

    def __init__(self, provider: TracerProvider, received: list[bytes]) -> None:
        self._provider = provider
        self._received = received

    def sent(self) -> bytes:
        self._provider.force_flush()
        return b"".join(self._received)

    def spans(self) -> list[Any]:
        self._provider.force_flush()
        requests = [ExportTraceServiceRequest.FromString(body) for body in self._received]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture(scope="module")
def _everything() -> Iterator[tuple[TracerProvider, list[bytes]]]:
    received: list[bytes] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        provider = set_up_tracing(f"http://127.0.0.1:{server.server_port}/v1/traces")
        yield provider, received
        provider.shutdown()
        server.shutdown()


@pytest.fixture
def collector(_everything: tuple[TracerProvider, list[bytes]]) -> Collector:
    provider, received = _everything
    provider.force_flush()
    received.clear()
    return Collector(provider, received)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing of it is traced."""
    return sqlite_url


def test_a_request_is_a_span_named_by_its_route_with_its_stages_inside(
    collector: Collector, platform: Caller, employer: Caller
) -> None:
    head = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    assert platform.call("POST", "/skillscvs", json=submission("a", STORY), headers=head).status_code == 201
    posted = employer.post("/vacancies", vacancy()).json()["id"]
    assert employer.post(f"/vacancies/{posted}/match-runs").status_code == 201
    spans = {span.name: span for span in collector.spans()}
    assert {"POST /skillscvs", "redaction", "reading", "ranking", "POST /vacancies/{vacancy_id}/match-runs"} <= (
        spans.keys()
    )
    submitted, reading = spans["POST /skillscvs"], spans["reading"]
    assert (submitted.trace_id.hex(), submitted.parent_span_id.hex()) == (TRACE, PARENT)
    assert (reading.trace_id.hex(), reading.parent_span_id) == (TRACE, submitted.span_id)
    kept = {"http.request.method", "http.route", "http.response.status_code"}
    assert {attribute.key for span in spans.values() for attribute in span.attributes} == kept


def test_nothing_that_anyone_typed_and_no_id_is_sent(
    collector: Collector, app: FastAPI, platform: Caller, client: TestClient
) -> None:
    made = platform.post("/skillscvs", submission(CANARY, f"{STORY} {CANARY}")).json()["id"]
    platform.get(f"/skillscvs/{made}")
    platform.get(f"/skillscvs?externalRef={CANARY}")
    platform.get(f"/{CANARY}")
    client.request(CANARY.upper(), "/v1/skillscvs", headers={"baggage": f"person={CANARY}", "x-canary": CANARY})

    def fail() -> None:
        raise RuntimeError(CANARY)

    app.add_api_route("/failing", fail)
    assert client.get("/failing").status_code == 500
    sent = collector.sent()
    assert b"/skillscvs/{skillscv_id}" in sent
    for typed in (CANARY, CANARY.upper(), made, made.replace("-", "")):
        assert typed.encode() not in sent


def test_without_an_address_nothing_is_sent_and_what_comes_with_fastapi_is_off() -> None:
    assert Settings().traces_url is None
    assert set(OFF.values()) == {False}
