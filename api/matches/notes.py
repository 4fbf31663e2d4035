"""Notes of an organisation on its own runs: kept redacted, and gone with the person they are about."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from api.audit_log.service import note
from api.auth import Caller
from api.db import now
from api.errors import NotFound
from api.matches import service
from api.matches.schemas import NoteIn, NoteOut
from api.skillscvs import store as skillscv_store
from api.tables import MatchNote, MatchRun, SkillsCV
from taxonomy.redaction import redacted_text


def of_run(caller: Caller, run: MatchRun) -> SelectOfScalar[MatchNote]:
    """The notes on a run, but those about people whom consent does not let the caller see now."""
    seen = skillscv_store.visible_to(caller).with_only_columns(col(SkillsCV.id))
    return _all_of(run).where(or_(col(MatchNote.skillscv_id).is_(None), col(MatchNote.skillscv_id).in_(seen)))


def _all_of(run: MatchRun) -> SelectOfScalar[MatchNote]:
    return select(MatchNote).where(MatchNote.match_run_id == run.id)


def add(session: Session, caller: Caller, run_id: UUID, wish: NoteIn) -> MatchNote:
    """Raises NotFound for a run or place the caller cannot see."""
    text = redacted_text(wish.text)
    run = service.shown(session, caller, run_id)
    if wish.skillscv_id is not None:
        service.placed_in(session, caller, run, wish.skillscv_id)
        if not skillscv_store.hold(session, [wish.skillscv_id]):
            raise NotFound(service.UNSEEN)
    row = MatchNote(match_run_id=run.id, skillscv_id=wish.skillscv_id, redacted_text=text, created_at=now())
    session.add(row)
    session.flush()
    note(session, caller, "match.noted", f"match-run:{run.id}", skillscv_id=wish.skillscv_id)
    return row


def remove(session: Session, caller: Caller, run_id: UUID, note_id: UUID) -> None:
    """A note can be taken back when its person is not shown any more. Raises NotFound."""
    run = service.shown(session, caller, run_id)
    row = session.exec(_all_of(run).where(col(MatchNote.id) == note_id)).first()
    if row is None:
        raise NotFound("There is no such note on this run.")
    session.delete(row)
    note(session, caller, "match.note-removed", f"match-run:{run.id}", skillscv_id=row.skillscv_id)


def present(row: MatchNote) -> NoteOut:
    return NoteOut(
        id=row.id,
        match_run_id=row.match_run_id,
        skillscv_id=row.skillscv_id,
        text=row.redacted_text,
        created_at=row.created_at,
    )
