"""What recruiters find of results is counted to judge the ranking by, and changes no score."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.world import OTHER_STORY, STORY, Caller, vacancy


@pytest.fixture
def run(employer: Caller, submit: Callable[..., Caller]) -> dict[str, Any]:
    submit("a", STORY)
    submit("b", OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    found: dict[str, Any] = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    return found


def say(caller: Caller, run: dict[str, Any], place: int, *, useful: bool, skills: tuple[str, ...] = ()) -> int:
    person = run["results"][place]["skillscvId"]
    wish = {"useful": useful, "skillIds": list(skills)}
    return int(caller.post(f"/match-runs/{run['id']}/results/{person}/feedback", wish).status_code)


def test_the_last_word_on_each_place_counts(run: dict[str, Any], employer: Caller) -> None:
    assert say(employer, run, 0, useful=False) == 201
    assert say(employer, run, 0, useful=True, skills=("planning",)) == 201
    assert say(employer, run, 1, useful=False, skills=("planning", "communication")) == 201
    found = employer.get("/audits/match-feedback").json()
    assert found["total"] == {"useful": 1, "notUseful": 1}
    assert found["byRank"][0] == {"first": 1, "last": 3, "useful": 1, "notUseful": 1}
    assert sum(row["useful"] + row["notUseful"] for row in found["byBand"]) == 2
    skills = [(row["id"], row["useful"], row["notUseful"]) for row in found["bySkill"]]
    assert skills == [("planning", 1, 1), ("communication", 0, 1)]
    assert all(row["label"]["nl"] for row in found["bySkill"])


def test_nobody_counts_what_another_organisation_said(
    run: dict[str, Any], employer: Caller, other_employer: Caller
) -> None:
    say(employer, run, 0, useful=True)
    assert other_employer.get("/audits/match-feedback").json()["total"] == {"useful": 0, "notUseful": 0}
    assert say(other_employer, run, 0, useful=True) == 404


def test_only_who_may_match_reads_it(run: dict[str, Any], employer: Caller, submit: Callable[..., Caller]) -> None:
    say(employer, run, 0, useful=True)
    assert submit("c").get("/audits/match-feedback").status_code == 403


def test_feedback_changes_no_score(run: dict[str, Any], employer: Caller) -> None:
    for place in (0, 1):
        say(employer, run, place, useful=False, skills=("planning",))
    again = employer.post(f"/vacancies/{run['vacancyId']}/match-runs").json()
    assert [row["score"] for row in again["results"]] == [row["score"] for row in run["results"]]


def test_an_erased_person_counts_no_more(run: dict[str, Any], employer: Caller, platform: Caller) -> None:
    say(employer, run, 0, useful=True)
    person = run["results"][0]["skillscvId"]
    assert platform.delete(f"/skillscvs/{person}").status_code in {200, 202, 204}
    assert employer.get("/audits/match-feedback").json()["total"] == {"useful": 0, "notUseful": 0}
