"""A match run over HTTP in a pool of 100,000: ``python tests/benchmarks/service.py``.

The service runs as a process of its own over a database on disk; one client asks run after run, each time with all
that a run means: ranked, frozen, stored, hashed, noted in the audit log, committed, and shown with its evidence.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2
import numpy as np
from index import CONSOLE, Row, machine, show
from pool import Pool, Skills, fill, kept
from world import Market

from taxonomy.catalogue import load_catalogue

WANTED_MS, GATED_LIMIT = 15, 20


class Service(NamedTuple):
    """A running service: its address, its process, and the seconds it took to be ready."""

    base: str
    process: int
    ready: float

    def cpu(self) -> float:
        """Seconds of processor time it has used so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(pool: Pool, port: int) -> Iterator[Service]:
    environment = os.environ | {"SKILLSCV_DATABASE_URL": pool.url, "SKILLSCV_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "uvicorn", "api.main:application", "--factory", "--port", str(port)]
    started = time.perf_counter()
    with subprocess.Popen([*command, "--log-level", "warning"], env=environment) as process:  # noqa: S603  our own
        base = f"http://127.0.0.1:{port}"
        try:
            with httpx2.Client(base_url=base) as client:
                while not _is_ready(client):
                    if process.poll() is not None or time.perf_counter() - started > 600:
                        raise RuntimeError("the service did not start")
                    time.sleep(0.25)
            yield Service(base, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/readyz").status_code == httpx2.codes.OK
    except httpx2.TransportError:
        return False


def timed_runs(client: httpx2.Client, vacancies: list[str], count: int, limit: int) -> list[float]:
    """Milliseconds of each of ``count`` runs, the vacancies in turn."""
    times = []
    for number in range(count):
        start = time.perf_counter()
        answer = client.post(f"/v1/vacancies/{vacancies[number % len(vacancies)]}/match-runs", json={"limit": limit})
        times.append((time.perf_counter() - start) * 1000)
        answer.raise_for_status()
        assert len(answer.json()["results"]) == limit
    return times


def make_vacancies(client: httpx2.Client, skills: Skills, market: Market, count: int) -> list[str]:
    made = []
    for number, asked in enumerate(market.vacancies(count)):
        body = {
            "externalRef": f"vacancy-{number}",
            "title": "Vacature",
            "language": "nl",
            "text": "Zie de eisen.",
            "requirements": skills.asked(asked),
        }
        answer = client.post("/v1/vacancies", json=body)
        answer.raise_for_status()
        made.append(answer.json()["id"])
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--limits", type=int, nargs="+", default=[10, 20])
    parser.add_argument("--port", type=int, default=8391)
    parser.add_argument("--folder", type=Path, help="keep the database here, or use the one that is here")
    chosen = parser.parse_args()
    CONSOLE.print(machine())
    with TemporaryDirectory(prefix="skillscv-bench-") as scratch:
        rows = measure(chosen.folder or Path(scratch), chosen)
    show(f"a match run over HTTP, {chosen.profiles:,} people", rows)
    return int(any(row.met is False for row in rows))


def measure(folder: Path, chosen: argparse.Namespace) -> list[Row]:
    catalogue, market = load_catalogue(), Market()
    start, start_cpu = time.perf_counter(), time.process_time()
    pool = kept(folder) or fill(folder, chosen.profiles, market, catalogue)
    taken = time.perf_counter() - start, time.process_time() - start_cpu
    rows = [_started("writing the people", *taken)]
    with serving(pool, chosen.port) as service:
        rows.append(_started("first start", service.ready, service.cpu()))
    with serving(pool, chosen.port) as service, _client(service.base, pool.employer_key) as client:
        rows.append(_started("second start", service.ready, service.cpu()))
        vacancies = make_vacancies(client, Skills(catalogue), market, 30)
        timed_runs(client, vacancies, 30, 20)
        for limit in chosen.limits:
            before = service.cpu()
            times = timed_runs(client, vacancies, chosen.runs, limit)
            rows.append(_row(limit, times, (service.cpu() - before) / chosen.runs * 1000))
    return rows


def _client(base: str, key: str) -> httpx2.Client:
    return httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=120)


def _started(what: str, seconds: float, cpu: float) -> Row:
    return Row(f"{what}, s (of processor)", f"{seconds:.1f} ({cpu:.1f})", "", None)


def _row(limit: int, times: list[float], cpu: float) -> Row:
    low, median, slow = np.percentile(times, [0, 50, 95])
    gate, met = (f"≤ {WANTED_MS}", bool(median <= WANTED_MS)) if limit == GATED_LIMIT else ("", None)
    return Row(
        f"first {limit}: p50 (least, p95; processor), ms", f"{median:.1f} ({low:.1f}, {slow:.1f}; {cpu:.1f})", gate, met
    )


if __name__ == "__main__":
    sys.exit(main())
