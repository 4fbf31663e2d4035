"""Shapes of webhook endpoints and deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas import NextCursor, Schema, Unremovable
from api.webhooks.events import Event

Url = Annotated[str, StringConstraints(min_length=8, max_length=2000, pattern=r"^https?://[!-~]+$")]


class EndpointIn(Schema):
    """``events`` narrows what is sent; without it everything is."""

    url: Url
    events: Annotated[list[Event], Field(max_length=50)] | None = None


class EndpointOut(Schema):
    id: UUID
    url: str
    events: list[Event]
    status: Literal["enabled", "disabled"]
    failures: int
    created_at: datetime
    disabled_at: datetime | None


class NewEndpointOut(EndpointOut):
    """``secret`` (``whsec_…``) is shown in this answer only."""

    secret: str


class EndpointPage(Schema):
    items: list[EndpointOut]
    next: NextCursor = None


class EndpointPatch(Schema):
    url: Unremovable[Url] = None
    events: Annotated[list[Event], Field(max_length=50)] | None = None
    status: Unremovable[Literal["enabled", "disabled"]] = None


class DeliveryOut(Schema):
    id: UUID
    event_id: UUID
    event_type: Event
    subject_id: UUID
    status: Literal["pending", "delivered", "failed"]
    attempts: int
    last_status: int | None
    next_attempt_at: datetime
    created_at: datetime
    delivered_at: datetime | None


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    next: NextCursor = None


class RotatedSecret(Schema):
    """The new secret; the one before it keeps signing beside it for 24 hours."""

    secret: str
