"""The pool folds many changes into its built part, and answers the same."""

from collections.abc import Callable
from threading import enumerate as enumerate_threads
from time import monotonic, sleep

import pytest
from fastapi import FastAPI

from api.matches import pool
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy


def test_a_rebuild_changes_no_answer(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    for ref, story in (("a", STORY), ("b", OTHER_STORY), ("c", STORY)):
        submit(ref, story)
    before = employer.post(f"/vacancies/{made['id']}/match-runs").json()["results"]
    monkeypatch.setattr(pool, "MOST_PENDING", 1)
    submit("d", OTHER_STORY)
    during = employer.post(f"/vacancies/{made['id']}/match-runs").json()["results"]
    index = app.state.pool._index
    until = monotonic() + 30
    while index.pending and monotonic() < until:
        sleep(0.05)
    assert index.pending == 0
    after = employer.post(f"/vacancies/{made['id']}/match-runs").json()["results"]
    points = [{row["externalRef"]: row["score"] for row in rows} for rows in (before, during, after)]
    assert points[1] == points[2]
    assert points[0].items() <= points[1].items()


def test_the_pool_is_rebuilt_by_one_thread_at_a_time(
    app: FastAPI, submit: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "MOST_PENDING", 0)
    building = app.state.pool._index._building
    with building:  # so that the first rebuild takes as long as the test
        for ref in ("a", "b", "c"):
            submit(ref)
            with app.state.database.reading() as session:
                app.state.pool.catch_up(session)
        rebuilding = [thread for thread in enumerate_threads() if thread.name == "skillscv-rebuild"]
        assert len(rebuilding) == 1
    rebuilding[0].join(60)
    assert app.state.pool._index.pending == 0
