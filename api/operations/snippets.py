"""The guide's requests as commands for a shell; in the pages they are short, and the tests run both forms.

A fence ``http CALLER STATUS name=field …`` is a request with that caller's key, the status it is answered with, and
what of the answer later requests use as ``{name}``.
"""

from __future__ import annotations

import re
from typing import Final

PREAMBLE: Final = """\
url=http://localhost:8000
platform=KEY_OF_A_PLATFORM
employer=KEY_OF_AN_EMPLOYER
field() { python3 -c 'import json, sys; print(json.load(open("answer.json"))[sys.argv[1]])' "$1"; }
"""
"""What comes before the commands, once."""
_VARIABLE: Final = re.compile(r"\{(\w+)\}")


def is_request(info: str) -> bool:
    return info.startswith("http ")


def command(info: str, content: str) -> str:
    """A request as a command that prints the status and leaves the answer in ``answer.json``."""
    _, caller, _status, *kept = info.split()
    line, _, body = content.strip().partition("\n")
    method, path = line.split()
    parts = [f"curl -sS -o answer.json -w '%{{http_code}}\\n' -X {method} \"$url{_expanded(path)}\""]
    parts.append(f'  -H "Authorization: Bearer ${caller}"')
    if body:
        quoted = "" if _VARIABLE.search(body) else "'"  # in a quoted document the shell looks at nothing
        document = f"<<{quoted}JSON{quoted}\n{_expanded(body)}\nJSON"
        parts.append(f'  -H "Content-Type: application/json" -d @- {document}')
    names = (pair.partition("=") for pair in kept)
    return "\n".join([" \\\n".join(parts), *(f"{name}=$(field {member})" for name, _, member in names)]) + "\n"


def _expanded(text: str) -> str:
    return _VARIABLE.sub(r"${\1}", text)
