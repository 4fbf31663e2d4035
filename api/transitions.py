"""State machines as tables: (state, step) → state. What is not in the table cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from api.errors import Conflict

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


def advance(table: Mapping[tuple[State, Step], State], state: State, step: Step) -> State:
    """The next state. Raises Conflict, which names the steps that are allowed."""
    following = table.get((state, step))
    if following is None:
        allowed = sorted(possible for origin, possible in table if origin == state)
        raise Conflict(f"From the state '{state}' the step '{step}' is not possible.", allowed=allowed)
    return following
