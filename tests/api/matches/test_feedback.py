"""What recruiters find of results is counted to judge the ranking by, and changes no score."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.db import now
from api.tables import MatchFeedback
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy


@pytest.fixture
def people(submit: Callable[..., Caller]) -> dict[str, Caller]:
    return {str(person.id): person for person in (submit("a", STORY), submit("b", OTHER_STORY))}


@pytest.fixture
def run(employer: Caller, people: dict[str, Caller]) -> dict[str, Any]:
    assert len(people) == 2
    made = employer.post("/vacancies", vacancy()).json()
    found: dict[str, Any] = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    return found


def say(caller: Caller, run: dict[str, Any], place: int, *, useful: bool, skills: tuple[str, ...] = ()) -> int:
    person = run["results"][place]["skillscvId"]
    wish = {"useful": useful, "skillIds": list(skills)}
    return int(caller.post(f"/match-runs/{run['id']}/results/{person}/feedback", wish).status_code)


def total(caller: Caller, **asked: Any) -> tuple[int, int]:
    found = caller.get("/audits/match-feedback", params=asked).json()["total"]
    return found["useful"], found["notUseful"]


def test_the_last_word_on_each_place_counts_once(run: dict[str, Any], employer: Caller) -> None:
    assert say(employer, run, 0, useful=False) == 201
    assert say(employer, run, 0, useful=True, skills=("planning", "planning")) == 201
    assert say(employer, run, 1, useful=False, skills=("planning", "communication")) == 201
    found = employer.get("/audits/match-feedback").json()
    assert found["total"] == {"useful": 1, "notUseful": 1}
    assert found["byRank"][0] == {"first": 1, "last": 3, "useful": 1, "notUseful": 1}
    assert [row["useful"] + row["notUseful"] for row in found["byRank"][1:]] == [0, 0]
    assert sum(row["useful"] + row["notUseful"] for row in found["byBand"]) == 2
    skills = [(row["id"], row["useful"], row["notUseful"]) for row in found["bySkill"]]
    assert skills == [("planning", 1, 1), ("communication", 0, 1)]
    assert all(row["label"]["nl"] for row in found["bySkill"])


@pytest.mark.parametrize("skills", [("too-old-for-us",), ("planning", "no-such-skill")])
def test_a_reason_is_a_skill_of_the_catalogue(run: dict[str, Any], employer: Caller, skills: tuple[str, ...]) -> None:
    assert say(employer, run, 0, useful=False, skills=skills) == 400
    assert total(employer) == (0, 0)


def test_nobody_counts_what_another_organisation_said(
    run: dict[str, Any], employer: Caller, other_employer: Caller
) -> None:
    assert say(employer, run, 0, useful=True) == 201
    assert (total(employer), total(other_employer)) == ((1, 0), (0, 0))
    assert say(other_employer, run, 0, useful=True) == 404


def test_what_was_said_before_the_days_asked_for_is_not_counted(
    run: dict[str, Any], employer: Caller, app: FastAPI
) -> None:
    assert say(employer, run, 0, useful=True) == 201
    with app.state.database.writing() as session:
        (row,) = session.exec(select(MatchFeedback)).all()
        row.created_at = now() - timedelta(days=3)
        session.add(row)
    assert (total(employer, days=2), total(employer, days=4)) == ((0, 0), (1, 0))


def test_a_candidate_reads_nothing_of_it(submit: Callable[..., Caller]) -> None:
    assert submit("c").get("/audits/match-feedback").status_code == 403


def test_feedback_changes_no_score(run: dict[str, Any], employer: Caller) -> None:
    assert [say(employer, run, place, useful=False, skills=("planning",)) for place in (0, 1)] == [201, 201]
    again = employer.post(f"/vacancies/{run['vacancyId']}/match-runs").json()
    assert [row["score"] for row in again["results"]] == [row["score"] for row in run["results"]]


def test_who_withdrew_or_was_erased_counts_no_more(
    run: dict[str, Any], employer: Caller, platform: Caller, people: dict[str, Caller]
) -> None:
    assert [say(employer, run, place, useful=True) for place in (0, 1)] == [201, 201]
    assert total(employer) == (2, 0)
    first, second = (people[row["skillscvId"]] for row in run["results"])
    for row in first.get("/consents").json()["items"]:
        assert first.delete(f"/consents/{row['id']}").status_code == 204
    assert total(employer) == (1, 0)
    assert platform.delete(f"/skillscvs/{second.id}").status_code == 204
    assert total(employer) == (0, 0)
