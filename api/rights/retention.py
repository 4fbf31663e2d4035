"""How long things are kept: warnings before, erasure after, and what the service itself forgets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

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
Work = Callable[[Session, SkillsCV], bool]
"""Done to one person; whether anything was."""
log = logging.getLogger("skillscv.retention")


def purge(database: Database, knowledge: Knowledge, settings: Settings) -> dict[str, int]:
    """Erases what has outlived its time, ends what nobody moves or answers, warns of what ends soon, forgets traces.

    Returns how many of each: ``erased, referred, expired, reminded, warned, answers, traces``. What goes wrong in one
    step, or with one person, holds up no other; raises ExceptionGroup once everything was tried.
    """
    steps: dict[str, Callable[[], int]] = {
        "erased": partial(_erase_outdated, database, settings),
        "referred": partial(refer_idle, database, knowledge, settings),
        "expired": partial(_expire, database, knowledge, settings),
        "reminded": partial(objections.remind, database),
        "warned": partial(_warn, database, settings),
        "answers": partial(_forget, database, forget_old_answers),
        "traces": partial(_forget_traces, database, settings),
    }
    done, failed = dict.fromkeys(steps, 0), list[Exception]()
    for name, step in steps.items():
        try:
            done[name] = step()
        except Exception as error:  # noqa: BLE001  the next step is as much due as this one
            log.warning("purge step failed", extra={"job": name, "error_type": type(error).__name__})
            failed.append(error)
    if failed:
        raise ExceptionGroup("not all of the purge could be done", failed)
    return done


def _expire(database: Database, knowledge: Knowledge, settings: Settings) -> int:
    with database.writing() as session:
        return referrals.expire_overdue(session, knowledge, settings)


def _forget(database: Database, forget: Callable[[Session], int]) -> int:
    with database.writing() as session:
        return forget(session)


def _forget_traces(database: Database, settings: Settings) -> int:
    long_ago = now() - timedelta(days=settings.traces_days)
    kinds = (
        lambda session: forget_settled(session, long_ago) + store.forget_import_problems(session, long_ago),
        store.forget_superseded_changes,
    )
    return sum(_forget(database, forget) for forget in kinds)


def _warn(database: Database, settings: Settings) -> int:
    """Tells people, and their platforms, of a retention that ends within ``retention_warning_days``; once each."""
    moment = now()
    ending = store.ending(moment, moment + timedelta(days=settings.retention_warning_days))
    return _for_each(database, ending, lambda session, row: _warn_one(session, settings, row))


def _warn_one(session: Session, settings: Settings, row: SkillsCV) -> bool:
    if _lengthened(session, settings, row):
        return False
    session.add(Notice(skillscv_id=row.id, kind="retentionEnds", until=row.retention_until, created_at=now()))
    emit(session, row.organisation_id, Event.RETENTION_ENDING, row.id)
    return True


def _erase_outdated(database: Database, settings: Settings) -> int:
    return _for_each(database, store.outdated(now()), lambda session, row: _erase_one(session, settings, row))


def _erase_one(session: Session, settings: Settings, row: SkillsCV) -> bool:
    if _lengthened(session, settings, row) and row.retention_until > now():
        return False
    erase_row(session, the_service(row), row)
    return True


def _for_each(database: Database, people: SelectOfScalar[SkillsCV], work: Work) -> int:
    """Does ``work`` for all of ``people``, some at a time. Raises what went wrong with the first, after all the others.

    Returns for how many it was done.
    """
    done, last, failed = 0, None, list[Exception]()
    while True:
        with database.reading() as session:
            ids = store.ids_after(session, people, last, AT_ONCE)
        done += _do(database, people, ids, work, failed) if ids else 0
        if len(ids) < AT_ONCE:
            break
        last = ids[-1]
    if failed:
        raise failed[0]
    return done


def _do(
    database: Database, people: SelectOfScalar[SkillsCV], ids: list[UUID], work: Work, failed: list[Exception]
) -> int:
    """All in one transaction; where that fails each in one of their own, so that one holds up nobody else."""
    try:
        with database.writing() as session:
            return sum(work(session, row) for row in store.lock_of(session, people, ids))
    except OperationalError:  # the database is busy or away, and is so for the next one too
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is about one person
        if len(ids) == 1:
            failed.append(error)
            return 0
    return sum(_do(database, people, [one], work, failed) for one in ids)


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
