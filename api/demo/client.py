"""The demo's own server and the callers that talk to it, over HTTP like anybody."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

_STARTS_WITHIN = 60.0


class DemoFailed(Exception):  # noqa: N818  the walk's own word
    """A step of the walk did not do what it should."""


class Caller:
    """One organisation or candidate with its key or token."""

    def __init__(self, client: httpx.Client, name: str, key: str) -> None:
        self._client = client
        self.name = name
        self.key = key

    def get(self, path: str, **query: str | int) -> Any:
        return self._answer(self._client.get(path, params=query, headers=self._headers()))

    def post(self, path: str, body: Any) -> Any:
        headers = self._headers() | {"Idempotency-Key": str(uuid4())}
        return self._answer(self._client.post(path, json=body, headers=headers))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        if response.is_error:
            problem = response.json()
            raise DemoFailed(
                f"{response.request.method} {response.url.path}: {response.status_code} {problem['detail']}"
            )
        return response.json()


@contextmanager
def served(database_url: str, port: int) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """A real server process on this machine, and a client for it; both end with the block."""
    base = f"http://127.0.0.1:{port}"
    environment = {"SKILLSCV_CONSOLE": "true"} | os.environ
    environment |= {"SKILLSCV_DATABASE_URL": database_url, "SKILLSCV_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "uvicorn", "api.main:application", "--factory", "--port", str(port)]
    process = subprocess.Popen([*command, "--no-access-log", "--log-level", "warning"], env=environment)
    try:
        with httpx.Client(base_url=base, timeout=60.0) as client:
            _wait(process, client)
            yield process, client
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise DemoFailed("The server did not start; is the port in use? Choose another with PORT=….")
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise DemoFailed("The server was not ready within a minute.")
