"""Engine, sessions and the one commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from typing import Annotated, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

_NO_TRACE, _TURN = "leave no trace", "writes in its turn"
_MIGRATION_LOCK = 5_309_138
_PATIENCE = 60
"""Seconds a writer waits for others."""
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def now() -> datetime:
    return datetime.now(UTC)


class Database:
    """One database: an SQLite file or PostgreSQL, and the two kinds of session there are.

    A writing session takes SQLite's write lock with its first statement, so that two writers queue instead of
    failing half-way; a reading session never blocks.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)
        self._writing = self._engine.execution_options(skillscv_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commits when the block ends well; anything else leaves the database as it was."""
        with Session(self._writing) as session:
            yield session
            _run_last_steps(session)
            session.commit()
        if session.info.pop(_NO_TRACE, False) and self.is_sqlite:
            self._empty_log()

    def _empty_log(self) -> None:
        """Takes what was overwritten out of the write-ahead log too; who reads on for seconds leaves it to the next."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            for pragma in ("busy_timeout=5000", "wal_checkpoint(TRUNCATE)", f"busy_timeout={_PATIENCE * 1000}"):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
            cursor.close()
        finally:
            connection.close()

    def migrate(self, revision: str = "head") -> None:
        """Brings the schema to ``revision``; of several processes that start together one does it, the others wait."""
        with self._writing.connect() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            command.upgrade(self._alembic(connection), revision)

    def downgrade(self, revision: str) -> None:
        with self._engine.connect() as connection:
            command.downgrade(self._alembic(connection), revision)

    def pending_migrations(self) -> bool:
        with self._engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        return current != ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def dispose(self) -> None:
        self._engine.dispose()

    @staticmethod
    def _alembic(connection: Connection) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        return config


class _Turns:
    """Writers of one process in the order they came: SQLite by itself serves whoever happens to ask next."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    def take(self, seconds: float) -> bool:
        """Waits for its turn; False when it did not come within ``seconds``, for SQLite to decide."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Ends a turn: the one who waited longest is next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


def _sqlite_engine(url: str) -> Engine:
    turns = _Turns()
    engine = create_engine(
        url, hide_parameters=True, pool_size=40, max_overflow=20, connect_args={"timeout": _PATIENCE}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # pysqlite would begin transactions by itself, and too late for a lock to be of use
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_PATIENCE * 1000}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("skillscv_writes", False)
        if writes and _TURN not in connection.info:
            connection.info[_TURN] = turns.take(_PATIENCE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _end(_connection: object, record: ConnectionPoolEntry) -> None:
        # only here the commit has been done and the lock is free
        if record.info.pop(_TURN, False):
            turns.give()

    return engine


def _postgresql_engine(url: str) -> Engine:
    return create_engine(url, hide_parameters=True, pool_size=20, max_overflow=30, pool_pre_ping=True)


def before_commit(session: Session, order: str, step: Callable[[Session], None]) -> None:
    """Runs ``step`` last in the transaction, in order of ``order``.

    For steps that hold a lock others wait for: short, and always taken in one order, so that no two writers can
    wait for each other.
    """
    session.info.setdefault("last_steps", []).append((order, step))


def leave_no_trace(session: Session) -> None:
    """For an erasure: once it is committed, nothing of the old content is left in SQLite's files."""
    session.info[_NO_TRACE] = True


def _run_last_steps(session: Session) -> None:
    for _, step in sorted(session.info.pop("last_steps", []), key=lambda item: item[0]):
        step(session)


def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _reading(database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.reading() as session:
        yield session


def _writing(request: Request, database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.writing() as session:
        request.state.session = session
        yield session


# scope="function": the commit comes before the answer is sent, so a client never holds a 2xx for work that was lost
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
