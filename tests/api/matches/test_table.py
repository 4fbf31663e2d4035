"""A match run for a spreadsheet."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from api.matches.table import asked_for
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/csv", True),
        ("text/csv, */*;q=0.1", True),
        ("application/json;q=0.5, TEXT/CSV", True),
        ("application/json, text/csv", False),
        ("text/csv;q=0.2, application/json;q=0.9", False),
        ("text/csv;q=0", False),
        ("text/csv;q=much", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_table_is_given_to_who_prefers_one(accept: str, wanted: bool) -> None:
    assert asked_for(accept) is wanted


def rows(caller: Caller, run: str) -> list[dict[str, str]]:
    answer = caller.get(f"/match-runs/{run}", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["vary"] == "Accept"
    assert run in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_table_says_what_the_run_says(employer: Caller, submit: Callable[..., Caller]) -> None:
    submit("=1+1", STORY)
    submit('a "quoted", one', OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    run: dict[str, Any] = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    found = rows(employer, run["id"])
    assert len(found) == len(run["results"]) == 2
    for row, result in zip(found, run["results"], strict=True):
        assert (row["skillscvId"], int(row["rank"]), int(row["score"])) == (
            result["skillscvId"],
            result["rank"],
            result["score"],
        )
        assert sum(int(cell) for name, cell in row.items() if name.startswith("points ")) == result["score"]
        levels = {item["skillId"]: item["level"] for item in result["contributions"]}
        assert {name: row[f"level {name}"] for name in levels} == {
            name: "" if level is None else str(level) for name, level in levels.items()
        }
    assert {row["externalRef"] for row in found} == {"'=1+1", 'a "quoted", one'}


def test_a_run_over_vacancies_is_a_table_too(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a", STORY)
    employer.post("/vacancies", vacancy(title="- Planner, heel de week"))
    run = person.post(f"/skillscvs/{person.id}/match-runs").json()
    (row,) = rows(person, run["id"])
    assert (row["title"], row["organisationId"]) == ("'- Planner, heel de week", employer.id)


def test_who_may_not_see_the_run_gets_no_table(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    refused = other_employer.get(f"/match-runs/{run['id']}", headers={"Accept": "text/csv"})
    assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")
