"""The table of words holds what the service says, so that nobody reads a code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import api
from api.applications.schemas import ApplicationState
from api.referrals.schemas import ReferralState
from api.skillscvs.schemas import Decision
from api.webhooks.events import Event

ACTION = re.compile(r"[A-Za-z-]+\.[A-Za-z-]+")
SOURCE = Path(str(files(api)))
STEPS: dict[str, type[StrEnum]] = {"application.": ApplicationState, "referral.": ReferralState, "skill.": Decision}
"""Actions that are named after where they lead."""


def noting() -> Iterator[ast.Module]:
    """The modules that write into the audit log."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "from api.audit_log.service import note" in text:
            yield ast.parse(text)


def actions_in(call: ast.Call) -> set[str]:
    """What a call passes on as an action; an event only where no other name is given."""
    found: set[str] = set()
    for argument in call.args:
        match argument:
            case ast.Constant(value=str(text)) if ACTION.fullmatch(text):
                found.add(text)
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue()]) if start in STEPS:
                found |= {start + step.value for step in STEPS[start]}
    return found or {
        Event[part.attr].value
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "Event"
    }


def name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_every_action_of_the_audit_log_has_its_words_and_no_other() -> None:
    """The pages show these to candidates and administrators."""
    calls = [
        node
        for module in noting()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and name_of(node.func) not in {"emit", "getLogger"}
    ]
    words = json.loads((SOURCE / "console" / "data" / "words.json").read_text("utf-8"))
    assert set().union(*map(actions_in, calls)) == set(words["action"])
