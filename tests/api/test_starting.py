"""Several processes of one service that start at the same moment."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url = make_url(request.getfixturevalue("postgresql_url"))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url.render_as_string(hide_password=False)


_START = """
import sys
from api.db import Database
from api.secrets import stored_secret

database = Database(sys.argv[1])
database.migrate()
with database.writing() as session:
    print(stored_secret(session).sign("x", purpose="test"))
"""


def test_one_migrates_and_all_have_one_secret(empty_url: str) -> None:
    command = [sys.executable, "-c", _START, empty_url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(3)]  # noqa: S603
    answers = {process.communicate(timeout=60)[0] for process in started}
    assert len(answers) == 1
    assert answers != {b""}
