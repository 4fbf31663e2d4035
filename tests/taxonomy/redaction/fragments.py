"""The table of fragments as data: text, spans and strings that must survive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_MARK: Final = re.compile(r"<([A-Z_]+):([^>]*)>|\{([^}]*)\}")
TABLES: Final = {
    "fragments.txt": "own",
    "fragments-2.txt": "second",
    "fragments-3.txt": "third",
    "fragments-4.txt": "fourth",
}

_SIGNS: Final = {"missed": "!", "lost": "?", "touched": "~"}


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


def fragments(*names: str) -> list[dict[str, Any]]:
    """The rows of the named tables, of both when none is named; an id tells the table and the row."""
    return [
        {"id": f"{prefix}-{number:03}", **row}
        for name, prefix in TABLES.items()
        if not names or name in names
        for number, row in enumerate(_rows(name), 1)
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [
        {flag: sign in mark[0] for flag, sign in _SIGNS.items()} | parse(line[mark.end() :].replace("\\n", "\n"))
        for line in lines
        if line and not line.startswith("#") and (mark := re.match(r"(?:[!?~]{1,3} )?", line))
    ]
