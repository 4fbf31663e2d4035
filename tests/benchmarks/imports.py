"""A long import, killed half way and sent again: ``python tests/benchmarks/imports.py --people 50000 --kill``.

People are drawn from the texts of the behaviour corpus until each has some 330 words (``--words``). With ``--url``
into that database (it must be empty), ``--postgresql`` into a server of the benchmark's own, else into SQLite. Told are
lines a second, processor time a line, the most memory of the service half way and at the end, and a hash over
everybody's reference and levels: the same on each database, and however often it was killed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

import httpx2
from index import CONSOLE, Row, machine, show
from load import megabytes
from postgres import postgresql
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlmodel import select

from api.db import Database
from api.organisations.service import add_organisation
from api.tables import Claim, Role, SkillsCV

CORPUS = Path(__file__).parents[2] / "taxonomy" / "data" / "behaviour"
WANTED, WANTED_LINEAR = 10, 100
_TICKS = os.sysconf("SC_CLK_TCK")


def lines(count: int, words: int = 330, seed: int = 1) -> Iterator[bytes]:
    """SkillsCVs as lines, each another mix of texts of one language."""
    draw = random.Random(seed)  # noqa: S311  a benchmark repeats itself
    texts: dict[str, list[str]] = {"nl": [], "en": []}
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            texts[row["lang"]].append(row["text"])
    for number in range(count):
        language = draw.choice(("nl", "nl", "en"))
        sections: list[dict[str, str]] = []
        told = 0
        while told < words:
            chosen = draw.sample(texts[language], min(3, words // 60))
            told += sum(len(text.split()) for text in chosen)
            kind = ("work", "volunteering", "hobby", "care")[len(sections) % 4]
            sections.append({"kind": kind, "text": "\n".join(chosen)})
        consent = {"purpose": "matching", "grantedAt": "2026-01-31T12:00:00Z"}
        body = {"externalRef": f"p-{number:06}", "language": language, "sections": sections, "consents": [consent]}
        yield json.dumps(body).encode() + b"\n"


class Service:
    """The service as a process of its own, watched while it works."""

    def __init__(self, url: str, port: int, reader: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "SKILLSCV_DATABASE_URL": url,
            "SKILLSCV_LOG_LEVEL": "WARNING",
            "SKILLSCV_READER": reader,
        }
        command = [sys.executable, "-m", "uvicorn", "api.main:application", "--factory", "--port", str(port)]
        self.process = subprocess.Popen([*command, "--log-level", "warning"], env=environment)  # noqa: S603  our own
        self.memory: list[int] = []
        self._used = 0.0
        self._ended = Event()
        while not self._ready():
            time.sleep(0.5)
        Thread(target=self._watch, daemon=True).start()

    def _ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError("the service did not start")
        try:
            return httpx2.get(f"{self.base}/readyz").is_success
        except httpx2.TransportError:
            return False

    def _watch(self) -> None:
        while not self._ended.wait(1):
            self.memory.append(megabytes(self.process.pid))
            self.cpu()

    def cpu(self) -> float:
        """Seconds of processor time, that of the reading processes included, also when they have ended."""
        self._used = max(self._used, sum(_seconds(process) for process in _family(self.process.pid)))
        return self._used

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._ended.set()
        self.process.send_signal(how)
        self.process.wait()


def _family(process: int) -> Iterator[int]:
    """The process and those that any of its threads started."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # it ended while we looked
            for child in children.read_text("utf-8").split():
                yield from _family(int(child))


