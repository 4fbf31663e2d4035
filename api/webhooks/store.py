"""Webhook endpoints of the caller's organisation, and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.tables import WebhookDelivery, WebhookEndpoint

_AT_ONCE_FOR_ONE = 4
"""Deliveries to one endpoint in a round, so that a slow receiver does not hold up the others."""


def visible_to(caller: Caller) -> SelectOfScalar[WebhookEndpoint]:
    return select(WebhookEndpoint).where(WebhookEndpoint.organisation_id == caller.organisation_id)


def find(session: Session, caller: Caller, endpoint_id: UUID, *, lock: bool = False) -> WebhookEndpoint | None:
    statement = visible_to(caller).where(WebhookEndpoint.id == endpoint_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def count(session: Session, caller: Caller) -> int:
    counting = select(func.count()).select_from(WebhookEndpoint)
    return session.exec(counting.where(col(WebhookEndpoint.organisation_id) == caller.organisation_id)).one()


def remove(session: Session, endpoint: WebhookEndpoint) -> None:
    session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.endpoint_id) == endpoint.id))
    session.delete(endpoint)
    session.flush()


def deliveries_to(endpoint_id: UUID) -> SelectOfScalar[WebhookDelivery]:
    return select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)


def find_delivery(
    session: Session, caller: Caller, delivery_id: UUID
) -> tuple[WebhookDelivery, WebhookEndpoint] | None:
    """The delivery and its endpoint, if it is the caller's; both stay locked until the commit."""
    statement = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(WebhookEndpoint.organisation_id == caller.organisation_id, WebhookDelivery.id == delivery_id)
    )
    return session.exec(statement.with_for_update()).first()


def lock_due(session: Session, moment: datetime, limit: int) -> Sequence[WebhookDelivery]:
    """Deliveries to try now, locked; those that another process has locked are passed over.

    Of one endpoint and subject only the oldest pending one is due, so that a receiver sees a subject's events in
    their order.
    """
    place = func.row_number().over(
        partition_by=col(WebhookDelivery.endpoint_id),
        order_by=(col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.created_at), col(WebhookDelivery.id)),
    )
    ranked = (
        select(col(WebhookDelivery.id).label("id"), place.label("place"))
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(WebhookEndpoint.status == "enabled", _due(moment), ~_has_earlier_pending())
        .subquery()
    )
    wanted = select(ranked.c.id).where(ranked.c.place <= _AT_ONCE_FOR_ONE)
    statement = (
        select(WebhookDelivery)
        .where(col(WebhookDelivery.id).in_(wanted), _due(moment))
        .order_by(col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.created_at), col(WebhookDelivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.exec(statement).all()


def is_any_due(session: Session, moment: datetime) -> bool:
    """Whether something can be sent now: not to a disabled endpoint, nor before an earlier event that waits."""
    statement = (
        select(WebhookDelivery.id)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(WebhookEndpoint.status == "enabled", _due(moment), ~_has_earlier_pending())
    )
    return session.exec(statement.limit(1)).first() is not None


def _due(moment: datetime) -> ColumnElement[bool]:
    return and_(col(WebhookDelivery.status) == "pending", col(WebhookDelivery.next_attempt_at) <= moment)


def _has_earlier_pending() -> ColumnElement[bool]:
    earlier = aliased(WebhookDelivery)
    return exists().where(
        col(earlier.endpoint_id) == col(WebhookDelivery.endpoint_id),
        col(earlier.subject_id) == col(WebhookDelivery.subject_id),
        col(earlier.status) == "pending",
        or_(
            col(earlier.created_at) < col(WebhookDelivery.created_at),
            and_(
                col(earlier.created_at) == col(WebhookDelivery.created_at),
                col(earlier.id) < col(WebhookDelivery.id),
            ),
        ),
    )


def forget_settled(session: Session, moment: datetime) -> int:
    """Drops what was delivered or given up before ``moment``, and what an endpoint that is disabled never got by then.

    Returns how many deliveries that were.
    """
    settled = and_(
        col(WebhookDelivery.status).in_(("delivered", "failed")), col(WebhookDelivery.next_attempt_at) <= moment
    )
    disabled = select(WebhookEndpoint.id).where(WebhookEndpoint.status == "disabled")
    undelivered = and_(
        col(WebhookDelivery.endpoint_id).in_(disabled),
        col(WebhookDelivery.status) == "pending",
        col(WebhookDelivery.created_at) <= moment,
    )
    return int(session.exec(delete(WebhookDelivery).where(or_(settled, undelivered))).rowcount)


def delivered_since(session: Session, endpoint_id: UUID, moment: datetime) -> bool:
    statement = select(WebhookDelivery.id).where(
        WebhookDelivery.endpoint_id == endpoint_id, col(WebhookDelivery.delivered_at) >= moment
    )
    return session.exec(statement).first() is not None
