"""Writes what ``/v1/exports/skillscvs`` sends into a file, for the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import httpx

from api.exports.schemas import Form

_TIMEOUT: Final = httpx.Timeout(30.0, read=600.0)


class ExportRefusedError(Exception):
    """The service gave no export, or broke it off; the message says why."""


def receive(file: Path, *, key: str, url: str, form: Form, progress: Callable[[int], object]) -> int:
    """How many SkillsCVs the file holds at the end. Raises ExportRefusedError.

    A native export goes on after the last whole line that the file holds already; a line cut off is written anew.
    The other form names no ids, so it begins anew. ``progress`` is called with the lines that were added.
    """
    with file.open("r+b" if file.exists() and form == "native" else "w+b") as kept:
        count, last = _whole_lines(kept)
        progress(count)
        query = {"format": form} | ({"after": last} if last else {})
        try:
            with (
                httpx.Client(base_url=url.rstrip("/") + "/v1", timeout=_TIMEOUT) as client,
                client.stream(
                    "GET", "/exports/skillscvs", params=query, headers={"Authorization": f"Bearer {key}"}
                ) as answer,
            ):
                _check(answer)
                for chunk in answer.iter_bytes():
                    kept.write(chunk)
                    count += chunk.count(b"\n")
                    progress(chunk.count(b"\n"))
        except httpx.TransportError as error:
            raise ExportRefusedError(
                "The service could not be reached, or the connection broke off. Send the same command to go on."
            ) from error
    return count


def _whole_lines(kept: BinaryIO) -> tuple[int, str | None]:
    """How many whole lines the file holds, and the id in the last of them; what follows them is cut off."""
    count, end, last = 0, 0, b""
    for line in kept:
        if not line.endswith(b"\n"):
            break
        count, end, last = count + 1, end + len(line), line
    kept.truncate(end)
    kept.seek(0, os.SEEK_END)
    try:
        return count, str(json.loads(last)["id"]) if last else None
    except (ValueError, KeyError, TypeError) as error:
        raise ExportRefusedError("The file is there already and is no native export; name another one.") from error


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        answer.read()
        raise ExportRefusedError(str(answer.json().get("detail", answer.status_code)))
