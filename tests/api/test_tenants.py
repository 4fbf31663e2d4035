"""What is another's looks, in every answer of every operation, like what does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.db import now
from tests.api.test_journey import refer
from tests.api.test_rights import everything
from tests.api.world import Caller, submission, vacancy

METHODS = ("get", "post", "put", "patch", "delete")
NOT_SECRET = {"skillId"}
GRANTED = {"grantedAt": now().isoformat()}
BODIES: dict[str, Any] = {
    "addNote": {"text": "Maandag bespreken."},
    "giveFeedback": {"useful": True},
    "answerObjection": {"text": "Wij kijken er samen naar."},
    "consentToReferral": {"granted": True},
    "changeSkillsCV": {"region": "NL-NH"},
    "decideOnSkill": {"decision": "confirmed"},
    "changeVacancy": {"title": "Planner"},
    "changeWebhookEndpoint": {"status": "disabled"},
}
"""What each operation takes beside ids, so that it is the id that is judged."""


@dataclass
class Theirs:
    """One resource of every kind, of a community the strangers are not in; and what a stranger has of their own."""

    ids: dict[str, str]
    strangers: dict[str, Caller]
    own: dict[str, str]


def filled(platform: Caller, employer: Caller, other: Caller, person: Caller) -> dict[str, str]:
    hook = employer.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}).json()
    application, referral = refer(employer, other, person)
    made = employer.post("/vacancies", vacancy("v-2")).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    lines = {"content": b"{}\n", "headers": {"Content-Type": "application/x-ndjson"}}
    return {
        "skillscvId": person.id,
        "vacancyId": made["id"],
        "matchRunId": run["id"],
        "noteId": employer.post(f"/match-runs/{run['id']}/notes", {"text": "Bellen."}).json()["id"],
        "matchBatchId": employer.post("/match-batches").json()["id"],
        "applicationId": application["id"],
        "referralId": referral["id"],
        "consentId": person.get("/consents").json()["items"][0]["id"],
        "objectionId": person.post("/objections", {"text": "Dit klopt niet.", "matchRunId": run["id"]}).json()["id"],
        "importId": platform.call("POST", "/imports", **lines).json()["id"],
        "endpointId": hook["id"],
        "deliveryId": employer.get(f"/webhook-endpoints/{hook['id']}/deliveries").json()["items"][0]["id"],
        "keyId": employer.post("/api-keys", {"name": "Spare"}).json()["id"],
        "organisationId": employer.id,
        "skillId": "planning",
    }


def candidate_of(platform: Caller, ref: str) -> Caller:
    made = platform.post("/skillscvs", submission(ref)).json()
    return Caller(platform.client, made["id"], made["candidateToken"])


@pytest.fixture
def theirs(
    join: Callable[..., Caller], platform: Caller, employer: Caller, other_employer: Caller, stranger: Caller
) -> Theirs:
    ids = filled(platform, employer, other_employer, candidate_of(platform, "a"))
    away = join("Pool elsewhere", "platform", community="two")
    person = candidate_of(away, "a")
    here = stranger.post("/vacancies", vacancy()).json()
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    run = stranger.post(f"/vacancies/{here['id']}/match-runs").json()
    own = {"vacancyId": here["id"], "applicationId": application["id"], "skillscvId": person.id, "runId": run["id"]}
    own["receiverId"] = join("Receiver", "employer", community="two").id
    strangers = {"employer": stranger, "platform": away, "candidate": person}
    return Theirs(ids, strangers, own)


def operations(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Method, path and name of what takes an id that belongs to somebody."""
    for path, item in app.openapi()["paths"].items():
        if {part.split("}")[0] for part in path.split("{")[1:]} - NOT_SECRET:
            yield from ((method, path, item[method]["operationId"]) for method in METHODS if method in item)


def unknown(ids: dict[str, str]) -> dict[str, str]:
    return {name: found if name in NOT_SECRET else str(uuid4()) for name, found in ids.items()}


def answer(caller: Caller, method: str, path: str, body: Any = None, if_match: str = "*") -> tuple[int, Any, Any]:
    """Status, headers and body, without what differs between any two answers."""
    media = "application/merge-patch+json" if method == "patch" else "application/json"
    options = {} if method in ("get", "delete") else {"json": body or {}}
    sent = caller.call(method.upper(), path, headers={"If-Match": if_match, "Content-Type": media}, **options)
    found = sent.json() if sent.content else {}
    if isinstance(found, dict):
        found.pop("instance", None)
    own = {"x-request-id", "traceparent", "date", "ratelimit", "ratelimit-policy"}
    return sent.status_code, {name: value for name, value in sent.headers.items() if name not in own}, found


def at(path: str, ids: dict[str, str]) -> str:
    for name, found in ids.items():
        path = path.replace("{" + name + "}", found)
    assert "{" not in path, f"no such resource in this test: {path}"
    return path


