"""A receiver that is away for an hour misses nothing, and gets each subject's events in their order."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from standardwebhooks import Webhook

from api.db import now
from api.webhooks import service
from api.webhooks.events import Event
from api.webhooks.schemas import EndpointIn
from tests.api.clock import Clock, set_clock
from tests.api.webhooks.test_delivery import PRIVATE, SECRET, Receiver, Sending, receiver, sending

__all__ = ["receiver", "sending"]
STEPS = (Event.REFERRAL_PROPOSED, Event.REFERRAL_OFFERED, Event.REFERRAL_ACCEPTED)


def rounds_until(clock: Clock, sending: Sending, minutes: int) -> None:
    for _ in range(minutes):
        clock.pass_by(minutes=1)
        while sending.round():
            pass


def types_of(sending: Sending, receiver: Receiver, subject: str) -> list[str]:
    """The types of what arrived of one subject, in order; every signature holds."""
    found = []
    for headers, body in receiver.got:
        moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        assert headers["webhook-signature"] == Webhook(sending.signing).sign(
            headers["webhook-id"], moment, body.decode()
        )
        content = json.loads(body)
        found += [content["type"]] if content["data"]["id"] == subject else []
    return found


def test_after_an_hour_away_everything_arrives_signed_and_in_order(sending: Sending, receiver: Receiver) -> None:
    referrals = [uuid4() for _ in range(5)]
    with set_clock() as clock:
        receiver.status = 503
        for event in STEPS:
            for referral in referrals:
                sending.emit(referral, event=event)
            rounds_until(clock, sending, 20)
        assert {delivery.status for delivery in sending.deliveries()} == {"pending"}
        assert sending.endpoint().status == "enabled"
        receiver.status = 204
        receiver.got.clear()
        back = now()
        rounds_until(clock, sending, 180)
        assert {delivery.status for delivery in sending.deliveries()} == {"delivered"}
        assert max(delivery.delivered_at for delivery in sending.deliveries()) - back < timedelta(hours=3)
    assert len(receiver.got) == len(STEPS) * len(referrals)
    for referral in referrals:
        assert types_of(sending, receiver, str(referral)) == [event.value for event in STEPS]
    assert len(set(receiver.ids)) == len(receiver.ids)


def test_an_organisation_hears_elsewhere_that_an_endpoint_was_given_up(sending: Sending, receiver: Receiver) -> None:
    wish = EndpointIn(url=receiver.url, events=[Event.ENDPOINT_DISABLED])
    with sending.database.writing() as session:
        service.add(session, SECRET, PRIVATE, sending.caller, wish)
    receiver.status = 410
    sending.emit(*(uuid4() for _ in range(3)))
    sending.round()
    receiver.status = 204
    receiver.got.clear()
    with set_clock() as clock:
        rounds_until(clock, sending, 60)
    [(_, body)] = receiver.got
    assert (json.loads(body)["type"], json.loads(body)["data"]) == (
        "endpoint.disabled",
        {"id": str(sending.endpoint_id)},
    )
