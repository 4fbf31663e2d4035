"""Writes an event into the outbox, in the transaction of what happened."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlmodel import Session, select

from api.db import now
from api.tables import WebhookDelivery, WebhookEndpoint
from api.webhooks.events import Event


def emit(session: Session, organisation_id: UUID, event: Event, subject_id: UUID, **others: UUID) -> None:
    """One delivery for each enabled endpoint of the organisation that asks for the event.

    Ids only: that of the subject, and ``others`` under their names.
    """
    statement = select(WebhookEndpoint).where(
        WebhookEndpoint.organisation_id == organisation_id, WebhookEndpoint.status == "enabled"
    )
    event_id, moment = uuid4(), now()
    for endpoint in session.exec(statement).all():
        if endpoint.events and event not in endpoint.events:
            continue
        payload = {
            "specversion": "1.0",
            "id": str(event_id),
            "source": "/v1",
            "type": event.value,
            "time": moment.isoformat(),
            "data": {"id": str(subject_id)} | {name: str(other) for name, other in others.items()},
        }
        session.add(
            WebhookDelivery(
                endpoint_id=endpoint.id,
                event_id=event_id,
                event_type=event,
                subject_id=subject_id,
                payload=payload,
                status="pending",
                next_attempt_at=moment,
                created_at=moment,
            )
        )