def test_every_operation_answers_anothers_id_with_the_404_of_an_unknown_one(app: FastAPI, theirs: Theirs) -> None:
    nobodys, before = unknown(theirs.ids), everything(app)
    not_found = set()
    for method, path, name in operations(app):
        bodies = {"createApplication": {"skillscvId": theirs.own["skillscvId"]}} | BODIES
        query = f"?otherSkillscvId={uuid4()}" if name == "compareResults" else ""
        for role, caller in theirs.strangers.items():
            for if_match in ("*", '"1"'):
                of_another, of_nobody = (
                    answer(caller, method, at(path, ids) + query, bodies.get(name), if_match)
                    for ids in (theirs.ids, nobodys)
                )
                assert of_another == of_nobody, (role, method, path)
                assert of_another[0] in (403, 404), (role, method, path, of_another)
            not_found |= {name} if of_another[0] == 404 else set()
    asked = {name for _, _, name in operations(app)}
    assert not_found == asked, "refused for want of a scope only: this shows nothing"
    assert len(asked) >= 48
    assert everything(app) == before, "something was written"


def test_another_person_of_the_same_pool_is_nobody(app: FastAPI, platform: Caller, theirs: Theirs) -> None:
    other, nobodys = candidate_of(platform, "b"), unknown(theirs.ids)
    shared = {"vacancyId", "organisationId", *NOT_SECRET}  # these everyone of a community may know
    looked = 0
    for method, path, name in operations(app):
        if {part.split("}")[0] for part in path.split("{")[1:]} <= shared:
            continue
        query = f"?otherSkillscvId={other.id}" if name == "compareResults" else ""
        of_another, of_nobody = (
            answer(other, method, at(path, ids) + query, BODIES.get(name)) for ids in (theirs.ids, nobodys)
        )
        assert of_another == of_nobody, (method, path)
        looked += of_another[0] == 404
    assert looked >= 15


RESULT = "/match-runs/{runId}/results/{skillscvId}"
IN_BODIES = [
    ("employer", "post", "/vacancies/{vacancyId}/applications", {"skillscvId": "skillscvId"}, {}, 404),
    ("platform", "post", "/vacancies/{vacancyId}/applications", {"skillscvId": "skillscvId"}, {}, 404),
    ("employer", "post", "/referrals", {"applicationId": "applicationId"}, {"toOrganisationId": "receiverId"}, 404),
    ("employer", "post", "/referrals", {"toOrganisationId": "organisationId"}, {"applicationId": "applicationId"}, 400),
    (
        "employer",
        "post",
        "/referrals",
        {"toVacancyId": "vacancyId"},
        {"applicationId": "applicationId", "toOrganisationId": "receiverId"},
        400,
    ),
    ("platform", "post", "/consents", {"skillscvId": "skillscvId"}, {"purpose": "matching", **GRANTED}, 404),
    ("candidate", "post", "/consents", {"skillscvId": "skillscvId"}, {"purpose": "matching", **GRANTED}, 404),
    ("candidate", "post", "/consents", {"organisationId": "organisationId"}, {"purpose": "matching", **GRANTED}, 400),
    ("candidate", "post", "/objections", {"matchRunId": "matchRunId"}, {"text": "Dit klopt niet."}, 404),
    ("employer", "post", "/match-batches", {"vacancyIds": ["vacancyId"]}, {}, 400),
    ("employer", "post", "/audits/invariance", {"vacancyId": "vacancyId"}, {}, 404),
    ("employer", "post", "/match-runs/{runId}/notes", {"skillscvId": "skillscvId"}, {"text": "Bellen."}, 404),
    ("employer", "get", RESULT + "/comparison", {"otherSkillscvId": "skillscvId"}, {}, 404),
    ("employer", "get", "/applications", {"vacancyId": "vacancyId"}, {}, 200),
    ("platform", "get", "/consents", {"skillscvId": "skillscvId"}, {}, 200),
]  # fmt: skip


@pytest.mark.parametrize(("role", "method", "path", "named", "others", "status"), IN_BODIES)
def test_an_id_in_a_body_or_query_tells_nothing_either(
    role: str, method: str, path: str, named: dict[str, Any], others: dict[str, str], status: int, theirs: Theirs
) -> None:
    answers = []
    for ids in (theirs.ids, unknown(theirs.ids)):
        judged = {
            name: [ids[one] for one in kind] if isinstance(kind, list) else ids[kind] for name, kind in named.items()
        }
        body = judged | {name: theirs.own.get(value, value) for name, value in others.items()}
        query = f"?{urlencode(judged)}" if method == "get" else ""
        answers.append(answer(theirs.strangers[role], method, at(path, theirs.own) + query, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == status, answers[0]
