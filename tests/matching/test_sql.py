import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import score
from matching.sql import oracle_sql, points_rows

TABLES = (
    "CREATE TABLE profiles (id text, skill_id text, level int)",
    "CREATE TABLE points (requirement int, skill_id text, level int, points int)",
)


def held_rows(pool: Sequence[SkillProfile]) -> Iterator[tuple[str, str, int]]:
    for number, profile in enumerate(pool):
        for skill_id, level in profile.items():
            yield f"id-{number}", skill_id, level


def expected(plan: Plan, pool: Sequence[SkillProfile]) -> dict[str, int]:
    return {f"id-{number}": score(plan, profile).points for number, profile in enumerate(pool)}


@given(data=st.data())
def test_sqlite_gives_the_score_exactly(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, pool = data.draw(plans), data.draw(st.lists(profiles, max_size=8))
    database = sqlite3.connect(":memory:")
    for table in TABLES:
        database.execute(table)
    database.executemany("INSERT INTO profiles VALUES (?, ?, ?)", held_rows(pool))
    database.executemany("INSERT INTO points VALUES (?, ?, ?, ?)", points_rows(plan))
    found = dict(database.execute(oracle_sql("profiles", "points")))
    database.close()
    assert {id_: found.get(id_, 0) for id_ in expected(plan, pool)} == expected(plan, pool)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_postgresql_gives_the_score_exactly(
    data: st.DataObject,
    postgresql_url: str,
    plans: st.SearchStrategy[Plan],
    profiles: st.SearchStrategy[SkillProfile],
) -> None:
    import psycopg

    plan, pool = data.draw(plans), data.draw(st.lists(profiles, max_size=8))
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table.replace("CREATE", "CREATE TEMPORARY"))
        cursor.executemany("INSERT INTO profiles VALUES (%s, %s, %s)", list(held_rows(pool)))
        cursor.executemany("INSERT INTO points VALUES (%s, %s, %s, %s)", list(points_rows(plan)))
        found = dict(cursor.execute(oracle_sql("profiles", "points")).fetchall())
        connection.rollback()
    assert {id_: found.get(id_, 0) for id_ in expected(plan, pool)} == expected(plan, pool)


@pytest.mark.parametrize("name", ["", "a b", "profiles; DROP TABLE profiles", 'a"b'])
def test_a_table_name_that_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        oracle_sql(name, "points")
