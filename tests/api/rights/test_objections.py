"""An objection is answered by a person, and the clock that says until when is watched."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.api.clock import set_clock
from tests.api.rights.test_retention import purged
from tests.api.test_rights import consent
from tests.api.world import Caller, vacancy


@pytest.fixture
def person(submit: Callable[..., Caller]) -> Caller:
    return submit("a", consents=[consent("matching"), consent("retention")])


def objected(person: Caller, employer: Caller) -> str:
    """The path of an objection to a run of the employer's, as the answer gives it."""
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    made = person.post("/objections", {"text": "Mijn planning telt te weinig.", "matchRunId": run["id"]})
    return str(made.headers["location"]).removeprefix("/v1")


def told(caller: Caller, hook: str) -> list[str]:
    """Types of the objection events that went to an endpoint, in order."""
    sent = caller.get(f"/webhook-endpoints/{hook}/deliveries", params={"limit": 100}).json()["items"]
    return [item["eventType"] for item in sent if item["eventType"].startswith("objection.")]


def test_who_made_it_and_who_answers_it_can_look_it_up(
    platform: Caller, employer: Caller, other_employer: Caller, person: Caller
) -> None:
    path = objected(person, employer)
    assert person.get(path).json() == employer.get(path).json() == person.get("/objections").json()["items"][0]
    for caller in (platform, other_employer):
        assert caller.get(path).status_code == 404


@pytest.mark.parametrize(
    ("days", "reminded", "overdue"),
    [
        (20, [], False),
        (21, ["objection.due"], False),
        (27, ["objection.due"], False),
        (28, ["objection.overdue"], True),
        (29, ["objection.overdue"], True),
    ],
)
def test_its_clock_is_watched(
    days: int,
    reminded: list[str],
    overdue: bool,
    app: FastAPI,
    platform: Caller,
    employer: Caller,
    person: Caller,
) -> None:
    hooks = {
        caller.id: caller.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}).json()["id"]
        for caller in (platform, employer)
    }
    with set_clock() as clock:
        path = objected(person, employer)
        clock.pass_by(days=days)
        assert purged(app)["reminded"] == len(reminded)
        assert purged(app)["reminded"] == 0
        assert told(employer, hooks[employer.id]) == ["objection.created", *reminded]
        assert told(platform, hooks[platform.id]) == (reminded if overdue else [])
        assert person.get(path).json()["overdue"] is overdue
        actions = [view["action"] for view in person.get("/me/views").json()["items"]]
        assert [action for action in actions if action in reminded] == reminded * (2 if overdue else 1)


def test_it_is_reminded_of_before_and_after_and_not_once_it_is_answered(
    app: FastAPI, platform: Caller, employer: Caller, person: Caller
) -> None:
    hook = platform.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}).json()["id"]
    with set_clock() as clock:
        first, second = objected(person, employer), objected(person, employer)
        clock.pass_by(days=22)
        assert purged(app)["reminded"] == 2
        assert employer.post(f"{first}/answer", {"text": "Wij kijken er samen naar."}).status_code == 200
        assert told(platform, hook) == ["objection.answered"]
        clock.pass_by(days=7)
        assert purged(app)["reminded"] == 1
        assert [person.get(path).json()["overdue"] for path in (first, second)] == [False, True]
        assert employer.post(f"{second}/answer", {"text": "Te laat, maar toch."}).json()["overdue"] is False
        assert purged(app)["reminded"] == 0


def test_an_erased_person_is_not_asked_after(app: FastAPI, employer: Caller, person: Caller) -> None:
    with set_clock() as clock:
        objected(person, employer)
        assert person.delete("/me").status_code == 204
        clock.pass_by(days=30)
        assert purged(app)["reminded"] == 0
