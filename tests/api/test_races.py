"""Many at once: one wins, the others are told so, and nobody waits for somebody who waits for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import text

from api.matches.pool import Pool
from matching.index import Found
from tests.api.test_journey import refer
from tests.api.test_rights import consent
from tests.api.world import Caller, submission, vacancy

ROUNDS = 6


def at_once(*calls: Callable[[], Response]) -> list[int]:
    """The statuses of calls that start together."""
    ready = Barrier(len(calls))

    def start(call: Callable[[], Response]) -> int:
        ready.wait()
        return call().status_code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(start, calls))


def offered(employer: Caller, other: Caller, person: Caller) -> str:
    _, referral = refer(employer, other, person)
    assert person.post(f"/referrals/{referral['id']}/consent", {"granted": True}).status_code == 200
    return f"/referrals/{referral['id']}"


def test_a_referral_is_accepted_once(employer: Caller, other_employer: Caller, submit: Callable[..., Caller]) -> None:
    path = offered(employer, other_employer, submit("a"))
    answers = at_once(*[partial(other_employer.post, f"{path}/acceptance")] * 4)
    assert Counter(answers) == {200: 1, 409: 3}


def test_accepted_or_declined_or_taken_back_but_one_of_them(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    for number in range(ROUNDS):
        person = submit(f"r-{number}", consents=[consent("matching", employer)])
        path = offered(employer, other_employer, person)
        accepted, declined, revoked = at_once(
            partial(other_employer.post, f"{path}/acceptance"),
            partial(other_employer.post, f"{path}/decline"),
            partial(person.post, f"{path}/revocation"),
        )
        state = person.get(path).json()["state"]
        assert {accepted, declined, revoked} <= {200, 404, 409}
        assert 200 not in (accepted, declined) or accepted != declined
        if revoked == 200:
            assert state == "revoked"
            assert declined != 200
        else:
            assert state == "declined"


@pytest.mark.parametrize("end", ["erasure", "withdrawal"])
def test_who_leaves_while_being_accepted_has_left(
    end: str, app: FastAPI, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    for number in range(ROUNDS):
        person = submit(f"r-{number}", consents=[consent("matching", employer)])
        path = offered(employer, other_employer, person)
        given = next(item for item in person.get("/consents").json()["items"] if item["purpose"] == "referral")
        leave = f"/consents/{given['id']}" if end == "withdrawal" else "/me"
        accepted, left = at_once(
            partial(other_employer.post, f"{path}/acceptance"),
            partial(person.delete, leave),
        )
        assert accepted in (200, 404, 409)
        assert left == 204
        assert other_employer.get(path).status_code == 404
        assert other_employer.get(f"/skillscvs/{person.id}").status_code == 404
        with app.state.database.reading() as session:
            running = session.execute(
                text("SELECT count(*) FROM applications WHERE organisation_id = :id AND state = 'submitted'"),
                {"id": other_employer.uuid if not app.state.database.is_sqlite else other_employer.uuid.hex},
            ).scalar_one()
        assert running == 0


def test_nothing_is_kept_of_people_erased_during_a_run(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    path = f"/vacancies/{employer.post('/vacancies', vacancy()).json()['id']}/match-runs"
    for number in range(ROUNDS):
        people = [submit(f"r-{number}-{place}") for place in range(3)]
        statuses = at_once(*[partial(employer.post, path)] * 2, *[partial(person.delete, "/me") for person in people])
        assert statuses == [201, 201, 204, 204, 204]
    with app.state.database.reading() as session:
        kept = "SELECT count(*) FROM match_results WHERE levels IS NOT NULL AND CAST(levels AS text) <> 'null'"
        assert session.execute(text(kept)).scalar_one() == 0
    for run in employer.get("/match-runs").json()["items"]:
        assert employer.post(f"/match-runs/{run['id']}/verification").json()["verified"]


def test_of_two_changes_of_one_version_one_is_made(platform: Caller, employer: Caller) -> None:
    for caller, path, body in (
        (platform, "/skillscvs", submission("a")),
        (employer, "/vacancies", vacancy()),
    ):
        made = caller.post(path, body)
        place, etag = f"{path}/{made.json()['id']}", made.headers["etag"]
        wishes: Sequence[str] = ("b", "c", "d")
        answers = at_once(*[partial(caller.patch, place, {"externalRef": wish}, etag) for wish in wishes])
        assert sorted(answers) == [200, 412, 412]


def test_of_identical_submissions_one_is_kept(platform: Caller) -> None:
    answers = at_once(*[partial(platform.post, "/skillscvs", submission("a"))] * 4)
    assert Counter(answers) == {201: 1, 409: 3}


def test_a_run_is_made_with_the_requirements_it_froze(app: FastAPI, employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy())
    path, etag = f"/vacancies/{made.json()['id']}", made.headers["etag"]
    for weight in (1, 2, 3, 4, 1, 2):
        wish = {"requirements": [{"skillId": "planning", "weight": weight}]}
        at_once(partial(employer.post, f"{path}/match-runs"), partial(employer.patch, path, wish, etag))
        etag = employer.get(path).headers["etag"]
    with app.state.database.reading() as session:
        pairs = session.execute(text("SELECT DISTINCT criteria_version, criteria_hash FROM match_runs")).all()
    assert len(pairs) == len({version for version, _ in pairs})


def test_the_audit_log_is_valid_while_it_grows(platform: Caller, submit: Callable[..., Caller]) -> None:
    submit("a")

    def submissions() -> Response:
        return [platform.post("/skillscvs", submission(f"s-{number}")) for number in range(8)][-1]

    def verifications() -> Response:
        found = [platform.get("/audit-log/verification") for _ in range(20)]
        return next((answer for answer in found if not answer.json()["valid"]), found[-1])

    with ThreadPoolExecutor(2) as pool:
        writing, reading = pool.submit(submissions), pool.submit(verifications)
    assert writing.result().status_code == 201
    assert reading.result().json()["valid"]


def test_of_many_that_put_a_person_forward_or_refer_them_one_does(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    here = employer.post("/vacancies", vacancy()).json()["id"]
    for number in range(ROUNDS):
        person = submit(f"r-{number}")
        path, wish = f"/vacancies/{here}/applications", {"skillscvId": person.id}
        applied = at_once(*[partial(caller.post, path, wish) for caller in (employer, person, employer)])
        assert Counter(applied) == {201: 1, 409: 2}
        [application] = person.get("/applications").json()["items"]
        refers = {"applicationId": application["id"], "toOrganisationId": other_employer.id}
        assert Counter(at_once(*[partial(employer.post, "/referrals", refers)] * 3)) == {201: 1, 409: 2}


def test_two_referrals_to_one_vacancy_accepted_at_once_begin_one_application(
    employer: Caller, other_employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    third = join("Third", "employer")
    senders, there = (employer, third), other_employer.post("/vacancies", vacancy()).json()["id"]
    places = [one.post("/vacancies", vacancy()).json()["id"] for one in senders]
    for number in range(ROUNDS):
        person, paths = submit(f"r-{number}"), []
        for sender, place in zip(senders, places, strict=True):
            applied = person.post(f"/vacancies/{place}/applications", {"skillscvId": person.id}).json()["id"]
            wish = {"applicationId": applied, "toOrganisationId": other_employer.id, "toVacancyId": there}
            paths.append(f"/referrals/{sender.post('/referrals', wish).json()['id']}")
            assert person.post(f"{paths[-1]}/consent", {"granted": True}).status_code == 200
        answers = at_once(*[partial(other_employer.post, f"{path}/acceptance") for path in paths])
        assert set(answers) <= {200, 409}
        assert 200 in answers
        begun = [item for item in person.get("/applications").json()["items"] if item["vacancyId"] == there]
        assert len(begun) == 1


class BusyPool(Pool):
    """A pool in whose service something else is done between a search and the places made of it."""

    def __init__(self, meanwhile: Callable[[], Response]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def search(self, *args: Any, **options: Any) -> tuple[Found, ...]:
        found = super().search(*args, **options)
        assert self._meanwhile().status_code in {201, 204}
        return found


@pytest.mark.parametrize("end", ["withdrawal", "exclusion"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_who_leaves_between_the_search_and_its_places_is_kept_in_no_run(
    end: str, app: FastAPI, platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    [given] = person.get("/consents").json()["items"]
    leave = {
        "withdrawal": partial(platform.delete, f"/consents/{given['id']}"),
        "exclusion": partial(platform.post, "/consents", consent("exclusion", employer) | {"skillscvId": person.id}),
    }
    app.state.pool = BusyPool(leave[end])
    path = f"/vacancies/{employer.post('/vacancies', vacancy()).json()['id']}/match-runs"
    assert employer.post(path).json()["results"] == []
    with app.state.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM match_results")).scalar_one() == 0
