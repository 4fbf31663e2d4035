"""Who may do what, and how keys come and go."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.db import now
from tests.api.world import Caller, submission, vacancy


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer wrong", "Bearer skc_wrong", "Bearer skt_wrong", "x y z"],
)
def test_without_a_valid_key_nothing_opens(header: str | None, client: TestClient) -> None:
    response = client.get("/v1/skillscvs", headers={} if header is None else {"Authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


def test_a_role_does_what_it_is_there_for(platform: Caller, employer: Caller, submit: Callable[..., Caller]) -> None:
    assert employer.post("/skillscvs", submission("a")).status_code == 403
    assert platform.post("/vacancies", vacancy()).status_code == 403
    candidate = submit("b")
    assert candidate.post("/skillscvs", submission("c")).status_code == 403
    assert candidate.get("/skillscvs").status_code == 403
    assert candidate.get("/api-keys").status_code == 403
    assert platform.get("/me").status_code == 403


def test_a_key_can_be_issued_narrowed_and_revoked(platform: Caller, client: TestClient) -> None:
    made = platform.post("/api-keys", {"name": "read only", "scopes": ["skillscvs:read"]})
    assert made.status_code == 201
    reader = Caller(client, platform.id, made.json()["key"])
    assert reader.get("/skillscvs").status_code == 200
    assert reader.post("/skillscvs", submission("a")).status_code == 403
    assert platform.delete(f"/api-keys/{made.json()['id']}").status_code == 204
    assert reader.get("/skillscvs").status_code == 401


def test_a_key_hands_on_no_more_than_it_has(platform: Caller) -> None:
    assert platform.post("/api-keys", {"name": "more", "scopes": ["vacancies:write"]}).status_code == 400


def test_an_expired_key_opens_nothing(platform: Caller) -> None:
    past = (now() - timedelta(hours=1)).isoformat()
    assert platform.post("/api-keys", {"name": "late", "expiresAt": past}).status_code == 400


def test_a_key_that_ends_makes_none_that_ends_later(platform: Caller, client: TestClient) -> None:
    ends = now() + timedelta(hours=1)
    key = platform.post("/api-keys", {"name": "ends", "expiresAt": ends.isoformat()}).json()["key"]
    ending = Caller(client, platform.id, key)
    refused = ending.post("/api-keys", {"name": "later", "expiresAt": (ends + timedelta(seconds=1)).isoformat()})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/expiresAt"
    sooner = (ends - timedelta(minutes=1)).isoformat()
    made = [ending.post("/api-keys", body).json() for body in ({"name": "a"}, {"name": "b", "expiresAt": sooner})]
    assert [datetime.fromisoformat(it["expiresAt"]) for it in made] == [ends, ends - timedelta(minutes=1)]
    assert platform.post("/api-keys", {"name": "c"}).json()["expiresAt"] is None


def test_the_audit_log_tells_of_keys_that_came_and_went(platform: Caller) -> None:
    made = platform.post("/api-keys", {"name": "short lived"}).json()["id"]
    for _ in range(2):
        assert platform.delete(f"/api-keys/{made}").status_code == 204
    entries = platform.get("/audit-log").json()["items"]
    assert [(it["action"], it["subject"]) for it in entries if it["subject"] == f"key:{made}"] == [
        ("key.issued", f"key:{made}"),
        ("key.revoked", f"key:{made}"),
    ]


def test_a_key_does_not_revoke_itself(platform: Caller) -> None:
    own = platform.get("/api-keys").json()["items"][0]["id"]
    assert platform.delete(f"/api-keys/{own}").status_code == 409


def test_keys_are_nowhere_in_the_database(platform: Caller, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("looks into the file")
    path = database_url.removeprefix("sqlite:///")
    for suffix in ("", "-wal"):
        with open(path + suffix, "rb") as file:  # noqa: PTH123
            assert platform.key.encode() not in file.read()
