"""Runs the migrations on the connection given by the service, or on the configured database."""

from alembic import context
from sqlmodel import SQLModel

import api.tables  # noqa: F401  the tables register themselves
from api.db import Database
from api.settings import Settings


def run(connection) -> None:  # noqa: ANN001
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings().database_url)
    with database._writing.connect() as connection:  # noqa: SLF001
        run(connection)
