"""A pool of people written straight into a database, as submissions would have left it there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import make_url
from world import CORE, OCCUPATIONAL, Market

from api.db import Database, now
from api.organisations.service import add_organisation
from api.tables import Role
from matching.kernel import Rows
from matching.requirement import Requirement
from taxonomy.catalogue import Catalogue
from taxonomy.model import SkillId

AT_ONCE: Final = 10_000
Insert = Callable[[str, Iterator[tuple[Any, ...]]], None]
"""Writes rows into a table, whose columns are named with it."""
TEXT: Final = "Elke week maak ik het rooster en regel ik wat er misgaat, zodat iedereen weet waar hij moet zijn."


class Pool(NamedTuple):
    """A database with people, the key of an employer that may match them, and that of their platform."""

    url: str
    employer_key: str
    platform_key: str


class Skills:
    """The benchmark's numbered skills as skills of the catalogue; several numbers share one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._others = [skill for skill in sorted(catalogue.skills) if skill not in CORE]

    def named(self, number: int) -> SkillId:
        if number >= OCCUPATIONAL:
            return SkillId(CORE[number - OCCUPATIONAL])
        return self._others[number % len(self._others)]

    def asked(self, requirements: list[Requirement]) -> list[dict[str, Any]]:
        """Requirements of the benchmark's market as a vacancy sends them."""
        numbers = {self.named(int(item.skill_id.removeprefix("skill-"))): item for item in requirements}
        return [
            {"skillId": skill, "weight": item.weight, "minimumLevel": item.minimum_level, "need": item.need}
            for skill, item in numbers.items()
        ]


def kept(folder: Path) -> Pool | None:
    """The pool that ``fill`` left in ``folder``."""
    keys = folder / "keys.json"
    return Pool(*json.loads(keys.read_text("utf-8"))) if keys.exists() else None


def fill(folder: Path, count: int, market: Market, catalogue: Catalogue, url: str | None = None) -> Pool:
    """``count`` active people with one section, 19 skills with a place of evidence each, and consent to be matched.

    ``url``: an empty PostgreSQL database instead of an SQLite file in ``folder``.
    """
    pool_url = url or f"sqlite:///{folder / 'pool.db'}"
    database = Database(pool_url)
    database.migrate()
    with database.writing() as session:
        platform, platform_key = add_organisation(session, "Platform", Role.PLATFORM, "benchmark")
        _, employer_key = add_organisation(session, "Employer", Role.EMPLOYER, "benchmark")
        owner = platform.id, platform.community_id
    database.dispose()
    people = market.people(count)
    with _copying(url) if url else _unjournalled(folder / "pool.db") as insert:
        _write(insert, people, owner, Skills(catalogue), catalogue)
    pool = Pool(pool_url, employer_key, platform_key)
    if not url:
        (folder / "keys.json").write_text(json.dumps(pool), "utf-8")
    return pool


@contextmanager
def _unjournalled(path: Path) -> Iterator[Insert]:
    with sqlite3.connect(path) as connection:
        # nobody else is there and it can be made again: no journal, and pages stay in memory until the end
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=OFF", "synchronous=OFF", "cache_size=-1500000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()

        def insert(table: str, rows: Iterator[tuple[Any, ...]]) -> None:
            places = ", ".join("?" * (table.count(",") + 1))
            while batch := list(islice(rows, AT_ONCE)):
                connection.executemany(f"INSERT INTO {table} VALUES ({places})", batch)  # noqa: S608  tables named below
            connection.commit()

        yield insert
        connection.execute("ANALYZE")
    connection.close()


@contextmanager
def _copying(url: str) -> Iterator[Insert]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:

        def insert(table: str, rows: Iterator[tuple[Any, ...]]) -> None:
            with connection.transaction(), connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[arg-type]  # tables named below
                for row in rows:
                    copy.write_row(row)

        yield insert
        connection.execute("ANALYZE")


def _write(insert: Insert, people: Rows, owner: tuple[UUID, UUID], skills: Skills, catalogue: Catalogue) -> None:
    ids = sorted(uuid4().hex for _ in range(people.starts.size - 1))
    moment = now()
    at, until = (when.strftime("%Y-%m-%d %H:%M:%S.%f") for when in (moment, moment + timedelta(days=60)))
    organisation, community = (part.hex for part in owner)
    known_as = catalogue.version, catalogue.hash, "benchmark"
    insert(
        "skillscvs (id, organisation_id, community_id, external_ref, language, status, version, catalogue_version,"
        " catalogue_hash, reader_version, twins_tested, twins_changed, pool_steps, retention_until, created_at,"
        " updated_at)",
        (
            (id_, organisation, community, f"ref-{id_}", "nl", "active", 1, *known_as, 16, 0, 0, until, at, at)
            for id_ in ids
        ),
    )
    insert(
        "skillscv_sections (skillscv_id, position, kind, redacted_text)",
        ((id_, 0, "work", TEXT) for id_ in ids),
    )
    insert(
        "consents (id, skillscv_id, purpose, text_version, granted_at, recorded_at)",
        ((uuid4().hex, id_, "matching", "1", at, at) for id_ in ids),
    )
    held = list(_held(people, ids, skills))
    insert(
        "claims (skillscv_id, skill_id, standing, level)",
        ((id_, skill, "evidenced", level) for id_, skill, level in held),
    )
    insert(
        'claim_evidence (id, skillscv_id, skill_id, section, start, "end", standing, reason, confidence)',
        (
            (f"{number:032x}", id_, skill, 0, 0, 40, "evidenced", "behaviour", 900)
            for number, (id_, skill, _) in enumerate(held)
        ),
    )
    insert("profile_changes (skillscv_id)", ((id_,) for id_ in ids))


def _held(people: Rows, ids: list[str], skills: Skills) -> Iterator[tuple[str, SkillId, int]]:
    for row, id_ in enumerate(ids):
        part = slice(people.starts[row], people.starts[row + 1])
        levels: dict[SkillId, int] = {}
        for number, level in zip(people.skills[part].tolist(), people.levels[part].tolist(), strict=True):
            levels.setdefault(skills.named(number), level)
        yield from ((id_, skill, level) for skill, level in levels.items())
