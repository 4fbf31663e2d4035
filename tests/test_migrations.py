"""The migrations build what the tables say, and go down again, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from api.db import Database


def test_the_migrations_and_the_tables_say_the_same(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert not database.pending_migrations()


def test_a_migration_goes_down_and_up_again(database: Database) -> None:
    database.downgrade("base")
    with database.reading() as session:
        assert set(inspect(session.connection()).get_table_names()) <= {"alembic_version"}
    assert database.pending_migrations()
    database.migrate()
    assert not database.pending_migrations()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    assert not database.pending_migrations()
