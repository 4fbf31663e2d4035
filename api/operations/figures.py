"""Figures that are looked up when Prometheus asks: the index, the queues, what is under way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.db import now
from api.matches.pool import Pool
from api.tables import Import, Objection, WebhookDelivery

_STATUSES: Final = ("pending", "failed")


def standing(session: Session, pool: Pool) -> CollectorRegistry:
    """The gauges of this moment. Counts are of the database, so every worker says the same; the index is this one's."""
    registry = CollectorRegistry()

    def gauge(name: str, what: str, value: float) -> None:
        Gauge(f"skillscv_{name}", what, registry=registry).set(value)

    gauge("index_people", "People in the index of this process.", pool.people)
    gauge("index_lag_changes", "Changes in the log that this index has not taken over.", pool.lag(session))
    gauge("imports_running", "Imports under way.", _running_imports(session))
    gauge("webhook_oldest_pending_seconds", "Age of the oldest webhook not delivered yet.", _oldest_pending(session))
    deliveries = Gauge("skillscv_webhook_deliveries", "Webhooks waiting, and given up.", ("status",), registry=registry)
    counted = _deliveries(session)
    for status in _STATUSES:
        deliveries.labels(status).set(counted.get(status, 0))
    disputed = Gauge(
        "skillscv_removals_disputed", "Objections to what was removed, by type.", ("type",), registry=registry
    )
    for kind, count in _disputed(session):
        disputed.labels(kind).set(count)
    gauge("objections_overdue", "Objections that nobody answered in time.", _overdue(session))
    return registry


def _disputed(session: Session) -> Sequence[tuple[str | None, int]]:
    """For who keeps the redaction rules: which of them people object to. What was said stays with the platform."""
    statement = select(Objection.redaction_type, func.count()).where(col(Objection.redaction_type).is_not(None))
    return session.exec(statement.group_by(col(Objection.redaction_type))).all()


def _overdue(session: Session) -> int:
    late = select(func.count()).select_from(Objection)
    return session.exec(late.where(col(Objection.answered_at).is_(None), col(Objection.answer_by) <= now())).one()


def _running_imports(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Import).where(Import.status == "running")).one()


def _oldest_pending(session: Session) -> float:
    oldest = session.exec(
        select(func.min(col(WebhookDelivery.created_at))).where(WebhookDelivery.status == "pending")
    ).one()
    return 0.0 if oldest is None else max(0.0, (now() - oldest).total_seconds())


def _deliveries(session: Session) -> dict[str, int]:
    statement = (
        select(WebhookDelivery.status, func.count())
        .where(col(WebhookDelivery.status).in_(_STATUSES))
        .group_by(WebhookDelivery.status)
    )
    return dict(session.exec(statement).all())
