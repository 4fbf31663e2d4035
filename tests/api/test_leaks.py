"""Nobody learns of a person what that person did not agree to: not by a side door either."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.db import now
from tests.api.test_journey import refer
from tests.api.world import Caller, submission, vacancy


def consent(purpose: str, organisation: Caller | None = None) -> dict[str, str]:
    given = {"purpose": purpose, "grantedAt": now().isoformat()}
    return given if organisation is None else given | {"organisationId": organisation.id}


def test_a_platform_sees_its_own_pool_and_no_other(
    join: Callable[..., Caller], platform: Caller, submit: Callable[..., Caller]
) -> None:
    other = join("Other pool", "platform")
    person = submit("a")
    named = submit("b", consents=[consent("matching", other)])
    assert {item["id"] for item in platform.get("/skillscvs").json()["items"]} == {person.id, named.id}
    assert [item["id"] for item in other.get("/skillscvs").json()["items"]] == [named.id]
    assert other.get(f"/skillscvs/{person.id}").status_code == 404


def test_a_refused_referral_stays_unknown_to_the_receiver(
    app: FastAPI, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    other_employer.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"})
    person = submit("a", consents=[consent("matching", employer)])
    _, referral = refer(employer, other_employer, person)
    assert person.post(f"/referrals/{referral['id']}/consent", {"granted": False}).status_code == 200
    assert person.delete("/me").status_code == 204
    assert all(item["skillscvId"] is None for item in other_employer.get("/audit-log").json()["items"])
    with app.state.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM webhook_deliveries")).scalar_one() == 0


def test_no_third_organisation_puts_a_person_forward(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    path = f"/vacancies/{employer.post('/vacancies', vacancy()).json()['id']}/applications"
    assert other_employer.post(path, {"skillscvId": person.id}).status_code == 403
    assert employer.post(path, {"skillscvId": person.id}).status_code == 201


def test_a_candidate_cannot_try_out_the_references_of_others(platform: Caller, submit: Callable[..., Caller]) -> None:
    person, _ = submit("a"), submit("b")
    etag = person.get(f"/skillscvs/{person.id}").headers["etag"]
    for reference in ("b", "nobody's"):
        assert person.patch(f"/skillscvs/{person.id}", {"externalRef": reference}, etag).status_code == 403
    assert platform.patch(f"/skillscvs/{person.id}", {"externalRef": "b"}, etag).status_code == 409


def test_the_size_of_a_pool_counts_whom_the_organisation_may_see(
    employer: Caller, stranger: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a")
    submit("b", consents=[consent("matching", employer)])
    submit("c", consents=[consent("retention")])
    for caller, size in ((employer, 2), (stranger, 0)):
        made = caller.post("/vacancies", vacancy()).json()
        assert caller.post(f"/vacancies/{made['id']}/match-runs").json()["poolSize"] == size


def test_a_vacancy_taken_from_the_community_is_gone_from_old_runs(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy())
    run = person.post(f"/skillscvs/{person.id}/match-runs").json()
    assert len(run["results"]) == 1
    employer.patch(f"/vacancies/{made.json()['id']}", {"visibility": "own"}, made.headers["etag"])
    assert person.get(f"/match-runs/{run['id']}").json()["results"] == []


@pytest.mark.parametrize("end", ["erased", "withdrawn"])
def test_a_repeated_request_shows_nobody_who_is_gone(end: str, employer: Caller, submit: Callable[..., Caller]) -> None:
    person, stays = submit("a"), submit("b")
    path = f"/vacancies/{employer.post('/vacancies', vacancy()).json()['id']}/match-runs"
    key = {"headers": {"Idempotency-Key": "k"}}
    assert len(employer.post(path, **key).json()["results"]) == 2
    if end == "erased":
        person.delete("/me")
    else:
        person.delete(f"/consents/{person.get('/consents').json()['items'][0]['id']}")
    assert [item["skillscvId"] for item in employer.post(path, **key).json()["results"]] == [stays.id]


def test_a_key_that_may_do_less_gets_no_answer_of_one_that_may_do_more(platform: Caller, client: TestClient) -> None:
    body, key = submission("a"), {"headers": {"Idempotency-Key": "k"}}
    made = platform.post("/skillscvs", body, **key)
    narrow = platform.post("/api-keys", {"name": "narrow", "scopes": ["catalogue:read"]}).json()["key"]
    answer = Caller(client, platform.id, narrow).post("/skillscvs", body, **key)
    assert answer.status_code in (403, 422)
    assert made.json()["candidateToken"] not in answer.text


def test_a_strangers_document_is_not_opened(client: TestClient, employer: Caller) -> None:
    form: dict[str, Any] = {"files": {"file": ("cv.txt", b"\x00\x01")}, "data": {"externalRef": "a"}}
    assert client.post("/v1/skillscvs", **form).status_code == 401
    assert employer.call("POST", "/skillscvs", **form).status_code == 403


@pytest.mark.parametrize("path", ["/skillscvs/{id}", "/vacancies/{id}", "/webhook-endpoints/{id}"])
def test_who_has_no_key_learns_nothing_of_a_body(path: str, client: TestClient, platform: Caller) -> None:
    assert client.patch("/v1" + path.format(id=platform.id), json={"no": "field"}).status_code == 401


def test_a_consent_is_answered_as_it_was_given(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[])
    for organisation in (other_employer, employer, other_employer, employer):
        made = person.post("/consents", consent("matching", organisation))
        assert made.json()["organisationId"] == organisation.id
        assert person.get(made.headers["location"].removeprefix("/v1")).json() == made.json()
    assert person.post("/consents", consent("matching")).json()["organisationId"] is None


def test_an_application_ends_where_its_organisation_no_longer_sees_the_person(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching"), consent("referral")])
    made = employer.post("/vacancies", vacancy()).json()
    application = person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).json()
    given = next(item for item in person.get("/consents").json()["items"] if item["purpose"] == "matching")
    assert person.delete(f"/consents/{given['id']}").status_code == 204
    assert employer.get(f"/applications/{application['id']}").status_code == 404
    assert person.get(f"/applications/{application['id']}").json()["state"] == "withdrawn"


def test_an_accepted_referral_is_taken_back_by_the_person_alone(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer)])
    _, referral = refer(employer, other_employer, person)
    path = f"/referrals/{referral['id']}"
    person.post(f"{path}/consent", {"granted": True})
    accepted = other_employer.post(f"{path}/acceptance").json()
    assert employer.post(f"{path}/revocation").status_code == 409
    assert person.post(f"{path}/revocation").status_code == 200
    assert other_employer.get(f"/skillscvs/{person.id}").status_code == 404
    ended = person.get(f"/applications/{accepted['resultingApplicationId']}").json()
    assert ended["state"] == "withdrawn"


def test_erased_words_leave_the_files_of_sqlite_too(
    app: FastAPI, database_url: str, submit: Callable[..., Caller]
) -> None:
    if not app.state.database.is_sqlite:
        pytest.skip("PostgreSQL tidies its files by itself, with autovacuum")
    person = submit("zilveren-referentie", "Met een zilveren heftrucksleutel verdeelde ik de ritten.")
    folder = Path(database_url.removeprefix("sqlite:///")).parent

    def kept() -> bytes:
        return b"".join(path.read_bytes() for path in folder.glob("skillscv.db*"))

    assert b"zilveren" in kept()
    assert person.delete("/me").status_code == 204
    assert b"zilveren" not in kept()
