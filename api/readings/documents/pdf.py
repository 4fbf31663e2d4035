"""The text of a PDF, taken out by a process of its own that is stopped when it needs too much."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from api.errors import BadInput, Problem, TooLarge
from api.readings.documents.bounds import MAX_CHARACTERS, MAX_PAGES, too_long

HEADER_WITHIN: Final = 1024
_END_WITHIN: Final = 2048
_SECONDS: Final = 20
_WORKER: Final = Path(__file__).with_name("pdf_worker.py")

_PROBLEMS: Final[dict[str, tuple[type[Problem], str]]] = {
    "encrypted": (BadInput, "This PDF has a password. Save it without one and send it again."),
    "pages": (TooLarge, f"This PDF has more than {MAX_PAGES} pages. Send those that tell of the person."),
    "unpacks": (TooLarge, "This PDF unpacks to too much. Send a simpler one, or the text itself."),
    "no text": (
        BadInput,
        "This PDF holds pictures of pages, such as a scan. Use text recognition (OCR) first, or send the original.",
    ),
    "damaged": (BadInput, "This PDF is damaged and cannot be read. Save it again and send that file."),
}


def text_of(content: bytes) -> str:
    """The text page after page. Raises BadInput and TooLarge."""
    if b"%%EOF" not in content[-_END_WITHIN:]:
        raise BadInput("This PDF is cut off: its end is missing. Send the whole file.")
    answer = _ask_worker(content)
    if "text" in answer:
        return answer["text"]
    if answer["problem"] == "characters":
        raise too_long()
    problem, detail = _PROBLEMS[answer["problem"]]
    raise problem(detail)


def _ask_worker(content: bytes) -> dict[str, str]:
    bounds = map(str, (MAX_PAGES, MAX_CHARACTERS, _SECONDS))
    try:
        done = subprocess.run(  # noqa: S603  the command is ours, the document comes in by stdin
            [sys.executable, "-I", str(_WORKER), *bounds],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={},  # the worker needs none of it, and the service's environment holds secrets
            check=True,
        )
        answer: dict[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise TooLarge("Reading this PDF takes too long. Send a simpler one, or the text itself.") from None
    except (subprocess.CalledProcessError, ValueError):  # stopped by its limits, or overcome by the file
        return {"problem": "damaged"}
    return answer
