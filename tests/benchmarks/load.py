"""Mixed load on a running service for some minutes: ``python tests/benchmarks/load.py --clients 20 --minutes 5``.

The service is started here with ``--workers`` processes over a pool that ``pool.py`` fills, or one kept in a folder;
``--postgresql`` over a server of the benchmark's own.
Each client is one platform or employer with one connection: of ten requests six read, two submit, two rank. Told are
errors, the times of each operation as seen by clients, and the memory of the service at the start and after each fifth
of the time: whether it levels off.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

import httpx2
import numpy as np
from index import CONSOLE, Row, machine, show
from pool import Pool, Skills, fill, kept
from postgres import postgresql
from rich.progress import BarColumn, Progress, TextColumn
from service import make_vacancies
from world import Market

from taxonomy.catalogue import load_catalogue

STORY = (
    "Elke {day} maak ik het rooster voor {people} vrijwilligers van de voedselbank en verdeel ik de ritten. "
    "Toen de koeling uitviel heb ik binnen {people} minuten een andere plek geregeld, zodat er niets weg hoefde."
)
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
_PAGE = 4096


class Load:
    """What the clients do, and what they saw."""

    def __init__(self, base: str, pool: Pool, vacancies: list[str], until: float) -> None:
        self._base, self._pool, self._vacancies, self.until = base, pool, vacancies, until
        self._lock = Lock()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, int] = defaultdict(int)

    def client(self, number: int) -> None:
        draw = random.Random(number)  # noqa: S311  a benchmark repeats itself
        with httpx2.Client(base_url=f"{self._base}/v1", timeout=120) as client:
            people: list[str] = []
            while time.monotonic() < self.until:
                self._one(client, draw, people, number)

    def _one(self, client: httpx2.Client, draw: random.Random, people: list[str], number: int) -> None:
        """Of ten two submit, two rank, six read; who has nobody to read yet submits first."""
        turn = draw.randrange(10)
        platform = {"Authorization": f"Bearer {self._pool.platform_key}"}
        employer = {"Authorization": f"Bearer {self._pool.employer_key}"}
        vacancy = f"/vacancies/{draw.choice(self._vacancies)}"
        if turn < 2 or not people:
            body = _person(draw, f"load-{number}-{time.monotonic_ns()}")
            answer = self._timed("submit", lambda: client.post("/skillscvs", json=body, headers=platform))
            people += [] if answer is None else [answer.json()["id"]]
        elif turn < 4:
            wish = {"limit": 20}
            self._timed("match run", lambda: client.post(f"{vacancy}/match-runs", json=wish, headers=employer))
        elif turn < 7:
            path = f"/skillscvs/{draw.choice(people)}"
            self._timed("read a SkillsCV", lambda: client.get(path, headers=platform))
        elif turn < 9:
            self._timed("read a vacancy", lambda: client.get(vacancy, headers=employer))
        else:
            self._timed("list SkillsCVs", lambda: client.get("/skillscvs", headers=platform))

    def _timed(self, operation: str, call: Callable[[], httpx2.Response]) -> httpx2.Response | None:
        start = time.perf_counter()
        try:
            answer = call()
        except httpx2.TransportError as error:
            failed, answer = type(error).__name__, None
        else:
            failed = "" if answer.is_success else str(answer.status_code)
        with self._lock:
            if failed:
                self.errors[f"{operation}: {failed}"] += 1
            else:
                self.times[operation].append((time.perf_counter() - start) * 1000)
        return None if failed else answer


def _person(draw: random.Random, reference: str) -> dict[str, Any]:
    text = STORY.format(day=draw.choice(DAYS), people=draw.randrange(3, 90))
    return {
        "externalRef": reference,
        "language": "nl",
        "sections": [{"kind": "volunteering", "text": text}],
        "consents": [{"purpose": "matching", "grantedAt": "2026-01-31T12:00:00Z"}],
    }


@contextmanager
def serving(pool: Pool, port: int, workers: int) -> Iterator[tuple[str, int]]:
    """The address and process id of ``skillscv serve``, once it is ready."""
    environment = os.environ | {
        "SKILLSCV_DATABASE_URL": pool.url,
        "SKILLSCV_LOG_LEVEL": "WARNING",
        "SKILLSCV_RATE_LIMIT_PER_MINUTE": "1000000",
    }
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603  our own
        base = f"http://127.0.0.1:{port}"
        try:
            while not _ready(base):
                if process.poll() is not None:
                    raise RuntimeError("the service did not start")
                time.sleep(0.5)
            yield base, process.pid
        finally:
            process.terminate()


def _ready(base: str) -> bool:
    try:
        return httpx2.get(f"{base}/readyz").is_success
    except httpx2.TransportError:
        return False


def megabytes(process: int) -> int:
    """Resident memory of a process and those it started, in MB; what they share is counted for each."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    own = int(Path(f"/proc/{process}/statm").read_text("utf-8").split()[1]) * _PAGE // 1_000_000
    return own + sum(megabytes(int(child)) for child in children)


