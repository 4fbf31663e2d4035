"""Background work: one process at a time does it, another takes over when that one dies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from api.db import Database, now
from api.tables import JobLease

log = logging.getLogger("skillscv.jobs")
LEASE: Final = timedelta(seconds=30)


class Job(NamedTuple):
    """Work done every so many seconds; between two rounds it rests ``rests`` times as long as a round took."""

    every: float
    work: Callable[[], object]
    rests: float = 0.0


class Jobs:
    """Runs each job at its pace in one thread, while this process holds the lease."""

    def __init__(self, database: Database, jobs: Mapping[str, Job], pause: float) -> None:
        self._database = database
        self._jobs = jobs
        self._pause = pause
        self._holder = str(uuid4())
        self._stop = Event()
        self._due = dict.fromkeys(jobs, 0.0)
        self._thread = Thread(target=self._run, name="skillscv-jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                if self._holds_lease():
                    self._work()
            except Exception as error:  # noqa: BLE001  one bad round must not end the thread
                log.warning("job round failed", extra={"error_type": type(error).__name__})

    def _work(self) -> None:
        for name, job in self._jobs.items():
            if (start := monotonic()) < self._due[name] or self._stop.is_set():
                continue
            try:
                job.work()
            except Exception as error:  # noqa: BLE001  nor one bad job the others
                log.warning("job failed", extra={"job": name, "error_type": type(error).__name__})
            end = monotonic()
            self._due[name] = max(start + job.every, end + job.rests * (end - start))

    def _holds_lease(self) -> bool:
        moment = now()
        with self._database.reading() as session:
            lease = session.get(JobLease, "jobs")
            if lease is not None and lease.holder != self._holder and lease.expires_at > moment:
                return False
            if lease is not None and lease.holder == self._holder and lease.expires_at - moment > LEASE / 2:
                return True
        try:
            with self._database.writing() as session:
                lease = session.get(JobLease, "jobs", with_for_update=True)
                if lease is not None and lease.holder != self._holder and lease.expires_at > moment:
                    return False
                lease = lease or JobLease(name="jobs", holder=self._holder, expires_at=moment)
                lease.holder, lease.expires_at = self._holder, moment + LEASE
                session.add(lease)
        except IntegrityError:
            return False
        return True
