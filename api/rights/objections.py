"""Objections: a person makes one, a human answers it, and the clock is watched."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from api.audit_log.service import note_as
from api.auth import Caller, own_skillscv
from api.db import Database, now
from api.errors import BadInput, Conflict, NotFound
from api.field_problems import FieldProblem
from api.referrals.service import SERVICE
from api.rights import store
from api.rights.schemas import ObjectionIn, ObjectionOut, RedactionReference
from api.skillscvs import service as skillscvs
from api.skillscvs import store as skillscv_store
from api.tables import MatchRun, Objection, SkillsCV
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from taxonomy.redaction import Signal, redacted_text

ANSWER_WITHIN: Final = timedelta(days=28)
REMINDED_BEFORE: Final = timedelta(days=7)
_AT_ONCE: Final = 50
_DUE, _OVERDUE = 1, 2
"""How often the organisation was reminded of an objection, then."""


def object_to(session: Session, caller: Caller, wish: ObjectionIn) -> Objection:
    """Goes to the organisation whose run it is about, else to the platform. Raises NotFound for a run without them."""
    text = redacted_text(wish.text)  # before the first lock: it takes its time
    person = skillscvs.own(session, caller, own_skillscv(caller))
    organisation_id = person.organisation_id
    if wish.match_run_id is not None:
        run = session.get(MatchRun, wish.match_run_id)
        if run is None or store.result_in(session, run.id, person.id) is None:
            raise NotFound("There is no such match run with you in it.")
        organisation_id = run.organisation_id
    if wish.redaction is not None:
        _check_removal(session, person.id, wish.redaction, of_run=wish.match_run_id is not None)
    moment = now()
    objection = Objection(
        id=uuid4(),
        skillscv_id=person.id,
        organisation_id=organisation_id,
        match_run_id=wish.match_run_id,
        redaction_section=None if wish.redaction is None else wish.redaction.section,
        redaction_type=None if wish.redaction is None else wish.redaction.type,
        redacted_text=text,
        created_at=moment,
        answer_by=moment + ANSWER_WITHIN,
    )
    session.add(objection)
    session.flush()
    _tell(session, caller.name, objection, Event.OBJECTION_CREATED)
    return objection


def _check_removal(session: Session, skillscv_id: UUID, about: RedactionReference, *, of_run: bool) -> None:
    detail = None
    removals = skillscv_store.redactions_of(session, skillscv_id)
    if of_run:
        detail = "An objection is about a match run or a removal, not both."
    elif not any((row.section, row.type) == (about.section, about.type) for row in removals):
        detail = "Nothing of this type was removed from this section."
    if detail is not None:
        problem = FieldProblem(pointer="/redaction", detail=detail)
        raise BadInput("The objection cannot be taken like this.", errors=[problem])


def seen(session: Session, caller: Caller, objection_id: UUID) -> Objection:
    """One that the caller made, or that was made to them. Raises NotFound."""
    statement = store.objections_visible_to(caller).where(Objection.id == objection_id)
    return _known(session.exec(statement).first())


def _known(objection: Objection | None) -> Objection:
    if objection is None:
        raise NotFound("There is no such objection, or not for you.")
    return objection


def answer(session: Session, caller: Caller, objection_id: UUID, text: str) -> Objection:
    """A person of the organisation answers. Raises NotFound, and Conflict when it was answered already."""
    redacted = redacted_text(text)  # before the first lock: it takes its time
    objection = _known(store.lock_objection(session, caller, objection_id))
    if objection.answered_at is not None:
        raise Conflict("This objection was answered already.")
    objection.redacted_answer, objection.answered_at = redacted, now()
    session.add(objection)
    _tell(session, caller.name, objection, Event.OBJECTION_ANSWERED, platform=True)
    return objection


def remind(database: Database) -> int:
    """Tells organisations of objections whose time to answer ends within a week, then once it is over.

    Of the latter the person's platform hears too, so that somebody asks. Returns how many reminders that were.
    """
    told = 0
    while True:
        with database.writing() as session:
            moment = now()
            rows = store.to_remind_of(session, moment, moment + REMINDED_BEFORE, _AT_ONCE)
            for row in rows:
                _remind(session, row, moment)
        told += len(rows)
        if len(rows) < _AT_ONCE:
            return told


def _remind(session: Session, objection: Objection, moment: datetime) -> None:
    over = objection.answer_by <= moment
    objection.reminders = _OVERDUE if over else _DUE
    session.add(objection)
    _tell(session, SERVICE, objection, Event.OBJECTION_OVERDUE if over else Event.OBJECTION_DUE, platform=over)


def _tell(session: Session, actor: str, objection: Objection, event: Event, *, platform: bool = False) -> None:
    """Tells the organisation that answers, and the person's platform where it should pass it on."""
    concerned = {objection.organisation_id}
    if platform:
        concerned.add(session.get_one(SkillsCV, objection.skillscv_id).organisation_id)
    for organisation_id in sorted(concerned):
        note_as(
            session,
            actor,
            event,
            f"objection:{objection.id}",
            organisation_id=organisation_id,
            skillscv_id=objection.skillscv_id,
        )
        emit(session, organisation_id, event, objection.id, skillscvId=objection.skillscv_id)


def present(objection: Objection) -> ObjectionOut:
    return ObjectionOut(
        id=objection.id,
        skillscv_id=objection.skillscv_id,
        organisation_id=objection.organisation_id,
        match_run_id=objection.match_run_id,
        redaction=_removal_of(objection),
        text=objection.redacted_text,
        answer_by=objection.answer_by,
        overdue=objection.answered_at is None and objection.answer_by <= now(),
        answered_at=objection.answered_at,
        answer=objection.redacted_answer,
        created_at=objection.created_at,
    )


def _removal_of(objection: Objection) -> RedactionReference | None:
    if objection.redaction_section is None or objection.redaction_type is None:
        return None
    return RedactionReference(section=objection.redaction_section, type=Signal(objection.redaction_type))