def measure(pool: Pool, chosen: argparse.Namespace) -> list[Row]:
    with serving(pool, chosen.port, chosen.workers) as (base, process):
        with httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {pool.employer_key}"}, timeout=300) as one:
            vacancies = make_vacancies(one, Skills(load_catalogue()), Market(), 30)
            for vacancy in vacancies:
                one.post(f"/v1/vacancies/{vacancy}/match-runs", json={"limit": 20}).raise_for_status()
        memory = [megabytes(process)]
        load = Load(base, pool, vacancies, time.monotonic() + chosen.minutes * 60)
        Thread(target=_show, args=(load, chosen.minutes * 60), daemon=True).start()
        watch = Thread(target=_weigh, args=(memory, process, chosen.minutes * 60))
        watch.start()
        with ThreadPoolExecutor(chosen.clients) as clients:
            list(clients.map(load.client, range(chosen.clients)))
        watch.join()
    rows = [_row(name, times, chosen.minutes) for name, times in sorted(load.times.items())]
    rows.append(Row("errors", str(sum(load.errors.values())), "0", not load.errors))
    rows += [Row(f"  {name}", str(count), "", None) for name, count in sorted(load.errors.items())]
    rows.append(Row("memory at the start and after each fifth, MB", ", ".join(map(str, memory)), "", None))
    return rows


def _weigh(memory: list[int], process: int, seconds: float) -> None:
    for _ in range(5):
        time.sleep(seconds / 5)
        memory.append(megabytes(process))


def _show(load: Load, seconds: float) -> None:
    """How far it is, and what the clients have seen so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[seen]}"))
    with Progress(*columns, console=CONSOLE) as progress:
        task = progress.add_task("load", total=seconds, seen="")
        while (left := load.until - time.monotonic()) > 0:
            answered, errors = sum(map(len, load.times.values())), sum(load.errors.values())
            progress.update(task, completed=seconds - left, seen=f"{answered:,} answered, {errors} errors")
            time.sleep(1)


def _row(name: str, times: list[float], minutes: float) -> Row:
    median, slow = np.percentile(times, [50, 95])
    return Row(
        f"{name}: p50, p95 in ms (a second)", f"{median:.0f}, {slow:.0f} ({len(times) / minutes / 60:.1f})", "", None
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=8392)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--folder", type=Path, help="keep the SQLite database here, or use the one that is here")
    where.add_argument("--postgresql", action="store_true", help="a PostgreSQL of the benchmark's own")
    chosen = parser.parse_args()
    CONSOLE.print(machine())
    with TemporaryDirectory(prefix="skillscv-load-") as scratch, ExitStack() as opened:
        folder = chosen.folder or Path(scratch)
        url = opened.enter_context(postgresql(folder)) if chosen.postgresql else None
        pool = kept(folder) or fill(folder, chosen.profiles, Market(), load_catalogue(), url)
        rows = measure(pool, chosen)
    database = "PostgreSQL" if url else "SQLite"
    show(f"{chosen.clients} clients, {chosen.workers} worker(s), {chosen.profiles:,} people, {database}", rows)
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
