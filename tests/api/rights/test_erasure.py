"""After an erasure nothing of the person is left but the bare id, and that can be proven."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url, text
from sqlmodel import SQLModel

from tests.api.test_journey import refer
from tests.api.test_rights import consent, everything
from tests.api.world import STORY, Caller, vacancy

MARKER = "zilveren heftrucksleutel"
TOLD = f"{STORY} Met een {MARKER} verdeelde ik elke ochtend de ritten over acht chauffeurs."
BARE = {"applications", "audit_entries", "profile_changes", "referrals"}
"""Tables that go on naming the id: others' procedures, the audit log, and what tells the index to forget."""


def lives_through_everything(
    person: Caller, employer: Caller, other: Caller, platform: Caller, headers: dict[str, str]
) -> None:
    """Leaves something in every table that can hold something of a person."""
    for caller in (platform, employer, other):
        caller.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"})
    application, referral = refer(employer, other, person)
    run = employer.post(f"/vacancies/{application['vacancyId']}/match-runs", headers=headers).json()
    employer.post(f"/match-runs/{run['id']}/results/{person.id}/feedback", {"useful": True})
    person.post(f"/skillscvs/{person.id}/match-runs", {}, headers=headers)
    person.put(f"/skillscvs/{person.id}/skills/planning", {"decision": "confirmed"})
    person.put("/me/demographics", {"gender": "woman"})
    person.post("/objections", {"text": f"De {MARKER} telt niet mee.", "matchRunId": run["id"]})
    person.post("/consents", consent("retention"))
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    other.post(f"/referrals/{referral['id']}/decline", {"reasonSkillIds": ["planning"]}, headers=headers)


def named_in(app: FastAPI, value: str) -> set[str]:
    """The tables in which any column of any row holds the id, with dashes or without."""
    found = set()
    with app.state.database.reading() as session:
        for name in SQLModel.metadata.tables:
            rows = repr(session.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608
            if value in rows or value.replace("-", "") in rows:
                found.add(name)
    return found


def files_of(app: FastAPI) -> list[bytes]:
    """The files of SQLite: its tables, indexes and free pages, and its log of writes."""
    url = make_url(app.state.settings.database_url)
    if not app.state.database.is_sqlite or url.database is None:
        return []  # PostgreSQL clears what was deleted by itself, later
    found = [path.read_bytes() for path in Path(url.database).parent.glob(f"{Path(url.database).name}*")]
    assert found
    return found


def test_a_search_through_every_table_and_log_finds_nothing_but_the_bare_id(
    app: FastAPI,
    platform: Caller,
    employer: Caller,
    other_employer: Caller,
    submit: Callable[..., Caller],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, logger="skillscv"):
        person = submit("ref-to-erase", TOLD)
        lives_through_everything(person, employer, other_employer, platform, {"Idempotency-Key": "k"})
        before = named_in(app, person.id)
        assert {"claims", "skillscv_sections", "match_results", "objections", "consents", "demographics"} <= before
        assert person.delete("/me").status_code == 204
    assert MARKER not in everything(app)
    assert "ref-to-erase" not in everything(app)
    for kept in files_of(app):
        assert MARKER.encode() not in kept
        assert b"ref-to-erase" not in kept
    left = named_in(app, person.id)
    assert left <= BARE | {"skillscvs", "match_runs", "webhook_deliveries"}
    assert MARKER not in caplog.text
    assert "ref-to-erase" not in caplog.text


def test_no_word_of_a_person_is_in_what_postgresql_samples_of_its_columns(
    app: FastAPI,
    platform: Caller,
    employer: Caller,
    other_employer: Caller,
    submit: Callable[..., Caller],
) -> None:
    """Its statistics outlive a row until it looks anew; so columns with words are not sampled at all."""
    if app.state.database.is_sqlite:
        pytest.skip("SQLite samples nothing unless it is asked to")
    for name in ("a", "b"):
        person = submit(f"ref-to-erase-{name}", f"{TOLD} {name}")
        lives_through_everything(person, employer, other_employer, platform, {"Idempotency-Key": name})
    with app.state.database.writing() as session:
        session.execute(text("ANALYZE"))
        sampled = "SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"
        rows = session.execute(text(f"{sampled} WHERE schemaname = 'public'")).all()
    assert ("skillscv_sections", "kind") in {(row.tablename, row.attname) for row in rows}
    found = [row.attname for row in rows if MARKER in repr(row) or "ref-to-erase" in repr(row)]
    assert found == []


def test_the_proof_is_an_entry_of_the_chain_and_says_what_still_names_the_id(
    platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id})
    path = f"/skillscvs/{person.id}/erasure"
    assert platform.get(path).status_code == 404
    assert person.delete("/me").status_code == 204
    proof = platform.get(path).json()
    assert (proof["skillscvId"], proof["entry"]["action"]) == (person.id, "skillscv.erased")
    assert {item["table"] for item in proof["remaining"]} <= BARE
    entries = platform.get("/audit-log", params={"limit": 100}).json()["items"]
    assert proof["entry"] in entries
    assert platform.get("/audit-log/verification").json()["valid"]
    assert employer.get(path).status_code == 404
