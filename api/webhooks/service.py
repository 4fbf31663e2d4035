"""Registering, changing and replaying webhooks. Sending them is in ``delivery``."""

from __future__ import annotations

import base64
import secrets
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session

from api.auth import Caller
from api.db import now
from api.errors import BadInput, Conflict, NotFound
from api.etags import check_if_match
from api.field_problems import FieldProblem
from api.secrets import Secret
from api.settings import Settings
from api.tables import WebhookDelivery, WebhookEndpoint
from api.webhooks import store
from api.webhooks.addresses import is_public_host
from api.webhooks.events import Event
from api.webhooks.schemas import EndpointIn, EndpointPatch

UNSEEN: Final = "There is no such webhook endpoint, or not for you."
_MOST_ENDPOINTS: Final = 20
_SECRET_PREFIX: Final = "whsec_"  # noqa: S105  a marker, not a secret
_SECRET_BYTES: Final = 32


def add(
    session: Session, secret: Secret, settings: Settings, caller: Caller, wish: EndpointIn
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its signing secret, which is shown this once. Raises BadInput and Conflict."""
    _check_url(wish.url, settings)
    if store.count(session, caller) >= _MOST_ENDPOINTS:
        raise Conflict(f"An organisation can have {_MOST_ENDPOINTS} webhook endpoints; delete one first.")
    signing = _new_signing_secret()
    endpoint = WebhookEndpoint(
        organisation_id=caller.organisation_id,
        url=wish.url,
        events=_chosen(wish.events),
        encrypted_secrets=[secret.encrypt(signing)],
        status="enabled",
        created_at=now(),
    )
    session.add(endpoint)
    session.flush()
    return endpoint, signing


def change(
    session: Session, settings: Settings, caller: Caller, endpoint_id: UUID, patch: EndpointPatch, if_match: str | None
) -> WebhookEndpoint:
    """Applies a merge-patch; ``enabled`` also forgives earlier failures. Raises NotFound, Stale and BadInput."""
    endpoint = own(session, caller, endpoint_id)
    check_if_match(if_match, endpoint.version)
    if patch.url is not None:
        _check_url(patch.url, settings)
        endpoint.url = patch.url
    if "events" in patch.model_fields_set:
        endpoint.events = _chosen(patch.events)
    if patch.status is not None:
        endpoint.status = patch.status
        endpoint.failures = 0
        endpoint.disabled_at = None if patch.status == "enabled" else endpoint.disabled_at or now()
    return _changed(session, endpoint)


def remove(session: Session, caller: Caller, endpoint_id: UUID, if_match: str | None) -> None:
    """The endpoint and its deliveries, pending ones too. Raises NotFound and Stale."""
    endpoint = own(session, caller, endpoint_id)
    check_if_match(if_match, endpoint.version, required=False)
    store.remove(session, endpoint)


def rotate(session: Session, secret: Secret, caller: Caller, endpoint_id: UUID) -> str:
    """A new signing secret; the one before it keeps signing beside it for a while. Raises NotFound."""
    endpoint = own(session, caller, endpoint_id)
    signing = _new_signing_secret()
    endpoint.encrypted_secrets = [secret.encrypt(signing), endpoint.encrypted_secrets[0]]
    endpoint.rotated_at = now()
    _changed(session, endpoint)
    return signing


def replay(session: Session, caller: Caller, delivery_id: UUID) -> WebhookDelivery:
    """Sends a delivery once more, under the id of its event. Raises NotFound and Conflict."""
    found = store.find_delivery(session, caller, delivery_id)
    if found is None:
        raise NotFound("There is no such delivery, or not for you.")
    delivery, endpoint = found
    if endpoint.status != "enabled":
        raise Conflict("The endpoint is disabled; enable it first.")
    if delivery.status == "pending":
        raise Conflict("This delivery is still being tried.")
    delivery.status, delivery.attempts, delivery.next_attempt_at = "pending", 0, now()
    session.add(delivery)
    session.flush()
    return delivery


def seen(session: Session, caller: Caller, endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = store.find(session, caller, endpoint_id)
    if endpoint is None:
        raise NotFound(UNSEEN)
    return endpoint


def own(session: Session, caller: Caller, endpoint_id: UUID) -> WebhookEndpoint:
    """For a change: the row stays locked until the commit."""
    endpoint = store.find(session, caller, endpoint_id, lock=True)
    if endpoint is None:
        raise NotFound(UNSEEN)
    return endpoint


def _changed(session: Session, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    endpoint.version += 1
    session.add(endpoint)
    session.flush()
    return endpoint


def _chosen(events: list[Event] | None) -> list[str]:
    """Sorted, each once; empty for all."""
    return sorted({event.value for event in events or ()})


def _new_signing_secret() -> str:
    return _SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _check_url(url: str, settings: Settings) -> None:
    """Where it leads is looked up again, and held to, each time something is sent there."""
    problem = _url_problem(url, private=settings.allow_private_webhooks)
    if problem is not None:
        raise BadInput("This address cannot be used.", errors=[FieldProblem(pointer="/url", detail=problem)])


def _url_problem(url: str, *, private: bool) -> str | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "This is not a valid URL."
    if not host or parts.fragment:
        return "This is not a URL with a host and without a fragment."
    if parts.username is not None or parts.password is not None:
        return "A URL must not hold a name or a password; what is sent is signed."
    if not private and parts.scheme != "https":
        return "Only https is used."
    if not private and not is_public_host(host):
        return "This is not an address on the open internet."
    return None
