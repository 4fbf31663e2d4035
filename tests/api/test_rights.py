"""Consent, erasure, objection: effective with the next request, everywhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import SQLModel

from api.db import now
from api.rights.retention import purge
from api.settings import Settings
from api.tables import Application, Referral, SkillsCV
from tests.api.test_journey import refer
from tests.api.world import Caller, submission, vacancy


def consent(purpose: str, organisation: Caller | None = None) -> dict[str, str]:
    given = {"purpose": purpose, "grantedAt": now().isoformat()}
    return given if organisation is None else given | {"organisationId": organisation.id}


def people_in(employer: Caller, vacancy_id: str) -> list[str]:
    run = employer.post(f"/vacancies/{vacancy_id}/match-runs").json()
    return [result["skillscvId"] for result in run["results"]]


def test_without_consent_to_matching_a_person_is_in_nobodys_run(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("retention")])
    made = employer.post("/vacancies", vacancy()).json()
    assert people_in(employer, made["id"]) == []
    assert employer.get(f"/skillscvs/{person.id}").status_code == 404


def test_consent_for_one_organisation_is_for_that_one(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer)])
    for caller, seen in ((employer, [person.id]), (other_employer, [])):
        made = caller.post("/vacancies", vacancy()).json()
        assert people_in(caller, made["id"]) == seen
        assert caller.get(f"/skillscvs/{person.id}").status_code == (200 if seen else 404)


def test_another_community_sees_nobody(stranger: Caller, submit: Callable[..., Caller]) -> None:
    submit("a")
    made = stranger.post("/vacancies", vacancy()).json()
    assert people_in(stranger, made["id"]) == []


def test_a_withdrawn_consent_works_at_once_and_in_old_runs(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    given = person.get("/consents").json()["items"][0]
    assert person.delete(f"/consents/{given['id']}").status_code == 204
    assert employer.get(f"/match-runs/{run['id']}").json()["results"] == []
    assert employer.get(f"/skillscvs/{person.id}").status_code == 404
    assert people_in(employer, made["id"]) == []
    assert person.post("/consents", consent("matching")).status_code == 201
    assert people_in(employer, made["id"]) == [person.id]


def test_withdrawing_consent_to_a_referral_takes_the_person_back_at_once(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer)])
    _, referral = refer(employer, other_employer, person)
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    assert other_employer.get(f"/skillscvs/{person.id}").status_code == 200
    given = next(item for item in person.get("/consents").json()["items"] if item["purpose"] == "referral")
    assert person.delete(f"/consents/{given['id']}").status_code == 204
    assert other_employer.get(f"/skillscvs/{person.id}").status_code == 404
    assert other_employer.get(f"/referrals/{referral['id']}").status_code == 404
    assert other_employer.post(f"/referrals/{referral['id']}/acceptance").status_code == 404
    assert person.get(f"/referrals/{referral['id']}").json()["state"] == "revoked"


def test_erased_is_erased(
    app: FastAPI, platform: Caller, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    marker = "zilveren heftrucksleutel"
    person = submit("ref-to-erase", f"Met een {marker} verdeelde ik elke ochtend de ritten over acht chauffeurs.")
    application, referral = refer(employer, other_employer, person)
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    run_path = f"/vacancies/{application['vacancyId']}/match-runs"
    run = employer.post(run_path).json()
    person.post("/objections", {"text": f"Ik vind de {marker} belangrijk.", "matchRunId": run["id"]})
    assert person.delete("/me").status_code == 204
    for caller, path in (
        (platform, f"/skillscvs/{person.id}"),
        (employer, f"/applications/{application['id']}"),
        (other_employer, f"/referrals/{referral['id']}"),
    ):
        assert caller.get(path).status_code == 404
    assert person.get("/me").status_code == 401
    assert employer.get(f"/match-runs/{run['id']}").json()["results"] == []
    verified = employer.post(f"/match-runs/{run['id']}/verification").json()
    assert (verified["verified"], verified["erased"]) == (True, 1)
    assert marker not in everything(app)
    assert "ref-to-erase" not in everything(app)
    with app.state.database.reading() as session:
        tombstone = session.get(SkillsCV, person.uuid)
        assert (tombstone.status, tombstone.external_ref, tombstone.token_hash) == ("erased", None, None)


def everything(app: FastAPI) -> str:
    """Every value of every table, as one text."""
    with app.state.database.reading() as session:
        rows = [
            session.execute(text(f"SELECT * FROM {name}")).all()  # noqa: S608
            for name in SQLModel.metadata.tables
        ]
    return repr(rows)


def test_the_purge_erases_what_has_outlived_its_time_and_nothing_else(
    app: FastAPI, settings: Settings, platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    outlived, applying, fresh = submit("outlived"), submit("applying"), submit("fresh")
    made = employer.post("/vacancies", vacancy()).json()
    employer.post(f"/vacancies/{made['id']}/applications", {"skillscvId": applying.id})
    outlive(app, outlived, applying)
    assert purge(app.state.database, app.state.knowledge, settings)["erased"] == 1
    assert platform.get(f"/skillscvs/{outlived.id}").status_code == 404
    assert platform.get(f"/skillscvs/{applying.id}").status_code == 200
    assert platform.get(f"/skillscvs/{fresh.id}").status_code == 200


def outlive(app: FastAPI, *people: Caller) -> None:
    with app.state.database.writing() as session:
        for person in people:
            row = session.get_one(SkillsCV, person.uuid)
            row.retention_until = now() - timedelta(seconds=1)
            session.add(row)


@pytest.mark.parametrize(("days", "erased"), [(27, 0), (29, 1)])
def test_after_a_procedure_a_skillscv_is_kept_for_four_weeks(
    days: int, erased: int, app: FastAPI, settings: Settings, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    application = employer.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).json()
    for step in ("conversation", "hire"):
        assert employer.post(f"/applications/{application['id']}/{step}").status_code == 200
    with app.state.database.writing() as session:
        row = session.get_one(Application, UUID(application["id"]))
        row.updated_at = now() - timedelta(days=days)
        session.add(row)
    outlive(app, person)
    assert purge(app.state.database, app.state.knowledge, settings)["erased"] == erased
    if not erased:
        kept_until = datetime.fromisoformat(person.get("/me").json()["skillscv"]["retentionUntil"])
        assert timedelta(hours=23) < kept_until - now() < timedelta(hours=25)


def test_what_was_not_answered_in_time_is_not_answered_any_more(
    app: FastAPI, settings: Settings, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer)])
    _, referral = refer(employer, other_employer, person)
    with app.state.database.writing() as session:
        row = session.get_one(Referral, UUID(referral["id"]))
        row.expires_at = now() - timedelta(seconds=1)
        session.add(row)
    assert person.post(f"/referrals/{referral['id']}/consent", {"granted": True}).status_code == 409
    assert other_employer.get(f"/skillscvs/{person.id}").status_code == 404
    assert purge(app.state.database, app.state.knowledge, settings)["expired"] == 1
    assert person.get(f"/referrals/{referral['id']}").json()["state"] == "expired"


def test_consent_to_retention_lengthens_it(platform: Caller) -> None:
    short = platform.post("/skillscvs", submission("a")).json()
    long = platform.post("/skillscvs", submission("b", consents=[consent("matching"), consent("retention")])).json()
    assert short["retentionUntil"] < (now() + timedelta(days=29)).isoformat()
    assert long["retentionUntil"] > (now() + timedelta(days=360)).isoformat()


def test_the_candidate_sees_what_is_kept_and_who_looked(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    people_in(employer, made["id"])
    employer.get(f"/skillscvs/{person.id}")
    me = person.get("/me").json()
    assert me["skillscv"]["id"] == person.id
    assert [given["purpose"] for given in me["consents"]] == ["matching"]
    actions = {(view["action"], view["organisationId"]) for view in person.get("/me/views").json()["items"]}
    assert {("match.ranked", employer.id), ("skillscv.viewed", employer.id)} <= actions
    placed = person.get("/me/match-runs").json()["items"]
    assert [(item["vacancyId"], item["rank"]) for item in placed] == [(made["id"], 1)]


def test_an_objection_is_answered_by_a_person(
    employer: Caller, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    objection = person.post("/objections", {"text": "Mijn planning telt te weinig.", "matchRunId": run["id"]}).json()
    assert platform.get("/objections").json()["items"] == []
    answer = employer.post(f"/objections/{objection['id']}/answer", {"text": "Wij kijken er samen naar."})
    assert answer.json()["answer"] == "Wij kijken er samen naar."
    assert person.get("/objections").json()["items"][0]["answeredAt"] is not None
    assert employer.post(f"/objections/{objection['id']}/answer", {"text": "Nog eens."}).status_code == 409


def test_a_rejected_skill_stays_away_after_a_new_reading(platform: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    assert person.put(f"/skillscvs/{person.id}/skills/planning", {"decision": "rejected"}).status_code == 200
    before = platform.get(f"/skillscvs/{person.id}")
    sections = submission("a")["sections"]
    changed = platform.patch(f"/skillscvs/{person.id}", {"sections": sections}, before.headers["etag"])
    assert changed.status_code == 200
    planning = next(skill for skill in changed.json()["skills"] if skill["id"] == "planning")
    assert planning["decision"] == "rejected"


def test_a_confirmed_skill_stays_as_a_claim_when_the_text_no_longer_shows_it(submit: Callable[..., Caller]) -> None:
    person = submit("a")
    person.put(f"/skillscvs/{person.id}/skills/planning", {"decision": "confirmed"})
    etag = person.get(f"/skillscvs/{person.id}").headers["etag"]
    plain = [{"kind": "hobby", "text": "Ik kijk graag voetbal."}]
    skills = person.patch(f"/skillscvs/{person.id}", {"sections": plain}, etag).json()["skills"]
    assert [(skill["id"], skill["level"], skill["standing"]) for skill in skills] == [("planning", 0, "claimed")]


def test_a_skill_that_was_not_read_cannot_be_decided_on(submit: Callable[..., Caller]) -> None:
    person = submit("a")
    assert person.put(f"/skillscvs/{person.id}/skills/ai-literacy", {"decision": "confirmed"}).status_code == 404
