"""Nobody is left waiting: a procedure that nobody moves goes on elsewhere, and the open pool hears of what fits."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.referrals import open_pool
from api.referrals.open_pool import refer_idle, tell_open_pool
from api.tables import WebhookDelivery
from tests.api.clock import set_clock
from tests.api.test_rights import consent
from tests.api.world import OTHER_STORY, Caller, vacancy

ELSE = [{"skillId": "ai-literacy", "weight": 5, "minimumLevel": 2, "need": "must"}]


@pytest.fixture
def waiting(employer: Caller, submit: Callable[..., Caller]) -> tuple[Caller, str]:
    """A person who applied for a vacancy, and the path of their application."""
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    application = person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).json()
    return person, f"/applications/{application['id']}"


def idle(app: FastAPI) -> int:
    return refer_idle(app.state.database, app.state.knowledge, app.state.settings)


def look(app: FastAPI) -> int:
    return tell_open_pool(app.state.database, app.state.knowledge)


@pytest.mark.parametrize(("days", "moved"), [(89, 0), (90, 1), (91, 1)])
def test_an_application_nobody_moves_becomes_a_proposal_elsewhere(
    days: int, moved: int, app: FastAPI, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, path = waiting
    there = other_employer.post("/vacancies", vacancy()).json()
    with set_clock() as clock:
        clock.pass_by(days=days)
        assert idle(app) == moved
        assert idle(app) == 0
        assert person.get(path).json()["state"] == ("referred" if moved else "submitted")
        found = [(item["toVacancyId"], item["state"]) for item in person.get("/referrals").json()["items"]]
        assert found == ([(there["id"], "proposed")] if moved else [])


def test_every_step_starts_its_time_anew(app: FastAPI, employer: Caller, waiting: tuple[Caller, str]) -> None:
    person, path = waiting
    with set_clock() as clock:
        clock.pass_by(days=80)
        assert employer.post(f"{path}/conversation").status_code == 200
        clock.pass_by(days=80)
        assert idle(app) == 0
        clock.pass_by(days=11)
        assert idle(app) == 1
        assert person.get(path).json()["state"] == "referred"


def test_the_open_pool_is_told_of_a_vacancy_that_fits_and_once(
    app: FastAPI, platform: Caller, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, _ = waiting
    platform.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook", "events": ["vacancy.fits"]})
    with set_clock() as clock:
        clock.pass_by(days=91)
        assert idle(app) == 1
        assert look(app) == 0
        other_employer.post("/vacancies", vacancy("else", requirements=ELSE))
        assert look(app) == 0
        fits = other_employer.post("/vacancies", vacancy("fits")).json()
        assert look(app) == 1
        assert look(app) == 0
        assert [item["vacancyId"] for item in person.get("/me").json()["notices"]] == [fits["id"]]
    with app.state.database.reading() as session:
        [delivery] = session.exec(select(WebhookDelivery)).all()
    assert delivery.payload["data"] == {"id": person.id, "vacancyId": fits["id"]}


def told_of(person: Caller) -> list[str]:
    return [item["vacancyId"] for item in person.get("/me").json()["notices"] if item["kind"] == "vacancyFits"]


def test_who_changes_in_the_open_pool_is_held_against_the_vacancies_there_were(
    app: FastAPI, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, _ = waiting
    asks = [{"skillId": "conflict-management", "weight": 5, "minimumLevel": 2, "need": "must"}]
    there = other_employer.post("/vacancies", vacancy("coach", requirements=asks)).json()
    with set_clock() as clock:
        clock.pass_by(days=91)
        assert idle(app) == 1
        assert (look(app), told_of(person)) == (0, [])
        etag = person.get(f"/skillscvs/{person.id}").headers["etag"]
        told = [{"kind": "hobby", "text": OTHER_STORY}]
        assert person.patch(f"/skillscvs/{person.id}", {"sections": told}, etag).status_code == 200
        assert (look(app), told_of(person)) == (1, [there["id"]])
        assert look(app) == 0


def test_who_comes_into_the_open_pool_is_told_of_what_appeared_meanwhile(
    app: FastAPI, employer: Caller, other_employer: Caller, join: Callable[..., Caller], waiting: tuple[Caller, str]
) -> None:
    person, path = waiting
    third = join("Third", "employer")
    there = other_employer.post("/vacancies", vacancy()).json()
    wish = {"applicationId": path.split("/")[-1], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish).json()
    appeared = third.post("/vacancies", vacancy()).json()
    assert look(app) == 0  # a referral waits for the person's answer
    assert person.post(f"/referrals/{referral['id']}/consent", {"granted": False}).status_code == 200
    assert (look(app), told_of(person)) == (1, [appeared["id"]])
    assert look(app) == 0


def test_who_lifts_an_exclusion_is_told_of_what_fits_there(
    app: FastAPI, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, _ = waiting
    exclusion = person.post("/consents", consent("exclusion", other_employer)).json()
    there = other_employer.post("/vacancies", vacancy()).json()
    with set_clock() as clock:
        clock.pass_by(days=91)
        assert idle(app) == 1
        assert (look(app), told_of(person)) == (0, [])
        assert person.delete(f"/consents/{exclusion['id']}").status_code == 204
        assert (look(app), told_of(person)) == (1, [there["id"]])


def test_whom_consent_bars_is_not_told(
    app: FastAPI, employer: Caller, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, _ = waiting
    person.post("/consents", consent("exclusion", other_employer))
    with set_clock() as clock:
        clock.pass_by(days=91)
        assert idle(app) == 1
        for caller in (employer, other_employer):  # back to the sender; where they do not want to be seen
            caller.post("/vacancies", vacancy("new"))
        assert look(app) == 0


def test_when_an_organisation_keeps_silent_the_next_proposal_is_made(
    app: FastAPI, employer: Caller, other_employer: Caller, join: Callable[..., Caller], waiting: tuple[Caller, str]
) -> None:
    from api.rights.retention import purge

    person, path = waiting
    third = join("Third", "employer")
    there = other_employer.post("/vacancies", vacancy()).json()
    wish = {"applicationId": path.split("/")[-1], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish).json()
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    third.post("/vacancies", vacancy())
    with set_clock() as clock:
        clock.pass_by(days=28)
        assert purge(app.state.database, app.state.knowledge, app.state.settings)["expired"] == 1
        found = [(item["toOrganisationId"], item["state"]) for item in person.get("/referrals").json()["items"]]
    assert found == [(other_employer.id, "expired"), (third.id, "proposed")]


def test_who_withdrew_can_be_referred_to_the_same_vacancy_and_begins_anew(
    employer: Caller, other_employer: Caller, waiting: tuple[Caller, str]
) -> None:
    person, path = waiting
    there = other_employer.post("/vacancies", vacancy()).json()
    before = person.post(f"/vacancies/{there['id']}/applications", {"skillscvId": person.id}).json()
    assert person.post(f"/vacancies/{there['id']}/applications", {"skillscvId": person.id}).status_code == 409
    assert person.post(f"/applications/{before['id']}/withdrawal").status_code == 200
    wish = {"applicationId": path.split("/")[-1], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish).json()
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    accepted = other_employer.post(f"/referrals/{referral['id']}/acceptance").json()
    assert accepted["resultingApplicationId"] != before["id"]
    begun = other_employer.get(f"/applications/{accepted['resultingApplicationId']}").json()
    assert (begun["state"], begun["vacancyId"]) == ("submitted", there["id"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_open_pool_is_told_by_and_by_so_that_who_was_told_stays_told(
    app: FastAPI,
    employer: Caller,
    other_employer: Caller,
    submit: Callable[..., Caller],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(open_pool, "TOLD_AT_ONCE", 1)
    here = employer.post("/vacancies", vacancy()).json()["id"]
    people = sorted((submit(ref) for ref in ("a", "b", "c")), key=lambda person: person.uuid)
    with set_clock() as clock:
        for person in people:
            person.post(f"/vacancies/{here}/applications", {"skillscvId": person.id})
        clock.pass_by(days=91)
        assert idle(app) == 3
        look(app)
        other_employer.post("/vacancies", vacancy("fits"))
        with app.state.database.writing() as session:
            condition = f"WHEN NEW.skillscv_id = '{people[-1].uuid.hex}' BEGIN SELECT RAISE(ABORT, 'no'); END"
            session.connection().execute(text(f"CREATE TRIGGER refused BEFORE INSERT ON notices {condition}"))
        with pytest.raises(IntegrityError):
            look(app)
        assert [len(person.get("/me").json()["notices"]) for person in people] == [1, 1, 0]
