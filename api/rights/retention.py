"""How long things are kept: warnings before, erasure after, and what the service itself forgets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from api.db import Database, now
from api.idempotency import forget_old_answers
from api.knowledge import Knowledge
from api.referrals import service as referrals
from api.referrals.open_pool import refer_idle, the_service
from api.rights import objections, store
from api.rights.service import erase_row
from api.settings import Settings
from api.tables import Notice, SkillsCV
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from api.webhooks.store import forget_settled

AT_ONCE: Final = 50


def purge(database: Database, knowledge: Knowledge, settings: Settings) -> dict[str, int]:
    """Ends what nobody moves or answers, warns of what ends soon, erases what has outlived its time, forgets traces.

    Returns how many of each: ``referred, expired, reminded, warned, erased, answers, traces``.
    """
    done = {"referred": refer_idle(database, knowledge, settings)}
    with database.writing() as session:
        done["expired"] = referrals.expire_overdue(session, knowledge, settings)
    done["reminded"] = objections.remind(database)
    done["warned"] = _warn(database, settings)
    done["erased"] = _erase_outdated(database, settings)
    with database.writing() as session:
        done["answers"] = forget_old_answers(session)
    with database.writing() as session:
        long_ago = now() - timedelta(days=settings.traces_days)
        done["traces"] = forget_settled(session, long_ago) + store.forget_import_problems(session, long_ago)
    with database.writing() as session:
        done["traces"] += store.forget_superseded_changes(session)
    return done


def _warn(database: Database, settings: Settings) -> int:
    """Tells people, and their platforms, of a retention that ends within ``retention_warning_days``; once each."""
    told = 0
    while True:
        with database.writing() as session:
            moment = now()
            horizon = moment + timedelta(days=settings.retention_warning_days)
            rows = store.ending(session, moment, horizon, AT_ONCE)
            told += sum(_warn_one(session, settings, row) for row in rows)
        if len(rows) < AT_ONCE:
            return told


def _warn_one(session: Session, settings: Settings, row: SkillsCV) -> bool:
    if _lengthened(session, settings, row):
        return False
    session.add(Notice(skillscv_id=row.id, kind="retentionEnds", until=row.retention_until, created_at=now()))
    emit(session, row.organisation_id, Event.RETENTION_ENDING, row.id)
    return True


def _erase_outdated(database: Database, settings: Settings) -> int:
    erased = 0
    while True:
        with database.writing() as session:
            rows = store.outdated(session, now(), AT_ONCE)
            for row in rows:
                if _lengthened(session, settings, row) and row.retention_until > now():
                    continue
                erase_row(session, the_service(row), row)
                erased += 1
        if len(rows) < AT_ONCE:
            return erased


def _lengthened(session: Session, settings: Settings, row: SkillsCV) -> bool:
    """Whether a procedure ended lately, after which a SkillsCV is kept as long as after a change."""
    ended: datetime | None = store.last_step_of(session, row.id)
    until = None if ended is None else ended + timedelta(days=settings.retention_days)
    if until is None or until <= row.retention_until:
        return False
    row.retention_until = until
    session.add(row)
    session.flush()
    return True
