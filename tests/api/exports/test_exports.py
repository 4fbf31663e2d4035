"""Exports over HTTP, against both databases, and into a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlmodel import col, update

from api.db import Database, now
from api.exports import service
from api.exports.client import ExportRefusedError, receive
from api.organisations.service import add_organisation
from api.tables import Consent, Role, SkillsCVSection
from tests.api.serving import serving
from tests.api.world import OTHER_STORY, STORY, Caller, submission

EXPORT = "/exports/skillscvs"
NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(platform: Caller, **query: Any) -> list[dict[str, Any]]:
    answer = platform.get(EXPORT, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture
def other_platform(join: Callable[..., Caller]) -> Caller:
    return join("Other pool", "platform")


@pytest.fixture
def people(submit: Callable[..., Caller]) -> list[str]:
    return sorted(submit(f"p-{number}").id for number in range(service.BATCH + 2))


def test_every_own_skillscv_is_a_line_as_it_is_shown(platform: Caller, people: list[str]) -> None:
    exported = lines(platform)
    assert [line["id"] for line in exported] == people
    assert exported[3] == platform.get(f"/skillscvs/{people[3]}").json()


def test_an_export_goes_on_after_the_last_line_received(platform: Caller, people: list[str]) -> None:
    assert [line["id"] for line in lines(platform, after=people[-3])] == people[-2:]
    assert lines(platform, after=people[-1]) == []
    platform.delete(f"/skillscvs/{people[0]}")
    assert [line["id"] for line in lines(platform, after=people[0])] == people[1:]


def test_nobody_elses_people_are_exported(
    platform: Caller, other_platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    assert len(lines(platform)) == 1
    assert lines(other_platform) == []
    assert lines(employer) == []
    assert person.get(EXPORT).status_code == 403


def test_the_person_sees_that_they_were_exported(platform: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    lines(platform)
    seen = platform.get("/audit-log", params={"order": "newest"}).json()["items"]
    assert (seen[0]["action"], seen[0]["subject"]) == ("skillscv.exported", f"skillscv:{person.id}")


def test_an_export_for_imports_names_a_consent_once_however_often_it_stands(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    moment = now()
    with app.state.database.writing() as session:  # as they were kept before a repeat gave back the one that stands
        for number in range(100):
            session.add(
                Consent(
                    skillscv_id=person.uuid,
                    purpose="matching",
                    text_version=f"v{number}",
                    granted_at=moment,
                    recorded_at=moment,
                )
            )
    (line,) = lines(platform, format="submission")
    assert [(one["purpose"], one["organisationId"]) for one in line["consents"]] == [("matching", None)]


def test_an_export_for_imports_does_not_break_off_at_a_text_that_grew(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    grown = "x" * 100_001
    with app.state.database.writing() as session:
        session.exec(
            update(SkillsCVSection).where(col(SkillsCVSection.skillscv_id) == person.uuid).values(redacted_text=grown)
        )
    (line,) = lines(platform, format="submission")
    assert line["sections"][0]["text"] == grown


def test_asking_for_the_head_of_an_export_exports_nobody(platform: Caller, submit: Callable[..., Caller]) -> None:
    submit("a")
    head = platform.call("HEAD", EXPORT)
    assert (head.status_code, head.headers["content-type"], head.content) == (200, "application/x-ndjson", b"")
    logged = platform.get("/audit-log", params={"order": "newest"}).json()["items"]
    assert "skillscv.exported" not in {entry["action"] for entry in logged}


def test_what_was_exported_for_an_import_is_imported_elsewhere_with_the_same_skills(
    platform: Caller, other_platform: Caller
) -> None:
    consents = [{"purpose": "matching", "grantedAt": now().isoformat()}]
    platform.post("/skillscvs", submission("a", STORY, OTHER_STORY, consents=consents) | {"region": "NL-UT"})
    content = platform.get(EXPORT, params={"format": "submission"}).content
    answer = other_platform.call("POST", "/imports", content=content, headers=NDJSON)
    assert answer.json()["created"] == 1
    (before,), (after,) = lines(platform), lines(other_platform)
    same = ("externalRef", "region", "language", "sections", "skills")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    again = json.loads(other_platform.get(EXPORT, params={"format": "submission"}).content)
    assert again == json.loads(content)


@pytest.mark.parametrize(("query", "pointer"), [({"after": "x"}, "/query/after"), ({"format": "csv"}, "/query/format")])
def test_bad_parameters_are_named(platform: Caller, query: dict[str, str], pointer: str) -> None:
    refused = platform.get(EXPORT, params=query)
    assert refused.status_code == 400
    assert [problem["pointer"] for problem in refused.json()["errors"]] == [pointer]


@pytest.mark.slow
def test_a_file_that_was_cut_off_is_completed(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        _, key = add_organisation(session, "Pool", Role.PLATFORM, "one")
    database.dispose()
    file, other = tmp_path / "people.ndjson", tmp_path / "again.ndjson"
    with serving(sqlite_url, tmp_path / "log") as (_, base):
        sent = "\n".join(json.dumps(submission(f"r-{number}")) for number in range(13))
        headers = NDJSON | {"Authorization": f"Bearer {key}"}
        assert httpx2.post(f"{base}/v1/imports", content=sent.encode(), headers=headers, timeout=60).is_success
        assert receive(file, key=key, url=base, form="native", progress=lambda _: None) == 13
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) * 2 // 3])
        added: list[int] = []
        assert receive(file, key=key, url=base + "/", form="native", progress=added.append) == 13
        assert file.read_bytes() == whole
        assert 0 < added[0] < 13
        assert receive(other, key=key, url=base, form="submission", progress=lambda _: None) == 13
        with pytest.raises(ExportRefusedError, match="no native export"):
            receive(other, key=key, url=base, form="native", progress=lambda _: None)
        with pytest.raises(ExportRefusedError, match="unknown"):
            receive(file, key="skc_wrong", url=base, form="native", progress=lambda _: None)
    with pytest.raises(ExportRefusedError, match="could not be reached"):
        receive(file, key=key, url="http://127.0.0.1:9", form="native", progress=lambda _: None)
    assert file.read_bytes() == whole
