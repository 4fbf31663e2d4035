"""Background work keeps its pace, and what is long leaves time for the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from api.db import Database
from api.jobs import Job, Jobs


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'jobs.db'}")
    database.migrate()
    yield database
    database.dispose()


def rounds(database: Database, jobs: dict[str, Job], seconds: float) -> None:
    working = Jobs(database, jobs, pause=0.01)
    working.start()
    time.sleep(seconds)
    working.stop()


def test_long_work_rests_and_the_others_go_on(database: Database) -> None:
    long, short = list[float](), list[float]()

    def work() -> None:
        long.append(time.monotonic())
        time.sleep(0.1)

    rounds(database, {"long": Job(0.0, work, rests=9), "short": Job(0.0, lambda: short.append(0))}, 1.5)
    assert long
    assert all(later - earlier >= 0.9 for earlier, later in pairwise(long))
    assert len(short) > 2 * len(long)


def test_a_job_that_fails_rests_too_and_keeps_nobody_from_working(database: Database) -> None:
    failed, done = list[float](), list[float]()

    def fail() -> None:
        failed.append(0)
        raise ZeroDivisionError

    rounds(database, {"fails": Job(60, fail), "works": Job(0.0, lambda: done.append(0))}, 0.5)
    assert len(failed) == 1
    assert done
