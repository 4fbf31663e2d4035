"""The platform's reference is handed over after acceptance, so many times a day, and each time is logged."""

from collections.abc import Callable
from functools import partial

from fastapi import FastAPI

from tests.api.clock import set_clock
from tests.api.test_journey import refer
from tests.api.world import Caller


def offered(employer: Caller, other: Caller, person: Caller) -> str:
    _, referral = refer(employer, other, person)
    path = f"/referrals/{referral['id']}"
    assert person.post(f"{path}/consent", {"granted": True}).status_code == 200
    return path


def actions(person: Caller) -> list[str]:
    return [view["action"] for view in person.get("/me/views").json()["items"]]


def test_it_is_in_the_acceptance_and_in_a_look_and_both_are_logged(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    path = offered(employer, other_employer, person)
    assert other_employer.get(path).json()["handover"] is None
    assert "reference.disclosed" not in actions(person)
    assert other_employer.post(f"{path}/acceptance").json()["handover"]["externalRef"] == "a"
    assert actions(person).count("reference.disclosed") == 1
    assert [item["handover"] for item in other_employer.get("/referrals").json()["items"]] == [None]
    assert other_employer.get(path).json()["handover"]["externalRef"] == "a"
    assert person.get(path).json()["handover"] is None
    assert actions(person).count("reference.shown") == 1


def test_a_repeat_of_the_acceptance_hands_nothing_over_once_it_was_taken_back(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    path = offered(employer, other_employer, person)
    accept = partial(other_employer.post, f"{path}/acceptance", headers={"Idempotency-Key": "k"})
    given = accept().json()
    assert given["handover"]["externalRef"] == "a"
    assert accept().json() == given
    assert person.post(f"{path}/revocation").status_code == 200
    repeated = accept()
    assert repeated.status_code == 404
    assert "handover" not in repeated.json()


def test_what_others_were_answered_of_the_person_stays_when_a_referral_is_taken_back(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    path = offered(employer, other_employer, person)
    revoke = partial(person.post, f"{path}/revocation", headers={"Idempotency-Key": "k"})
    taken_back = revoke()
    assert taken_back.status_code == 200
    assert revoke().json() == taken_back.json()


def test_an_organisation_is_given_so_many_a_day(
    app: FastAPI, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    app.state.settings = app.state.settings.model_copy(update={"disclosures_per_day": 1})
    first, second = (offered(employer, other_employer, submit(name)) for name in ("a", "b"))
    with set_clock() as clock:
        assert other_employer.post(f"{first}/acceptance").status_code == 200
        refused = other_employer.post(f"{second}/acceptance")
        assert refused.status_code == 429
        assert 86_000 < int(refused.headers["retry-after"]) <= 86_401
        assert other_employer.get(second).json()["state"] == "offered"
        clock.pass_by(seconds=int(refused.headers["retry-after"]))
        assert other_employer.post(f"{second}/acceptance").status_code == 200
