"""Webhooks go over real sockets to a receiver on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select
from standardwebhooks import Webhook, WebhookVerificationError

from api.auth import ROLE_SCOPES, Caller
from api.db import Database, now
from api.middleware import Metrics
from api.organisations.service import add_organisation
from api.secrets import Secret
from api.settings import Settings
from api.tables import Role, WebhookDelivery, WebhookEndpoint
from api.webhooks import service
from api.webhooks.delivery import OLD_SECRET_SIGNS_FOR, PAUSES, deliver_due
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from api.webhooks.schemas import EndpointIn

SECRET = Secret("s" * 40)
PRIVATE = Settings(allow_private_webhooks=True)


@dataclass
class Receiver:
    """Keeps what arrives and answers with ``status``; of subjects in ``refused`` with 500."""

    url: str = ""
    status: int = 204
    refused: set[str] = field(default_factory=set)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        self.got.append((headers, body))
        return 500 if any(subject.encode() in body for subject in self.refused) else self.status

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(found.take({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/events"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Sending:
    """One organisation with one endpoint."""

    database: Database
    caller: Caller
    endpoint_id: UUID
    signing: str
    metrics: Metrics = field(default_factory=Metrics)

    def emit(self, *subjects: UUID, event: Event = Event.SKILLSCV_CREATED) -> None:
        for subject in subjects or (uuid4(),):
            with self.database.writing() as session:
                emit(session, self.caller.organisation_id, event, subject)

    def round(self, settings: Settings = PRIVATE) -> int:
        return deliver_due(self.database, SECRET, settings, self.metrics)

    def endpoint(self) -> WebhookEndpoint:
        with self.database.reading() as session:
            return session.get_one(WebhookEndpoint, self.endpoint_id)

    def deliveries(self) -> list[WebhookDelivery]:
        with self.database.reading() as session:
            return list(session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.created_at))).all())

    def change(self, change: Callable[[Session, WebhookDelivery], None]) -> None:
        with self.database.writing() as session:
            for row in session.exec(select(WebhookDelivery)).all():
                change(session, row)
                session.add(row)

    def pause_for_minutes(self) -> None:  # the seconds after a first failure may pass within a slow test
        self.change(lambda _, row: setattr(row, "attempts", 1))

    def make_due(self) -> None:
        self.change(lambda _, row: setattr(row, "next_attempt_at", now() - timedelta(seconds=1)))


@pytest.fixture
def sending(database: Database, receiver: Receiver) -> Sending:
    with database.writing() as session:
        organisation, _ = add_organisation(session, "Pool", Role.PLATFORM, "one")
        caller = Caller(
            organisation_id=organisation.id,
            community_id=organisation.community_id,
            role=Role.PLATFORM,
            scopes=frozenset(ROLE_SCOPES[Role.PLATFORM]),
        )
        endpoint, signing = service.add(session, SECRET, PRIVATE, caller, EndpointIn(url=receiver.url))
        return Sending(database, caller, endpoint.id, signing)


def test_an_event_arrives_signed_with_its_ids_and_nothing_else(sending: Sending, receiver: Receiver) -> None:
    subject = uuid4()
    sending.emit(subject)
    assert sending.round() == 1
    ((headers, body),) = receiver.got
    content = Webhook(sending.signing).verify(body, headers)
    assert content["data"] == {"id": str(subject)}
    assert content["id"] == headers["webhook-id"]
    assert set(content) == {"specversion", "id", "source", "type", "time", "data"}
    (delivery,) = sending.deliveries()
    assert (delivery.status, delivery.attempts, delivery.last_status) == ("delivered", 1, 204)
    assert sending.round() == 0


def test_while_a_secret_rotates_both_verify_and_a_day_later_only_the_new_one(
    sending: Sending, receiver: Receiver
) -> None:
    with sending.database.writing() as session:
        new = service.rotate(session, SECRET, sending.caller, sending.endpoint_id)
    sending.emit()
    sending.round()
    headers, body = receiver.got[-1]
    for signing in (sending.signing, new):
        Webhook(signing).verify(body, headers)
    with sending.database.writing() as session:
        endpoint = session.get_one(WebhookEndpoint, sending.endpoint_id)
        endpoint.rotated_at = now() - OLD_SECRET_SIGNS_FOR
        session.add(endpoint)
    sending.emit()
    sending.round()
    headers, body = receiver.got[-1]
    Webhook(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(sending.signing).verify(body, headers)


@pytest.mark.parametrize("status", [199 + 101, 301, 302, 400, 404, 429, 500, 503])
def test_anything_but_a_2xx_is_tried_again_later_under_the_same_id(
    sending: Sending, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    sending.emit()
    sending.pause_for_minutes()
    sending.round()
    (delivery,) = sending.deliveries()
    assert (delivery.status, delivery.last_status) == ("pending", status)
    assert delivery.next_attempt_at > now()
    assert sending.round() == 0
    receiver.status = 200
    sending.make_due()
    assert sending.round() == 1
    assert receiver.ids == receiver.ids[:1] * 2
    assert sending.deliveries()[0].status == "delivered"
    assert sending.endpoint().failures == 0


def test_events_of_one_subject_arrive_in_order_and_others_do_not_wait(sending: Sending, receiver: Receiver) -> None:
    stuck, free = uuid4(), uuid4()
    receiver.refused = {str(stuck)}
    sending.emit(stuck, stuck, free)
    sending.pause_for_minutes()
    first, second, other = [str(delivery.event_id) for delivery in sending.deliveries()]
    while sending.round():
        pass
    assert sorted(receiver.ids) == sorted([first, other])
    receiver.refused = set()
    receiver.got.clear()
    sending.make_due()
    while sending.round():
        pass
    assert receiver.ids == [first, second]


def test_a_receiver_that_is_gone_gets_nothing_more(sending: Sending, receiver: Receiver) -> None:
    receiver.status = 410
    sending.emit(uuid4(), uuid4())
    sending.round()
    assert sending.endpoint().status == "disabled"
    assert sending.endpoint().disabled_at is not None
    sending.emit()
    assert sending.round() == 0


def last_attempt(_: Session, row: WebhookDelivery) -> None:
    row.attempts = len(PAUSES)
    row.created_at = now() - sum(PAUSES, timedelta())


def test_after_days_of_failure_the_delivery_ends_and_the_endpoint_is_disabled(
    sending: Sending, receiver: Receiver
) -> None:
    receiver.status = 500
    sending.emit()
    sending.change(last_attempt)
    sending.round()
    assert sending.deliveries()[0].status == "failed"
    assert sending.endpoint().status == "disabled"


def test_an_endpoint_that_takes_other_events_is_not_disabled_for_one_it_never_takes(
    sending: Sending, receiver: Receiver
) -> None:
    bad, good = uuid4(), uuid4()
    receiver.refused = {str(bad)}
    sending.emit(bad)
    sending.change(last_attempt)
    sending.emit(good)
    sending.change(lambda _, row: setattr(row, "next_attempt_at", now() + timedelta(days=row.subject_id == bad)))
    sending.round()
    sending.make_due()
    sending.round()
    assert [delivery.status for delivery in sending.deliveries()] == ["failed", "delivered"]
    assert sending.endpoint().status == "enabled"


def test_nothing_is_sent_to_a_private_address_unless_that_is_allowed(sending: Sending, receiver: Receiver) -> None:
    sending.emit()
    sending.round(Settings(allow_private_webhooks=False))
    (delivery,) = sending.deliveries()
    assert (delivery.status, delivery.last_status, receiver.got) == ("pending", None, [])


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://no-such-host.invalid/", "http://" + "x" * 70 + "/"])
def test_a_receiver_that_cannot_be_reached_is_tried_again(sending: Sending, url: str) -> None:
    with sending.database.writing() as session:
        endpoint = session.get_one(WebhookEndpoint, sending.endpoint_id)
        endpoint.url = url
        session.add(endpoint)
    sending.emit()
    sending.round()
    (delivery,) = sending.deliveries()
    assert (delivery.status, delivery.last_status, delivery.attempts) == ("pending", None, 1)


def test_what_a_dead_process_had_claimed_is_tried_again_when_its_claim_ends(
    sending: Sending, receiver: Receiver
) -> None:
    sending.emit()
    sending.change(lambda _, row: setattr(row, "next_attempt_at", now() + timedelta(minutes=2)))
    assert sending.round() == 0
    sending.make_due()
    assert sending.round() == 1
    assert len(receiver.got) == 1


def test_a_replay_is_sent_under_the_same_id(sending: Sending, receiver: Receiver) -> None:
    sending.emit()
    sending.round()
    with sending.database.writing() as session:
        service.replay(session, sending.caller, sending.deliveries()[0].id)
    sending.round()
    assert receiver.ids == receiver.ids[:1] * 2


def test_one_endpoint_does_not_take_all_places_of_a_round(sending: Sending) -> None:
    sending.emit(*(uuid4() for _ in range(7)))
    assert [sending.round(), sending.round(), sending.round()] == [4, 3, 0]


def test_attempts_are_counted_and_logged_without_what_was_sent(
    sending: Sending, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    subject = uuid4()
    with caplog.at_level(logging.DEBUG, logger="skillscv"):
        sending.emit(subject)
        sending.round()
    counter = sending.metrics.webhook_attempts.labels("delivered")
    assert counter._value.get() == 1
    written = " ".join(str(record.__dict__) for record in caplog.records if record.name.startswith("skillscv"))
    assert str(subject) not in written
    assert receiver.url not in written
