"""What is another tenant's looks, in every answer of every operation, like what does not exist."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.api.test_journey import refer
from tests.api.world import Caller, vacancy

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def ids(platform: Caller, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]) -> dict[str, str]:
    """One resource of every kind, of a community the stranger is not in."""
    hook = employer.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}).json()
    person = submit("a")
    application, referral = refer(employer, other_employer, person)
    made = employer.post("/vacancies", vacancy("v-2")).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    objection = person.post("/objections", {"text": "Dit klopt niet.", "matchRunId": run["id"]}).json()
    lines = {"content": b"{}\n", "headers": {"Content-Type": "application/x-ndjson"}}
    return {
        "skillscvId": person.id,
        "vacancyId": made["id"],
        "matchRunId": run["id"],
        "applicationId": application["id"],
        "referralId": referral["id"],
        "consentId": person.get("/consents").json()["items"][0]["id"],
        "objectionId": objection["id"],
        "importId": platform.call("POST", "/imports", **lines).json()["id"],
        "endpointId": hook["id"],
        "deliveryId": employer.get(f"/webhook-endpoints/{hook['id']}/deliveries").json()["items"][0]["id"],
        "keyId": employer.post("/api-keys", {"name": "Spare"}).json()["id"],
        "skillId": "planning",
    }


def operations(app: FastAPI, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Method and path of what takes an id that belongs to somebody."""
    for path, item in app.openapi()["paths"].items():
        names = [part.split("}")[0] for part in path.split("{")[1:]]
        if set(names) - {"skillId"} and set(names) <= set(known):
            yield from ((method, path) for method in METHODS if method in item)


def answer(caller: Caller, method: str, path: str, ids: dict[str, str]) -> tuple[int, Any]:
    filled = path
    for name, found in ids.items():
        filled = filled.replace("{" + name + "}", found)
    options = {} if method in ("get", "delete") else {"json": {}}
    media = "application/merge-patch+json" if method == "patch" else "application/json"
    sent = caller.call(method.upper(), filled, headers={"If-Match": "*", "Content-Type": media}, **options)
    body = sent.json() if sent.content else {}
    body.pop("instance", None)
    return sent.status_code, body


def test_anothers_ids_look_like_none_at_all(app: FastAPI, stranger: Caller, ids: dict[str, str]) -> None:
    unknown = {name: found if name == "skillId" else str(uuid4()) for name, found in ids.items()}
    looked = 0
    for method, path in operations(app, ids):
        of_another, of_nobody = (answer(stranger, method, path, chosen) for chosen in (ids, unknown))
        assert of_another == of_nobody, (method, path)
        assert of_another[0] in (400, 403, 404, 409, 415), (method, path, of_another[0])
        looked += of_another[0] == 404
    assert looked >= 25
