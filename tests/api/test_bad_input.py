"""Bad input of every kind: a problem document, nothing echoed, nothing changed."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import SQLModel

from tests.api.world import Caller, submission, vacancy

CANARY = "Zwartkopje-4711"


def rows_everywhere(app: FastAPI) -> dict[str, int]:
    with app.state.database.reading() as session:
        return {
            name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in SQLModel.metadata.tables
        }


BROKEN_SUBMISSIONS: dict[str, tuple[bytes | Any, int]] = {
    "broken JSON": (b'{"externalRef": "' + CANARY.encode(), 400),
    "not UTF-8": (b'{"externalRef": "\xff\xfe"}', 400),
    "NaN": (b'{"externalRef": NaN}', 400),
    "a list": ([CANARY], 400),
    "a number": (7, 400),
    "nothing": ({}, 400),
    "no sections": (submission(CANARY) | {"sections": []}, 400),
    "sections of the wrong type": (submission(CANARY) | {"sections": CANARY}, 400),
    "an unknown kind": (submission("a") | {"sections": [{"kind": CANARY, "text": "x"}]}, 400),
    "a field for a name": (submission("a") | {"name": CANARY}, 400),
    "a field that is itself a name": (submission("a") | {CANARY: 1}, 400),
    "an unknown language": (submission("a") | {"language": CANARY}, 400),
    "a NUL byte": (submission("a", f"{CANARY}\x00"), 400),
    "a NUL byte in the reference": (submission(f"{CANARY}\x00"), 400),
    "a lone surrogate": (json.dumps(submission("a", "x")).replace('"x"', f'"{CANARY}\\ud800"').encode(), 400),
    "an unknown purpose": (submission("a", consents=[{"purpose": CANARY, "grantedAt": "2026-01-01T00:00:00Z"}]), 400),
    "a time that is none": (submission("a", consents=[{"purpose": "matching", "grantedAt": CANARY}]), 400),
    "a time to come": (submission("a", consents=[{"purpose": "matching", "grantedAt": "2999-01-01T00:00:00Z"}]), 400),
    "a time without zone": (
        submission("a", consents=[{"purpose": "matching", "grantedAt": "2026-01-01T00:00:00"}]),
        400,
    ),
    "an organisation from nowhere": (
        submission(
            "a", consents=[{"purpose": "matching", "grantedAt": "2026-01-01T00:00:00Z", "organisationId": str(uuid4())}]
        ),
        400,
    ),
    "five megabytes": (submission("a", CANARY * 350_000), 413),
    "nested a thousand deep": (b"[" * 100_000, 400),
}


@pytest.mark.parametrize("case", BROKEN_SUBMISSIONS)
def test_a_broken_submission_is_refused_without_echo_or_trace(case: str, app: FastAPI, platform: Caller) -> None:
    body, status = BROKEN_SUBMISSIONS[case]
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    before = rows_everywhere(app)
    response = platform.call("POST", "/skillscvs", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= response.json().keys()
    assert CANARY not in response.text
    assert rows_everywhere(app) == before


def test_all_problems_are_told_at_once(platform: Caller) -> None:
    response = platform.post("/skillscvs", {"language": "xx", "sections": [{"kind": "x"}], "consents": [{}]})
    pointers = {problem["pointer"] for problem in response.json()["errors"]}
    assert {"/externalRef", "/language", "/sections/0/kind", "/sections/0/text", "/consents/0/purpose"} <= pointers


@pytest.mark.parametrize("weight", [True, "3", 0, 6, 2.5, None])
def test_a_weight_must_be_a_whole_number_in_range(weight: Any, employer: Caller) -> None:
    wish = vacancy(requirements=[{"skillId": "planning", "weight": weight, "minimumLevel": 1, "need": "must"}])
    response = employer.post("/vacancies", wish)
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/requirements/0/weight"


def test_a_float_that_is_whole_is_a_number(employer: Caller) -> None:
    wish = vacancy(requirements=[{"skillId": "planning", "weight": 3.0, "minimumLevel": 1, "need": "must"}])
    assert employer.post("/vacancies", wish).status_code == 201


@pytest.mark.parametrize(
    ("media_type", "status"), [("text/plain", 415), ("application/xml", 415), ("", 415), ("application/json", 201)]
)
def test_the_media_type_counts(media_type: str, status: int, platform: Caller) -> None:
    content = json.dumps(submission("a")).encode()
    response = platform.call("POST", "/skillscvs", content=content, headers={"Content-Type": media_type})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("media_type", "status"), [("text/plain", 415), ("", 415), ("application/json", 200), ("application/a+json", 200)]
)
def test_the_media_type_counts_where_the_framework_reads_the_body(
    media_type: str, status: int, platform: Caller
) -> None:
    content = json.dumps({"text": "planning"}).encode()
    response = platform.call("POST", "/skill-searches", content=content, headers={"Content-Type": media_type})
    assert response.status_code == status


@pytest.mark.parametrize("granted", [1, 0, "true", "yes", None])
def test_a_consent_is_a_plain_yes_or_no(granted: Any, submit: Callable[..., Caller]) -> None:
    response = submit("a").post(f"/referrals/{uuid4()}/consent", {"granted": granted})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/granted")


UNKNOWN = (
    "/skillscvs/{}",
    "/skillscvs/{}/export",
    "/vacancies/{}",
    "/match-runs/{}",
    "/applications/{}",
    "/applications/{}/referral-proposals",
    "/referrals/{}",
    "/consents/{}",
    "/skills/{}",
    "/organisations/{}",
)


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("identifier", ["6f1d2c1e-7a8b-4c9d-8e0f-112233445566", "no-uuid", "%00", "../x"])
def test_an_unknown_id_is_not_found(path: str, identifier: str, employer: Caller) -> None:
    response = employer.get(path.format(identifier))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_another_tenants_ids_look_exactly_like_unknown_ones(
    employer: Caller, stranger: Caller, submit: Callable[..., Caller]
) -> None:
    candidate = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    application = employer.post(f"/vacancies/{made['id']}/applications", {"skillscvId": candidate.id}).json()
    for path, known in (
        ("/skillscvs/{}", candidate.id),
        ("/vacancies/{}", made["id"]),
        ("/applications/{}", application["id"]),
        ("/organisations/{}", employer.id),
    ):
        hidden, unknown = stranger.get(path.format(known)), stranger.get(path.format(uuid4()))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.json() | {"instance": ""} == unknown.json() | {"instance": ""}


def test_a_candidates_token_opens_no_other_skillscv(submit: Callable[..., Caller]) -> None:
    one, other = submit("a"), submit("b")
    assert one.get(f"/skillscvs/{one.id}").status_code == 200
    assert one.get(f"/skillscvs/{other.id}").status_code == 404
    assert one.delete(f"/skillscvs/{other.id}").status_code == 404
    assert one.put(f"/skillscvs/{other.id}/skills/planning", {"decision": "rejected"}).status_code == 404


def test_a_path_that_is_not_there_and_a_method_that_is_not(platform: Caller) -> None:
    assert platform.get("/nowhere").status_code == 404
    assert platform.get("/skillscvs/").status_code == 404
    assert platform.put("/skillscvs", {}).headers["allow"] == "GET, HEAD, POST"
    assert platform.put("/skillscvs", {}).status_code == 405
    assert platform.get("/nowhere").headers["content-type"] == "application/problem+json"
