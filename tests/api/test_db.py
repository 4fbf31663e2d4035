"""Writers of one process: in the order they came, and never stuck."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.db import Database, _Turns


def waiting(turns: _Turns, count: int) -> None:
    """Returns when so many wait."""
    while len(turns._waiting) < count:
        time.sleep(0.001)


def test_writers_are_served_in_the_order_they_came() -> None:
    turns, served = _Turns(), list[int]()
    assert turns.take(1)

    def write(number: int) -> None:
        assert turns.take(60)
        served.append(number)
        turns.give()

    writers = [Thread(target=write, args=(number,)) for number in range(8)]
    for number, writer in enumerate(writers):
        writer.start()
        waiting(turns, number + 1)
    turns.give()
    for writer in writers:
        writer.join(60)
    assert served == list(range(8))


def test_who_waits_in_vain_leaves_the_queue_and_holds_nobody_up() -> None:
    turns = _Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'turns.db'}")
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE told (number INTEGER NOT NULL)"))
    return database


def test_a_write_that_fails_ends_its_turn(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().execute(text("INSERT INTO told VALUES (1), (NULL)"))
    start = time.monotonic()
    with database.writing() as session:
        session.connection().execute(text("INSERT INTO told VALUES (2)"))
    assert time.monotonic() - start < 30
    with database.reading() as session:
        assert session.connection().execute(text("SELECT number FROM told")).scalars().all() == [2]


def test_no_writer_of_many_waits_for_ever(database: Database) -> None:
    def write(number: int) -> None:
        for _ in range(5):
            with database.writing() as session:
                session.connection().execute(text("INSERT INTO told VALUES (:number)"), {"number": number})

    writers = [Thread(target=write, args=(number,)) for number in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    with database.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM told")).scalar() == 60