def _seconds(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:  # it has ended: its time is now its parent's
        return 0
    return sum(map(int, fields[11:15])) / _TICKS  # its own, and that of those it started and that have ended


class Sent(NamedTuple):
    """What is imported: a file of so many lines, with the platform's key."""

    file: Path
    people: int
    key: str


def send(service: Service, sent: Sent, kill_after: int | None = None) -> dict[str, int]:
    """The counts of the import; nothing when the service was killed after so many people were stored."""
    ended = Event()
    Thread(target=_watch, args=(service, sent, kill_after, ended), daemon=True).start()
    headers = {"Authorization": f"Bearer {sent.key}", "Content-Type": "application/x-ndjson"}
    try:
        with sent.file.open("rb") as content:
            answer = httpx2.post(f"{service.base}/v1/imports", content=content, headers=headers, timeout=None)
    except httpx2.TransportError:
        return {}
    finally:
        ended.set()
    answer.raise_for_status()
    return {name: answer.json()[name] for name in ("created", "unchanged", "failed")}


def _watch(service: Service, sent: Sent, kill_after: int | None, ended: Event) -> None:
    """Shows how far the import is, and kills the service when that was wished."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=CONSOLE) as progress:
        task = progress.add_task("importing", total=sent.people)
        while not ended.wait(1):
            with suppress(httpx2.TransportError, IndexError):
                done = _newest(service, sent.key)
                progress.update(task, completed=done["linesDone"])
                if kill_after is not None and done["created"] >= kill_after:
                    service.end(signal.SIGKILL)
                    return


def _newest(service: Service, key: str) -> dict[str, int]:
    headers = {"Authorization": f"Bearer {key}"}
    items: list[dict[str, int]] = httpx2.get(f"{service.base}/v1/imports", headers=headers, timeout=600).json()["items"]
    return items[-1]


def digest(url: str) -> tuple[int, str]:
    """How many people are in the database, and a hash over their references, skills and levels."""
    database = Database(url)
    told = hashlib.sha256()
    with database.reading() as session:
        rows = select(SkillsCV.external_ref, Claim.skill_id, Claim.level).join(Claim)
        for row in session.exec(rows.order_by(SkillsCV.external_ref, Claim.skill_id)):  # type: ignore[arg-type]
            told.update(repr(tuple(row)).encode())
        people = len(session.exec(select(SkillsCV.id)).all())
    database.dispose()
    return people, told.hexdigest()[:16]


def measure(url: str, folder: Path, chosen: argparse.Namespace) -> list[Row]:
    database = Database(url)
    database.migrate()
    with database.writing() as session:
        _, key = add_organisation(session, "Platform", Role.PLATFORM, "benchmark")
    database.dispose()
    sent = Sent(folder / "people.ndjson", chosen.people, key)
    with sent.file.open("wb") as target:
        target.writelines(lines(chosen.people, chosen.words))
    rows = [Row("file, MB", f"{sent.file.stat().st_size / 1e6:.0f}", "", None)]
    if chosen.kill:
        killed = Service(url, chosen.port, chosen.reader)
        send(killed, sent, chosen.people // 2)
        rows.append(Row("stored when it was killed", f"{digest(url)[0]:,}", "", None))
    rows += _measured(Service(url, chosen.port, chosen.reader), sent, chosen.reader)
    people, told = digest(url)
    met = people == chosen.people
    return [*rows, Row("people, hash of their levels", f"{people:,}, {told}", f"{chosen.people:,}", met)]


def _measured(service: Service, sent: Sent, reader: str) -> Iterator[Row]:
    start, start_cpu = time.perf_counter(), service.cpu()
    counts = send(service, sent)
    seconds, cpu = time.perf_counter() - start, service.cpu() - start_cpu
    service.end()
    wanted = WANTED_LINEAR if reader == "linear" else WANTED
    speed, half = counts["created"] / seconds, len(service.memory) // 2
    yield Row("new, unchanged, failed", ", ".join(f"{count:,}" for count in counts.values()), "", None)
    yield Row("new SkillsCVs a second", f"{speed:.1f}", f"≥ {wanted}", speed >= wanted)
    yield Row("processor time of a new one, ms", f"{cpu / counts['created'] * 1000:.1f}", "", None)
    memory = f"{max(service.memory[:half], default=0):,}, {max(service.memory[half:], default=0):,}"
    yield Row("most memory in the first and second half, MB", memory, "", None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=330, help="of each person, at least 60")
    parser.add_argument("--reader", choices=["linear", "auto"], default="linear")
    parser.add_argument("--kill", action="store_true", help="kill -9 when half is stored, then send all again")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help="an empty database instead of an SQLite file")
    where.add_argument("--postgresql", action="store_true", help="a PostgreSQL of the benchmark's own")
    parser.add_argument("--port", type=int, default=8393)
    chosen = parser.parse_args()
    CONSOLE.print(machine())
    with TemporaryDirectory(prefix="skillscv-import-") as name, ExitStack() as opened:
        folder = Path(name)
        url = chosen.url or f"sqlite:///{folder}/import.db"
        if chosen.postgresql:
            url = opened.enter_context(postgresql(folder))
        rows = measure(url, folder, chosen)
    database = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
    show(f"an import of {chosen.people:,} people of {chosen.words} words, {database}, reader '{chosen.reader}'", rows)
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
