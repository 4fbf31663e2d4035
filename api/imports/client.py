"""Sends a file to ``/v1/imports``, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
from rich.progress import Progress, TaskID

_CHUNK: Final = 65_536
_TIMEOUT: Final = httpx.Timeout(30.0, read=600.0, write=600.0)


class ImportRefusedError(Exception):
    """The service did not take the import; the message says why."""


def send(file: Path, *, key: str, url: str, progress: Progress) -> dict[str, Any]:
    """The import as the service shows it at its end, with all its ``errors``. Raises ImportRefusedError.

    The service takes lines no faster than it stores them, so what was sent is a fair measure of how far it is.
    """
    with file.open("rb") as content:
        total = sum(chunk.count(b"\n") for chunk in iter(lambda: content.read(_CHUNK), b""))
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with httpx.Client(base_url=url.rstrip("/") + "/v1", headers=headers, timeout=_TIMEOUT) as client:
            _body(client.get("/caller"))  # before much is sent with a wrong key
            task = progress.add_task("Importing", total=total)
            answer = client.post(
                "/imports",
                content=_chunks(file, progress, task),
                headers={"Content-Type": "application/x-ndjson"},
            )
            if answer.is_error:
                progress.remove_task(task)  # what was sent is not what was taken
            outcome: dict[str, Any] = _body(answer)
            return outcome | {"errors": list(_errors(client, outcome["id"]))}
    except httpx.TransportError as error:
        raise ImportRefusedError("The service could not be reached, or the connection broke off. Try again.") from error


def _chunks(file: Path, progress: Progress, task: TaskID) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk
            progress.advance(task, chunk.count(b"\n"))


def _errors(client: httpx.Client, import_id: str) -> Iterator[dict[str, Any]]:
    query = {"limit": "100"}
    while True:
        page = _body(client.get(f"/imports/{import_id}/errors", params=query))
        yield from page["items"]
        if "next" not in page:
            return
        query["cursor"] = page["next"]


def _body(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise ImportRefusedError(str(answer.json().get("detail", answer.status_code)))
    return answer.json()
