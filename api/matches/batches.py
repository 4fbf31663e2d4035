"""Match batches: a run for each of many vacancies, worked off in the background, each in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import monotonic
from typing import Final, Literal, cast
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.audit_log.service import note
from api.auth import ROLE_SCOPES, Caller
from api.db import Database, now
from api.errors import BadInput, Conflict, NotFound
from api.field_problems import FieldProblem
from api.knowledge import Knowledge
from api.matches import service
from api.matches.pool import Pool
from api.matches.schemas import Filters, MatchBatchIn, MatchBatchOut, MatchRunIn
from api.tables import MatchBatch, Organisation, Role, Vacancy
from api.vacancies import store as vacancies

AT_A_TIME: Final = 2.0
"""Seconds of one round of work: other background jobs wait no longer."""
log = logging.getLogger("skillscv.batches")
_UNSEEN: Final = "There is no such match batch, or not for you."


def visible_to(caller: Caller) -> SelectOfScalar[MatchBatch]:
    return select(MatchBatch).where(MatchBatch.organisation_id == caller.organisation_id)


def create(session: Session, caller: Caller, wish: MatchBatchIn) -> MatchBatch:
    """A batch that is worked off by and by. Raises BadInput for a vacancy the caller cannot run for."""
    moment = now()
    row = MatchBatch(
        organisation_id=caller.organisation_id,
        status="running",
        places=wish.limit,
        filters={} if wish.filters is None else wish.filters.model_dump(mode="json", exclude_none=True),
        vacancy_ids=[str(vacancy_id) for vacancy_id in _chosen(session, caller, wish)],
        created_at=moment,
        updated_at=moment,
    )
    if not row.vacancy_ids:
        row.status, row.finished_at = "completed", moment
    session.add(row)
    session.flush()
    note(session, caller, "match-batch.created", f"match-batch:{row.id}")
    return row


def _chosen(session: Session, caller: Caller, wish: MatchBatchIn) -> Sequence[UUID]:
    """An employer's own open vacancies, for a platform those of the community: those it may make runs for."""
    statement = vacancies.visible_to(caller).where(Vacancy.status == "open")
    if caller.role is not Role.PLATFORM:
        statement = statement.where(Vacancy.organisation_id == caller.organisation_id)
    ids = statement.order_by(col(Vacancy.id)).with_only_columns(col(Vacancy.id))
    possible: Sequence[UUID] = session.scalars(ids).all()
    if wish.vacancy_ids is None:
        return possible
    known = set(possible)
    unknown = [place for place, vacancy_id in enumerate(wish.vacancy_ids) if vacancy_id not in known]
    if unknown:
        problems = [
            FieldProblem(pointer=f"/vacancyIds/{place}", detail="There is no such open vacancy, or not for you.")
            for place in unknown
        ]
        raise BadInput("The vacancies are not right.", errors=problems)
    return list(dict.fromkeys(wish.vacancy_ids))


def seen(session: Session, caller: Caller, batch_id: UUID, *, lock: bool = False) -> MatchBatch:
    """Raises NotFound."""
    statement = visible_to(caller).where(MatchBatch.id == batch_id)
    row = session.exec(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise NotFound(_UNSEEN)
    return row


def cancel(session: Session, caller: Caller, batch_id: UUID) -> MatchBatch:
    """Ends a batch; the runs that were made stay. Raises NotFound, and Conflict when it has ended."""
    row = seen(session, caller, batch_id, lock=True)
    if row.status != "running":
        raise Conflict("This match batch has ended.")
    _end(row, "cancelled")
    session.add(row)
    return row


def work_off(database: Database, knowledge: Knowledge, pool: Pool) -> int:
    """Background work for some seconds: of each batch in turn the next vacancy. How many were looked at."""
    waiting = select(MatchBatch.id).where(MatchBatch.status == "running")
    longest = waiting.order_by(col(MatchBatch.updated_at), col(MatchBatch.id)).limit(1)
    looked_at, until = 0, monotonic() + AT_A_TIME
    while not looked_at or monotonic() < until:
        with database.reading() as session:  # most rounds find nothing to do, and take no lock for it
            batch_id = session.exec(longest).first()
        if batch_id is None:
            break
        _look_at_next(database, knowledge, pool, batch_id)
        looked_at += 1
    return looked_at


def _look_at_next(database: Database, knowledge: Knowledge, pool: Pool, batch_id: UUID) -> None:
    """Makes the next run of a batch. A vacancy for which that fails is passed over: others wait behind it."""
    try:
        with database.writing() as session:
            row = _running(session, batch_id)
            if row is not None:
                _make_next(session, knowledge, pool, row)
                _pass(session, row)
    except OperationalError:  # the database is busy or away: the vacancy keeps its turn
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is about this vacancy
        log.warning("no run in a match batch", extra={"error_type": type(error).__name__})
        with database.writing() as session:
            row = _running(session, batch_id)
            if row is not None:
                _pass(session, row)


def _running(session: Session, batch_id: UUID) -> MatchBatch | None:
    statement = select(MatchBatch).where(MatchBatch.id == batch_id, MatchBatch.status == "running")
    return session.exec(statement.with_for_update()).first()


def _make_next(session: Session, knowledge: Knowledge, pool: Pool, row: MatchBatch) -> None:
    vacancy_id = UUID(row.vacancy_ids[row.done])
    caller = _caller_of(session, row)
    wish = MatchRunIn(limit=row.places, filters=Filters.model_validate(row.filters) if row.filters else None)
    vacancy = vacancies.find(session, caller, vacancy_id)
    if vacancy is not None and vacancy.status == "open":
        try:
            made = service.run(session, knowledge, pool, caller, vacancy_id, wish)
        except NotFound:  # deleted at this moment
            pass
        else:
            made.match_batch_id = row.id
            session.add(made)
            row.made += 1


def _pass(session: Session, row: MatchBatch) -> None:
    row.done += 1
    row.updated_at = now()
    if row.done == len(row.vacancy_ids):
        _end(row, "completed")
    session.add(row)


def _caller_of(session: Session, row: MatchBatch) -> Caller:
    organisation = session.get_one(Organisation, row.organisation_id)
    role = Role(organisation.role)
    return Caller(organisation.id, organisation.community_id, role, frozenset(ROLE_SCOPES[role]))


def _end(row: MatchBatch, status: str) -> None:
    row.status = status
    row.updated_at = row.finished_at = now()


def present(row: MatchBatch) -> MatchBatchOut:
    return MatchBatchOut(
        id=row.id,
        status=cast("Literal['running', 'completed', 'cancelled']", row.status),  # the table takes no other
        vacancies=len(row.vacancy_ids),
        done=row.done,
        runs=row.made,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
    )
