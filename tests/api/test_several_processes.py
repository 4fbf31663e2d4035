"""Several workers of one machine, and two hosts over one PostgreSQL: each answers as if it were alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.db import Database, now
from api.organisations.service import add_organisation
from api.tables import JobLease, Role
from tests.api.serving import serving, serving_workers
from tests.api.world import OTHER_STORY, STORY, submission, vacancy

ASKED = 12
"""Requests on connections of their own: enough that each of two workers answers some."""


class Host:
    """One address, called on a new connection each time, so that any of its workers may answer."""

    def __init__(self, base: str, keys: dict[Role, str]) -> None:
        self._base = base
        self._keys = keys

    def call(self, role: Role, method: str, path: str, json: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._keys[role]}", "Connection": "close"}
        answer = httpx2.request(method, f"{self._base}/v1{path}", json=json, headers=headers, timeout=120)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def keys_of(url: str) -> dict[Role, str]:
    database, keys = Database(url), {}
    with database.writing() as session:
        for role in Role:
            _, keys[role] = add_organisation(session, role.value, role, "one")
    database.dispose()
    return keys


def found_by_all(hosts: list[Host], vacancy_id: str) -> Counter[tuple[str, ...]]:
    """Whom runs find, asked of the hosts in turn, and how often."""
    found: Counter[tuple[str, ...]] = Counter()
    for number in range(ASKED):
        host = hosts[number % len(hosts)]
        run = host.call(Role.EMPLOYER, "POST", f"/vacancies/{vacancy_id}/match-runs", {})
        found[tuple(result["externalRef"] for result in run["results"])] += 1
    return found


def check_that_all_answer_alike(hosts: list[Host]) -> None:
    """After each write every process answers with it: a new person, a withdrawn consent, an erasure."""
    wanted = hosts[0].call(Role.EMPLOYER, "POST", "/vacancies", vacancy())["id"]
    made = [
        host.call(Role.PLATFORM, "POST", "/skillscvs", submission(ref, text))
        for host, ref, text in zip((hosts[0], hosts[-1]), ("a", "b"), (STORY, OTHER_STORY), strict=True)
    ]
    (both,) = found_by_all(hosts, wanted)
    assert set(both) == {"a", "b"}
    hosts[-1].call(Role.PLATFORM, "DELETE", f"/skillscvs/{made[0]['id']}")
    assert found_by_all(hosts, wanted) == {("b",): ASKED}


@pytest.mark.slow
def test_two_workers_answer_alike_at_once_after_a_write(sqlite_url: str, tmp_path: Path) -> None:
    keys = keys_of(sqlite_url)
    with serving_workers(sqlite_url, tmp_path / "log", workers=2) as base:
        check_that_all_answer_alike([Host(base, keys)])


def holder(database: Database) -> str | None:
    """Which process does the background jobs now."""
    with database.reading() as session:
        lease = session.get(JobLease, "jobs")
        return lease.holder if lease is not None and lease.expires_at > now() else None


def until(found: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.5)
    raise AssertionError("it did not happen in time")


@pytest.mark.slow
def test_two_hosts_over_one_database_answer_alike_and_one_takes_over_the_jobs_of_the_other(
    postgresql_url: str, tmp_path: Path
) -> None:
    keys, database = keys_of(postgresql_url), Database(postgresql_url)
    with ExitStack() as opened:
        process, first = opened.enter_context(serving(postgresql_url, tmp_path / "first"))
        worker = until(lambda: holder(database))
        _, second = opened.enter_context(serving(postgresql_url, tmp_path / "second"))
        hosts = [Host(first, keys), Host(second, keys)]
        check_that_all_answer_alike(hosts)
        assert holder(database) == worker
        process.kill()
        process.wait()
        batch = hosts[1].call(Role.EMPLOYER, "POST", "/match-batches", {})
        done = until(lambda: hosts[1].call(Role.EMPLOYER, "GET", f"/match-batches/{batch['id']}")["finishedAt"])
        assert done
        assert holder(database) not in {worker, None}
    database.dispose()
