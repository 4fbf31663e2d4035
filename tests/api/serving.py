"""A real server process for tests that kill it, or read its logs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(database_url: str, log: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process and its base address; killed at the end of the block where it still runs."""
    port = free_port()
    command = ["uvicorn", "api.main:application", "--factory", "--port", str(port)]
    process = _started(command, database_url, log, settings)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(process, base, log)
        yield process, base
    finally:
        process.kill()
        process.wait()


@contextmanager
def serving_workers(database_url: str, log: Path, *, workers: int, **settings: str) -> Iterator[str]:
    """The address of ``skillscv serve`` with several workers; it ends them itself, which a killed parent could not."""
    port = free_port()
    command = ["api.cli", "serve", "--port", str(port), "--workers", str(workers)]
    process = _started(command, database_url, log, settings)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(process, base, log)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=60)


def _started(module: list[str], database_url: str, log: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "SKILLSCV_DATABASE_URL": database_url,
        "SKILLSCV_ALLOW_PRIVATE_WEBHOOKS": "true",
        "SKILLSCV_JOB_PAUSE_SECONDS": "0.1",
        **{f"SKILLSCV_{name.upper()}": value for name, value in settings.items()},
    }
    with log.open("ab") as output:
        return subprocess.Popen([sys.executable, "-m", *module], env=environment, stdout=output, stderr=output)  # noqa: S603  our own program


def _wait(process: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(log.read_text("utf-8")[-2000:])
        try:
            if httpx2.get(f"{base}/readyz").status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server was not ready in time")
