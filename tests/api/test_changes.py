"""ETags, frozen requirements, pages, audit chain, and a commit that fails."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import Session

from api.audit_log.service import verify
from tests.api.world import Caller, submission, vacancy


def test_a_change_needs_the_version_it_is_of(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a"))
    path, etag = f"/skillscvs/{made.json()['id']}", made.headers["etag"]
    assert platform.patch(path, {"externalRef": "b"}).status_code == 428
    assert platform.patch(path, {"externalRef": "b"}, '"99"').status_code == 412
    changed = platform.patch(path, {"externalRef": "b"}, etag)
    assert (changed.status_code, changed.json()["externalRef"]) == (200, "b")
    assert platform.patch(path, {"externalRef": "c"}, etag).status_code == 412


def test_an_external_reference_is_used_once(platform: Caller, join: Callable[..., Caller]) -> None:
    other = join("Other pool", "platform")
    assert platform.post("/skillscvs", submission("a")).status_code == 201
    assert platform.post("/skillscvs", submission("a")).status_code == 409
    assert other.post("/skillscvs", submission("a")).status_code == 201


def test_requirements_are_frozen_by_the_first_run_and_then_get_a_new_version(employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy())
    path = f"/vacancies/{made.json()['id']}"
    wish = {"requirements": [{"skillId": "empathy", "weight": 2, "minimumLevel": 1, "need": "nice"}]}
    before = employer.patch(path, wish, made.headers["etag"])
    assert before.json()["criteriaVersion"] == 1
    first = employer.post(f"{path}/match-runs").json()
    assert first["criteriaHash"] == before.json()["criteriaHash"]
    after = employer.patch(path, {"requirements": vacancy()["requirements"]}, before.headers["etag"])
    assert after.json()["criteriaVersion"] == 2
    second = employer.post(f"{path}/match-runs").json()
    assert second["criteriaHash"] != first["criteriaHash"]
    assert employer.post(f"/match-runs/{first['id']}/verification").json()["verified"]


def test_requirements_are_read_from_the_text_where_none_are_given(employer: Caller) -> None:
    wish = vacancy(
        title="Roostermaker", text="Je bent een kei in plannen en organiseren. Ervaring met Excel is een pré."
    )
    del wish["requirements"]
    made = employer.post("/vacancies", wish).json()
    planning = next(item for item in made["requirements"] if item["skillId"] == "planning")
    assert planning["origin"] == "read"


@pytest.mark.parametrize(
    ("given", "patch", "asked"),
    [
        (None, {"title": "Tuinman"}, True),
        ([], {"title": "Tuinman"}, False),
        ([], {"language": "nl"}, False),
        (vacancy()["requirements"], {"requirements": [], "text": "Je plant de week."}, False),
    ],
    ids=["read", "none given, title", "none given, language", "none given with the text"],
)
def test_requirements_that_were_given_as_none_stay_none(
    given: Any, patch: dict[str, Any], *, asked: bool, employer: Caller
) -> None:
    wish = vacancy(text="Je bent een kei in plannen en organiseren.", requirements=given)
    made = employer.post("/vacancies", wish)
    changed = employer.patch(f"/vacancies/{made.json()['id']}", patch, made.headers["etag"])
    assert changed.status_code == 200
    assert bool(changed.json()["requirements"]) == asked


def test_a_text_in_which_nothing_was_read_is_read_again_when_it_changes(employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy(text="Wij zoeken jou.", requirements=None))
    assert made.json()["requirements"] == []
    more = {"text": "Je bent een kei in plannen en organiseren."}
    changed = employer.patch(f"/vacancies/{made.json()['id']}", more, made.headers["etag"])
    assert changed.json()["requirements"]


def test_the_lint_names_what_could_keep_people_out(employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy(text="Wij zijn een jong en dynamisch team. Je maakt roosters.")).json()
    assert any(item["ground"] == "age" for item in made["lint"])
    for item in made["lint"]:
        assert made[item["field"]][item["start"] : item["end"]] == item["text"]
        assert item["advice"]["nl"]


def test_unknown_or_double_requirements_are_refused(employer: Caller) -> None:
    wish = [{"skillId": "no-such-skill"}, {"skillId": "planning"}, {"skillId": "planning"}]
    problems = employer.post("/vacancies", vacancy(requirements=wish)).json()["errors"]
    assert [item["pointer"] for item in problems] == ["/requirements/0/skillId", "/requirements/2/skillId"]


def test_a_deleted_vacancy_is_gone_and_its_runs_still_verify(employer: Caller, submit: Callable[..., Caller]) -> None:
    submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    assert employer.delete(f"/vacancies/{made['id']}").status_code == 204
    assert employer.get(f"/vacancies/{made['id']}").status_code == 404
    assert employer.post(f"/match-runs/{run['id']}/verification").json()["verified"]


def walk(caller: Caller, path: str, limit: int, **filters: str) -> list[Any]:
    seen: list[Any] = []
    query: dict[str, Any] = {"limit": limit} | filters
    while True:
        page = caller.get(path, params=query).json()
        assert len(page["items"]) <= limit
        seen += page["items"]
        if "next" not in page:
            return seen
        query["cursor"] = page["next"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 9))
def test_pages_lose_nothing_and_repeat_nothing(limit: int, employer: Caller) -> None:
    if not employer.get("/vacancies").json()["items"]:
        for number in range(7):
            employer.post("/vacancies", vacancy(f"v-{number}"))
    refs = [item["externalRef"] for item in walk(employer, "/vacancies", limit)]
    assert refs == [f"v-{number}" for number in range(7)]
    newest_first = walk(employer, "/vacancies", limit, order="newest")
    assert [item["externalRef"] for item in newest_first] == refs[::-1]


def test_the_catalogue_pages_through_every_skill(platform: Caller) -> None:
    core = walk(platform, "/skills", 7, kind="core")
    assert len(core) == len({skill["id"] for skill in core}) == 24


@pytest.mark.parametrize("cursor", ["", "x", "W10.abc", "eyJhIjoxfQ.c2ln"])
def test_a_made_up_cursor_is_refused(cursor: str, employer: Caller) -> None:
    assert employer.get("/vacancies", params={"cursor": cursor}).status_code == 400


def test_a_cursor_of_another_list_or_caller_is_refused(employer: Caller, other_employer: Caller) -> None:
    for number in range(3):
        employer.post("/vacancies", vacancy(f"v-{number}"))
    cursor = employer.get("/vacancies", params={"limit": 1}).json()["next"]
    assert employer.get("/vacancies", params={"cursor": cursor, "status": "closed"}).status_code == 400
    assert employer.get("/vacancies", params={"cursor": cursor, "order": "newest"}).status_code == 400
    assert employer.get("/match-runs", params={"cursor": cursor}).status_code == 400
    assert other_employer.get("/vacancies", params={"cursor": cursor}).status_code == 400


def test_a_commit_that_fails_is_seen_by_the_client(app: FastAPI, platform: Caller) -> None:
    def fail(_session: Session) -> None:
        raise OSError("the disk is full")

    event.listen(Session, "before_commit", fail)
    try:
        response = platform.post("/skillscvs", submission("a"))
    finally:
        event.remove(Session, "before_commit", fail)
    assert response.status_code == 500
    assert response.json()["type"] == "urn:skillscv:problem:failure"
    with app.state.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM skillscvs")).scalar_one() == 0


def test_the_audit_log_proves_itself_and_a_change_breaks_it(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    for ref in ("a", "b", "c"):
        submit(ref)
    assert platform.get("/audit-log/verification").json()["valid"]
    with app.state.database.writing() as session:
        session.execute(text("UPDATE audit_entries SET action = 'nothing.happened' WHERE sequence = 2"))
    broken = platform.get("/audit-log/verification").json()
    assert (broken["valid"], broken["firstBrokenSequence"]) == (False, 2)


def test_cutting_the_end_off_the_audit_log_is_seen(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    for ref in ("a", "b"):
        submit(ref)
    with app.state.database.writing() as session:
        session.execute(text("DELETE FROM audit_entries WHERE sequence = 2"))
        assert not verify(session, UUID(platform.id)).valid


def test_a_patch_with_broken_json_changes_nothing(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a"))
    headers = {"If-Match": made.headers["etag"], "Content-Type": "application/merge-patch+json"}
    path = f"/skillscvs/{made.json()['id']}"
    assert platform.call("PATCH", path, content=b'{"externalRef":', headers=headers).status_code == 400
    headers["Content-Type"] = "text/plain"
    assert platform.call("PATCH", path, content=json.dumps({}), headers=headers).status_code == 415
    assert platform.get(path).headers["etag"] == made.headers["etag"]
