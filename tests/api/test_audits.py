"""Audits: blind on twins, and honest about outcomes."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlmodel import col, update

from api.audits.service import read_twins_of_waiting
from api.db import now
from api.skillscvs.twins import AT_SUBMISSION, LATER
from api.tables import Demographic, SkillsCV
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy

SIGNED = f"Mijn naam is Sanne de Boer, ik ben 44 jaar. {STORY}"


def test_a_run_says_what_was_suppressed_and_how_many_twins_were_read(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a", SIGNED)
    made = employer.post("/vacancies", vacancy()).json()
    invariance = employer.post(f"/vacancies/{made['id']}/match-runs").json()["invariance"]
    assert sum(invariance["signalsSuppressed"].values()) >= 2
    assert invariance["twinsTested"] == AT_SUBMISSION
    assert invariance["rankChanges"] == 0


def test_more_twins_are_read_in_the_background(app: FastAPI, employer: Caller, submit: Callable[..., Caller]) -> None:
    submit("a", SIGNED)
    assert read_twins_of_waiting(app.state.database, app.state.knowledge) == 1
    assert read_twins_of_waiting(app.state.database, app.state.knowledge) == 0
    made = employer.post("/vacancies", vacancy()).json()
    assert employer.post(f"/vacancies/{made['id']}/match-runs").json()["invariance"]["twinsTested"] == LATER


def test_one_whose_twins_cannot_be_read_holds_up_no_other(app: FastAPI, submit: Callable[..., Caller]) -> None:
    unreadable, other = submit("a").uuid, submit("b").uuid
    with app.state.database.writing() as session:
        session.exec(update(SkillsCV).where(col(SkillsCV.id) == unreadable).values(language="xx"))
    for _ in range(2):
        read_twins_of_waiting(app.state.database, app.state.knowledge)
    with app.state.database.reading() as session:
        tested = [session.get_one(SkillsCV, found).twins_tested for found in (unreadable, other)]
    assert tested == [AT_SUBMISSION, LATER]


def test_an_invariance_audit_reads_twins_of_those_one_may_see(
    employer: Caller, stranger: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a", SIGNED)
    submit("b", OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    found = employer.post("/audits/invariance", {"vacancyId": made["id"], "twinsPerPerson": 12}).json()
    assert (found["people"], found["twinsTested"]) == (2, 24)
    assert found["changed"] == sum(kind["changed"] for kind in found["kinds"])
    assert stranger.post("/audits/invariance").json()["people"] == 0
    assert stranger.post("/audits/invariance", {"vacancyId": made["id"]}).status_code == 404


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({}, 200),
        ({"people": 200, "twinsPerPerson": 2}, 200),
        ({"people": 1, "twinsPerPerson": 250}, 200),
        ({"people": 200, "twinsPerPerson": 3}, 400),
        ({"people": 2, "twinsPerPerson": 250}, 400),
        ({"people": 200}, 400),
    ],
    ids=str,
)
def test_an_audit_reads_no_more_than_some_hundred_twins(wish: dict[str, int], status: int, employer: Caller) -> None:
    answer = employer.post("/audits/invariance", wish)
    assert answer.status_code == status
    if status == 400:
        assert [problem["pointer"] for problem in answer.json()["errors"]] == ["/twinsPerPerson"]


def test_an_audit_tells_no_other_organisation_which_signals_stood_in_a_text(
    platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    def tested(caller: Caller) -> dict[str, int]:
        found = caller.post("/audits/invariance", {"people": 1, "twinsPerPerson": 250}).json()
        return {kind["kind"]: kind["tested"] for kind in found["kinds"]}

    plain = submit("a")
    without = tested(employer)
    assert platform.delete(f"/skillscvs/{plain.id}").status_code == 204
    submit("b", SIGNED)
    assert tested(employer) == without
    assert tested(platform)["name"] > without["name"]


def test_demographics_are_the_candidates_own_and_change_no_score(
    app: FastAPI, platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    before = employer.post(f"/vacancies/{made['id']}/match-runs").json()["results"]
    assert person.put("/me/demographics", {"gender": "woman", "ageBand": "55-64"}).json()["ageBand"] == "55-64"
    assert employer.post(f"/vacancies/{made['id']}/match-runs").json()["results"] == before
    assert platform.get("/me/demographics").status_code == 403
    assert "55-64" not in platform.get(f"/skillscvs/{person.id}").text
    assert person.put("/me/demographics", {}).json() == {"ageBand": None, "gender": None, "background": None}
    with app.state.database.reading() as session:
        assert session.get(Demographic, (person.uuid, "gender")) is None


@pytest.mark.parametrize("attribute", ["ageBand", "gender", "background"])
def test_small_groups_are_suppressed(attribute: str, employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    person.put("/me/demographics", {"gender": "woman", "ageBand": "55-64", "background": "europe"})
    made = employer.post("/vacancies", vacancy()).json()
    employer.post(f"/vacancies/{made['id']}/match-runs")
    found = employer.get("/audits/impact-ratios", params={"vacancyId": made["id"], "attribute": attribute}).json()
    assert [group["finding"] for group in found["groups"]] == ["suppressed"]
    assert found["groups"][0]["rate"] is None


def test_the_number_of_people_does_not_tell_the_size_of_a_group_that_is_withheld(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    one = submit("a").uuid
    with app.state.database.writing() as session:
        like_it = session.get_one(SkillsCV, one).model_dump(exclude={"id", "external_ref", "token_hash"})
        for gender, size in {"man": 11, "other": 3, "woman": 10}.items():
            people = [SkillsCV(**like_it, external_ref=f"{gender}-{number}") for number in range(size)]
            session.add_all(people)
            session.flush()
            for person in people:
                answer = Demographic(skillscv_id=person.id, attribute="gender", value=gender, recorded_at=now())
                session.add(answer)
    made = employer.post("/vacancies", vacancy()).json()
    found = employer.get("/audits/impact-ratios", params={"vacancyId": made["id"], "attribute": "gender"}).json()
    assert {group["group"]: group["size"] for group in found["groups"]} == {"man": 11, "other": None, "woman": 10}
    assert found["people"] == 21


def test_a_changed_twin_is_told(app: FastAPI, employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    with app.state.database.writing() as session:
        session.exec(update(SkillsCV).where(col(SkillsCV.id) == person.uuid).values(twins_changed=1))
    made = employer.post("/vacancies", vacancy()).json()
    assert employer.post(f"/vacancies/{made['id']}/match-runs").json()["invariance"]["rankChanges"] == 1
