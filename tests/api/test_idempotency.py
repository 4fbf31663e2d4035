"""A repeat of a write has no second effect."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.tables import IdempotencyRecord, SkillsCV
from tests.api.world import STORY, Caller, submission, vacancy


def keyed(key: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Idempotency-Key": key}}


def test_the_same_key_and_body_get_the_stored_answer(platform: Caller) -> None:
    body = submission("a")
    first, second = (platform.post("/skillscvs", body, **keyed("k")) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["location"] == second.headers["location"]
    assert second.headers["idempotent-replayed"] == "true"


def test_the_same_key_with_another_body_is_refused(platform: Caller) -> None:
    platform.post("/skillscvs", submission("a"), **keyed("k"))
    assert platform.post("/skillscvs", submission("b"), **keyed("k")).status_code == 422


def test_a_key_belongs_to_its_caller(employer: Caller, other_employer: Caller) -> None:
    assert employer.post("/vacancies", vacancy(), **keyed("k")).status_code == 201
    answer = other_employer.post("/vacancies", vacancy(), **keyed("k"))
    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers


def test_a_refused_request_can_be_sent_again_corrected(platform: Caller) -> None:
    assert platform.post("/skillscvs", {"externalRef": "a"}, **keyed("k")).status_code == 400
    assert platform.post("/skillscvs", submission("a"), **keyed("k")).status_code == 201


def test_a_write_that_fails_halfway_frees_its_key_at_once(employer: Caller) -> None:
    nobody = {"applicationId": str(uuid4()), "toOrganisationId": str(uuid4())}
    started = monotonic()
    answers = [employer.post("/referrals", nobody, **keyed("k")).status_code for _ in range(2)]
    assert answers == [404, 404]
    assert monotonic() - started < 30, "SQLite waits 60 seconds for a lock, also for one of its own"


def test_at_the_same_moment_only_one_takes_effect(app: FastAPI, platform: Caller) -> None:
    body = submission("a")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: platform.post("/skillscvs", body, **keyed("k")), range(8)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    with app.state.database.reading() as session:
        assert len(session.exec(select(SkillsCV)).all()) == 1


def test_a_stored_answer_is_not_readable_and_goes_with_the_skillscv(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    del submit
    made = platform.post("/skillscvs", submission("a"), **keyed("k")).json()
    with app.state.database.reading() as session:
        assert made["candidateToken"] not in (session.exec(select(IdempotencyRecord.body)).one() or "")
    assert platform.delete(f"/skillscvs/{made['id']}").status_code == 204
    with app.state.database.reading() as session:
        assert session.exec(select(IdempotencyRecord)).all() == []


def test_an_endless_key_is_refused(platform: Caller) -> None:
    assert platform.post("/skillscvs", submission("a"), **keyed("k" * 256)).status_code == 400


def form(boundary: str, *, ref: str = "a", file_name: str = "cv.txt") -> dict[str, bytes | dict[str, str]]:
    """A submission as a multipart form, its parts kept apart by ``boundary``."""
    parts = (
        f'form-data; name="externalRef"\r\n\r\n{ref}',
        'form-data; name="language"\r\n\r\nnl',
        f'form-data; name="file"; filename="{file_name}"\r\nContent-Type: text/plain\r\n\r\nWerk\n{STORY}',
    )
    body = "".join(f"--{boundary}\r\nContent-Disposition: {part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": "k"}
    return {"content": body.encode(), "headers": headers}


def test_a_form_sent_again_under_another_boundary_gets_the_stored_answer(platform: Caller) -> None:
    first, second = (platform.call("POST", "/skillscvs", **form(boundary)) for boundary in ("one", "another"))
    assert first.status_code == second.status_code == 201, second.text
    assert first.json()["candidateToken"] == second.json()["candidateToken"]


@pytest.mark.parametrize("other", [{"ref": "b"}, {"file_name": "other.txt"}])
def test_another_form_under_the_same_key_is_refused(other: dict[str, str], platform: Caller) -> None:
    assert platform.call("POST", "/skillscvs", **form("one")).status_code == 201
    assert platform.call("POST", "/skillscvs", **form("one", **other)).status_code == 422
