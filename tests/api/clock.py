"""A clock that tests set: the service asks the time in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

import pytest


class Clock:
    """Runs as the real one does, ``ahead`` of it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.ahead

    def pass_by(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@contextmanager
def set_clock() -> Iterator[Clock]:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.db.datetime", clock)
        yield clock
