"""The table of fragments as data: text, spans and strings that must survive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_MARK: Final = re.compile(r"<([A-Z_]+):([^>]*)>|\{([^}]*)\}")


def parse(line: str) -> dict[str, Any]:
    text, position = "", 0
    spans: list[dict[str, Any]] = []
    keep: list[dict[str, Any]] = []
    for match in _MARK.finditer(line):
        text += line[position : match.start()]
        value = match[2] if match[1] else match[3]
        place = {"start": len(text), "end": len(text) + len(value)}
        if match[1]:
            spans.append({**place, "type": match[1]})
        else:
            keep.append(place)
        text += value
        position = match.end()
    return {"text": text + line[position:], "spans": spans, "keep": keep}


def fragments() -> list[dict[str, Any]]:
    lines = Path(__file__).with_name("fragments.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        {"missed": line.startswith("! "), **parse(line.removeprefix("! ").replace("\\n", "\n"))}
        for line in lines
        if line and not line.startswith("#")
    ]
    return [{"id": f"own-{number:03}", **row} for number, row in enumerate(rows, 1)]
