"""A pool that boots from blobs knows what one that reads every row knows, and an erasure takes the blobs along."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.db import Database
from api.knowledge import Knowledge
from api.matches import packed
from api.matches.pool import Pool
from api.tables import PoolPart
from matching.index import Found
from matching.plan import build_plan
from matching.requirement import Need, Requirement
from taxonomy.model import SkillId
from tests.api.world import OTHER_STORY, STORY, Caller


@pytest.fixture
def filled(app: FastAPI, submit: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(packed, "LEAST_NEWS", 1)
    for ref, story in (("a", STORY), ("b", OTHER_STORY), ("c", STORY)):
        submit(ref, story)
    database: Database = app.state.database
    return database


def level(pool: Pool, database: Database) -> Pool:
    with database.reading() as session:
        pool.catch_up(session)
    pool._loaded.set()
    return pool


def parts(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(PoolPart)).all())


def ranked(pool: Pool, database: Database, knowledge: Knowledge, owner: Caller) -> list[Found]:
    """Everyone of the owner's pool with their points: rows may lie in another order, answers may not differ."""
    asked = [Requirement(SkillId(skill), 3, 2, Need.NICE) for skill in ("planning", "coaching", "conflict-management")]
    plan = build_plan(asked, knowledge.catalogue)
    audience = frozenset({f"owner:{owner.id}"})
    with database.reading() as session:
        return list(pool.search(session, plan, audience=audience, limit=10, seed=b"0" * 32))


def test_a_boot_from_blobs_knows_what_came_after_them(
    filled: Database, platform: Caller, submit: Callable[..., Caller], knowledge: Knowledge
) -> None:
    assert packed.pack(filled, level(Pool(), filled))
    submit("d", OTHER_STORY)
    booted, read = level(Pool(packed.unpacked), filled), level(Pool(), filled)
    assert len(booted._index) == len(read._index) == 4
    assert booted.sequence == read.sequence
    found = ranked(booted, filled, knowledge, platform)
    assert len(found) == 4
    assert found == ranked(read, filled, knowledge, platform)


def test_an_erasure_takes_the_blobs_along(filled: Database, platform: Caller) -> None:
    assert packed.pack(filled, level(Pool(), filled))
    assert parts(filled)
    gone = platform.get("/skillscvs").json()["items"][0]["id"]
    assert platform.delete(f"/skillscvs/{gone}").status_code == 204
    assert parts(filled) == 0
    assert len(level(Pool(packed.unpacked), filled)._index) == 2


def test_blobs_of_before_an_erasure_are_not_kept_after_it(filled: Database, platform: Caller) -> None:
    behind = level(Pool(), filled)
    gone = platform.get("/skillscvs").json()["items"][0]["id"]
    assert platform.delete(f"/skillscvs/{gone}").status_code == 204
    assert not packed.pack(filled, behind)
    assert parts(filled) == 0


def test_nothing_is_packed_while_little_is_new(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = level(Pool(), filled)
    assert packed.pack(filled, pool)
    assert not packed.pack(filled, pool)
    monkeypatch.setattr(packed, "LEAST_NEWS", 1000)
    assert not packed.pack(filled, level(Pool(), filled))


@pytest.mark.parametrize("spoilt", ["content", "hash", "sequence", "missing"])
def test_blobs_that_cannot_be_trusted_are_not_used(spoilt: str, filled: Database) -> None:
    assert packed.pack(filled, level(Pool(), filled))
    with filled.writing() as session:
        part = session.get_one(PoolPart, "values-000")
        if spoilt == "missing":
            session.delete(part)
        else:
            value = {"content": part.content[::-1], "hash": "0" * 64, "sequence": 1_000_000}[spoilt]
            setattr(part, spoilt, value)
            session.add(part)
    with filled.reading() as session:
        assert packed.unpacked(session, 100) is None
    assert len(level(Pool(packed.unpacked), filled)._index) == 3
