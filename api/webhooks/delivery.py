"""Sends what is in the outbox, as Standard Webhooks 1.0 describes it (https://www.standardwebhooks.com).

Each attempt is claimed in a transaction of its own, made outside any, and its outcome written in a third: a process
that dies in between leaves a delivery that is tried again, under the same event id.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

import httpx
from sqlmodel import Session
from standardwebhooks import Webhook

from api.db import Database, now
from api.middleware import Metrics
from api.secrets import Secret
from api.settings import Settings
from api.tables import WebhookDelivery, WebhookEndpoint
from api.webhooks import store
from api.webhooks.addresses import RefusedAddressError, addresses_of
from api.webhooks.events import Event
from api.webhooks.outbox import emit

log = logging.getLogger("skillscv.webhooks")

_AT_ONCE: Final = 16
_DEADLINE: Final = 10.0
_CLAIMED_FOR: Final = timedelta(minutes=2)
OLD_SECRET_SIGNS_FOR: Final = timedelta(hours=24)
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Pauses after a failed attempt: ten attempts in a little over three days."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    delivery_id: UUID
    url: str
    headers: Mapping[str, str]
    body: bytes


def deliver_due(database: Database, secret: Secret, settings: Settings, metrics: Metrics) -> int:
    """One round: tries what is due, and returns how many attempts that were. Call it outside an event loop."""
    attempts = _claim(database, secret)
    if not attempts:
        return 0
    answers = asyncio.run(_post_all(attempts, allow_private=settings.allow_private_webhooks))
    for attempt, status in zip(attempts, answers, strict=True):
        with database.writing() as session:
            outcome = _settle(session, attempt.delivery_id, status)
        metrics.webhook_attempts.labels(outcome).inc()
        log.info("webhook attempt", extra={"outcome": outcome, "status": status})
    return len(attempts)


def _claim(database: Database, secret: Secret) -> list[_Attempt]:
    moment = now()
    with database.reading() as session:
        if not store.is_any_due(session, moment):  # most rounds: nobody's writing waits for them
            return []
    with database.writing() as session:
        attempts = []
        for delivery in store.lock_due(session, moment, _AT_ONCE):
            endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id)
            delivery.attempts += 1
            delivery.next_attempt_at = moment + _CLAIMED_FOR
            session.add(delivery)
            attempts.append(_attempt(delivery, endpoint, secret, moment))
        return attempts


def _attempt(delivery: WebhookDelivery, endpoint: WebhookEndpoint, secret: Secret, moment: datetime) -> _Attempt:
    body = json.dumps(delivery.payload, separators=(",", ":"), sort_keys=True)
    event_id = str(delivery.event_id)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "skillscv-webhooks",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret.decrypt(encrypted)).sign(event_id, moment, body)
            for encrypted in _signing_secrets(endpoint, moment)
        ),
    }
    return _Attempt(delivery.id, endpoint.url, headers, body.encode())


def _signing_secrets(endpoint: WebhookEndpoint, moment: datetime) -> list[str]:
    rotating = endpoint.rotated_at is not None and moment - endpoint.rotated_at < OLD_SECRET_SIGNS_FOR
    return endpoint.encrypted_secrets if rotating else endpoint.encrypted_secrets[:1]


async def _post_all(attempts: Sequence[_Attempt], *, allow_private: bool) -> list[int | None]:
    # no connection is kept: those to one address must not be shared by the hosts that live there
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits, follow_redirects=False, trust_env=False, timeout=_DEADLINE) as client:
        return await asyncio.gather(*(_answer(client, attempt, allow_private=allow_private) for attempt in attempts))


async def _answer(client: httpx.AsyncClient, attempt: _Attempt, *, allow_private: bool) -> int | None:
    """The receiver's status, None when it could not be reached in time or may not be reached."""
    try:
        async with asyncio.timeout(_DEADLINE):
            return await _post(client, attempt, allow_private=allow_private)
    except (TimeoutError, OSError, UnicodeError, httpx.HTTPError, httpx.InvalidURL, RefusedAddressError):
        return None


async def _post(client: httpx.AsyncClient, attempt: _Attempt, *, allow_private: bool) -> int | None:
    url = httpx.URL(attempt.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    for address in await addresses_of(url.host, port, allow_private=allow_private):
        request = client.stream(
            "POST",
            url.copy_with(host=address),
            content=attempt.body,
            headers={**attempt.headers, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.host},  # the certificate must still be that of the host
        )
        try:
            async with request as response:  # its body is not read: it can be of any size
                return response.status_code
        except httpx.ConnectError:
            continue
    return None


def _settle(session: Session, delivery_id: UUID, status: int | None) -> str:
    """Writes what came of an attempt, and names it."""
    delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None:  # its endpoint was deleted in the meantime
        return "forgotten"
    endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id, with_for_update={"key_share": True})
    delivery.last_status = status
    session.add_all((delivery, endpoint))
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        delivery.status, delivery.delivered_at = "delivered", now()
        endpoint.failures = 0
        return "delivered"
    endpoint.failures += 1
    if status == HTTPStatus.GONE:
        delivery.status = "failed"
        _disable(session, endpoint)
        return "gone"
    if delivery.attempts <= len(PAUSES):
        delivery.next_attempt_at = now() + pause_after(delivery.id, delivery.attempts)
        return "retried"
    delivery.status = "failed"
    if not store.delivered_since(session, endpoint.id, delivery.created_at):
        _disable(session, endpoint)
    return "failed"


def _disable(session: Session, endpoint: WebhookEndpoint) -> None:
    """Nothing goes there any more; the log says so, and the other endpoints of the organisation are told."""
    if endpoint.status == "disabled":
        return
    endpoint.status, endpoint.disabled_at = "disabled", now()
    endpoint.version += 1
    session.flush()
    emit(session, endpoint.organisation_id, Event.ENDPOINT_DISABLED, endpoint.id)
    log.warning("webhook endpoint disabled", extra={"endpoint": str(endpoint.id)})


def pause_after(delivery_id: UUID, attempts: int) -> timedelta:
    """The pause after failed attempt number ``attempts`` (from 1), up to a fifth longer than planned.

    The lengthening is drawn from a hash: receivers that failed together are not all tried together again, and the same
    delivery always pauses the same.
    """
    digest = hashlib.sha256(f"{delivery_id}:{attempts}".encode()).digest()
    fraction = int.from_bytes(digest[:4]) / 2**32
    return PAUSES[attempts - 1] * (1 + fraction / 5)
