"""Imports whose lines arrive in parts, break off or are too many."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import FastAPI

from api.imports.service import BATCH
from tests.api.imports.test_imports import counts, lines
from tests.api.world import Caller, submission


def streamed(app: FastAPI, platform: Caller, *messages: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Status and body of an import whose parts arrive one by one, which the test client cannot send."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/imports",
        "raw_path": b"/v1/imports",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {platform.key}".encode()), (b"content-type", b"application/x-ndjson")],
        "client": ("test", 1),
        "server": ("test", 80),
        "scheme": "http",
    }
    waiting, sent = list(messages), []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send_part(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send_part))
    body = json.loads(b"".join(message.get("body", b"") for message in sent))
    return next(message["status"] for message in sent if "status" in message), body


def part(content: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


A_BATCH = lines(*(submission(f"r-{number}") for number in range(BATCH)))


def test_lines_that_arrive_in_parts_are_put_together(app: FastAPI, platform: Caller) -> None:
    content = lines(submission("é-1"), submission("é-2"))
    parts = [part(content[start : start + 7]) for start in range(0, len(content), 7)]
    status, body = streamed(app, platform, *parts, part(b"", more=False))
    assert (status, counts(body)) == (201, (2, 2, 0, 0))


def test_a_body_over_the_bound_ends_the_import_and_keeps_what_was_stored(app: FastAPI, platform: Caller) -> None:
    app.state.settings.max_import_bytes = len(A_BATCH) + 10
    status, _ = streamed(app, platform, part(A_BATCH), part(b" " * 100, more=False))
    assert status == 413
    (shown,) = platform.get("/imports").json()["items"]
    assert (shown["status"], shown["created"]) == ("interrupted", BATCH)


def test_a_connection_that_breaks_off_interrupts_the_import(app: FastAPI, platform: Caller) -> None:
    streamed(app, platform, part(A_BATCH + b'{"externalRef": "half'), {"type": "http.disconnect"})
    (shown,) = platform.get("/imports").json()["items"]
    assert (shown["status"], shown["created"], shown["failed"]) == ("interrupted", BATCH, 0)
    status, body = streamed(app, platform, part(A_BATCH + lines(submission("rest")), more=False))
    assert (status, counts(body)) == (201, (BATCH + 1, 1, BATCH, 0))
