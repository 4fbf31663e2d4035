"""Webhook endpoints over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.db import now
from api.tables import WebhookDelivery, WebhookEndpoint
from api.webhooks.store import forget_settled
from tests.api.world import Caller, submission

URL = "https://platform.example.org/events"


def register(caller: Caller, **fields: Any) -> dict[str, Any]:
    answer = caller.post("/webhook-endpoints", {"url": URL} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json() | {"etag": answer.headers["etag"]}


def deliveries(caller: Caller, endpoint: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = caller.get(f"/webhook-endpoints/{endpoint['id']}/deliveries").json()["items"]
    return items


def test_the_secret_is_shown_once_and_kept_encrypted(app: FastAPI, platform: Caller) -> None:
    made = register(platform)
    assert made["secret"].startswith("whsec_")
    path = f"/webhook-endpoints/{made['id']}"
    assert "secret" not in platform.get(path).json()
    assert "secret" not in platform.get("/webhook-endpoints").json()["items"][0]
    with app.state.database.reading() as session:
        (stored,) = session.exec(select(WebhookEndpoint.encrypted_secrets)).one()
    assert made["secret"] not in stored


def test_an_endpoint_is_changed_with_its_etag(platform: Caller) -> None:
    made = register(platform, events=["skillscv.created", "skillscv.created"])
    path = f"/webhook-endpoints/{made['id']}"
    assert made["events"] == ["skillscv.created"]
    assert platform.patch(path, {"url": URL}).status_code == 428
    assert platform.patch(path, {"url": URL}, etag='"99"').status_code == 412
    changed = platform.patch(path, {"events": None, "status": "disabled"}, etag=made["etag"])
    assert (changed.json()["events"], changed.json()["status"]) == ([], "disabled")
    assert changed.json()["disabledAt"] is not None
    assert platform.patch(path, {"status": "enabled"}, etag=made["etag"]).status_code == 412
    again = platform.patch(path, {"status": "enabled"}, etag=changed.headers["etag"]).json()
    assert (again["status"], again["disabledAt"]) == ("enabled", None)


def test_a_rotation_gives_a_new_secret(platform: Caller) -> None:
    made = register(platform)
    rotated = platform.post(f"/webhook-endpoints/{made['id']}/secret-rotation")
    assert rotated.status_code == 201
    assert rotated.json()["secret"].startswith("whsec_")
    assert rotated.json()["secret"] != made["secret"]


def test_only_events_that_were_asked_for_are_sent_on_and_only_to_enabled_endpoints(platform: Caller) -> None:
    everything, narrow = register(platform), register(platform, events=["skillscv.erased"])
    off = register(platform)
    platform.patch(f"/webhook-endpoints/{off['id']}", {"status": "disabled"}, etag=off["etag"])
    platform.post("/skillscvs", submission("r"))
    assert [item["eventType"] for item in deliveries(platform, everything)] == ["skillscv.created"]
    assert deliveries(platform, narrow) == []
    assert deliveries(platform, off) == []


def test_a_delivery_that_ended_can_be_replayed_and_one_under_way_cannot(app: FastAPI, platform: Caller) -> None:
    made = register(platform)
    platform.post("/skillscvs", submission("r"))
    (delivery,) = deliveries(platform, made)
    path = f"/webhook-deliveries/{delivery['id']}/replay"
    assert platform.post(path).status_code == 409
    with app.state.database.writing() as session:
        row = session.exec(select(WebhookDelivery)).one()
        row.status, row.attempts, row.delivered_at = "delivered", 1, now()
        session.add(row)
    replayed = platform.post(path)
    assert replayed.status_code == 202
    assert (replayed.json()["status"], replayed.json()["eventId"]) == ("pending", delivery["eventId"])


def test_nothing_is_replayed_to_a_disabled_endpoint(platform: Caller) -> None:
    made = register(platform)
    platform.post("/skillscvs", submission("r"))
    platform.patch(f"/webhook-endpoints/{made['id']}", {"status": "disabled"}, etag=made["etag"])
    (delivery,) = deliveries(platform, made)
    assert platform.post(f"/webhook-deliveries/{delivery['id']}/replay").status_code == 409


def test_deleting_an_endpoint_deletes_its_deliveries(app: FastAPI, platform: Caller) -> None:
    made = register(platform)
    platform.post("/skillscvs", submission("r"))
    path = f"/webhook-endpoints/{made['id']}"
    assert platform.delete(path, headers={"If-Match": '"99"'}).status_code == 412
    assert platform.delete(path).status_code == 204
    assert platform.get(path).status_code == 404
    with app.state.database.reading() as session:
        assert session.exec(select(WebhookDelivery)).all() == []


def test_endpoints_belong_to_one_organisation(platform: Caller, employer: Caller) -> None:
    made = register(platform)
    platform.post("/skillscvs", submission("r"))
    path = f"/webhook-endpoints/{made['id']}"
    (delivery,) = deliveries(platform, made)
    assert employer.get("/webhook-endpoints").json()["items"] == []
    assert employer.get(path).status_code == 404
    assert employer.patch(path, {"status": "disabled"}, etag=made["etag"]).status_code == 404
    assert employer.delete(path).status_code == 404
    assert employer.post(f"{path}/secret-rotation").status_code == 404
    assert employer.get(f"{path}/deliveries").status_code == 404
    assert employer.post(f"/webhook-deliveries/{delivery['id']}/replay").status_code == 404


def test_an_organisation_has_a_bounded_number_of_endpoints(platform: Caller) -> None:
    for _ in range(20):
        register(platform)
    assert platform.post("/webhook-endpoints", {"url": URL}).status_code == 409


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "https://",
        "https://:443/",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://[::1/",
        "https://exa mple.org/",
        "not a url",
    ],
)
def test_what_is_no_usable_url_is_refused(platform: Caller, url: str) -> None:
    answer = platform.post("/webhook-endpoints", {"url": url})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/url"]


@pytest.mark.parametrize(
    "url",
    [
        "http://platform.example.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://db.internal/",
    ],
)
def test_addresses_that_are_not_of_the_open_internet_are_refused_unless_allowed(
    app: FastAPI, platform: Caller, url: str
) -> None:
    assert platform.post("/webhook-endpoints", {"url": url}).status_code == 201
    app.state.settings.allow_private_webhooks = False
    answer = platform.post("/webhook-endpoints", {"url": url})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/url"


@pytest.mark.parametrize(("status", "kept"), [("enabled", 1), ("disabled", 0)])
def test_what_a_disabled_endpoint_never_got_is_forgotten_in_time(
    status: str, kept: int, app: FastAPI, platform: Caller
) -> None:
    made = register(platform, events=["skillscv.created"])
    platform.post("/skillscvs", submission("a"))
    platform.patch(f"/webhook-endpoints/{made['id']}", {"status": status}, etag=made["etag"])
    for age, left in ((timedelta(minutes=1), 1), (timedelta(), kept)):
        with app.state.database.writing() as session:
            forget_settled(session, now() - age)
        with app.state.database.reading() as session:
            assert len(session.exec(select(WebhookDelivery)).all()) == left
