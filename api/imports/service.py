"""Storing many SkillsCVs as their lines arrive. Raw text is held for one batch of lines and written nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.auth import Caller
from api.bodies import parsed
from api.db import Database, now
from api.errors import BadInput, Conflict, NotFound
from api.field_problems import FieldProblem
from api.imports import store
from api.imports.lines import LONGEST, Line
from api.imports.schemas import ImportOut, ImportStatus
from api.knowledge import Knowledge
from api.settings import Settings
from api.skillscvs.schemas import SkillsCVIn
from api.skillscvs.service import keep
from api.tables import Import, ImportProblem
from taxonomy.model import Reading
from taxonomy.redaction import Redaction

log = logging.getLogger("skillscv.imports")

BATCH: Final = 25
"""Lines stored in one transaction: others' writes wait no longer than for these."""
_SILENT_FOR: Final = timedelta(minutes=10)
_MOST_PROBLEMS_OF_A_LINE: Final = 20
_UNSEEN: Final = "There is no such import, or not for you."


@dataclass(frozen=True, slots=True)
class _Read:
    """A line that was understood, redacted and read."""

    line: int
    wish: SkillsCVIn
    redaction: Redaction
    reading: Reading


@dataclass
class _Outcome:
    """What came of a batch."""

    read: list[_Read] = field(default_factory=list)
    created: int = 0
    unchanged: int = 0
    problems: dict[int, Sequence[FieldProblem]] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return self.created + self.unchanged + len(self.problems)


class RunningImport:
    """One import, from its first line to its last. Its row shows how far it is."""

    def __init__(self, database: Database, knowledge: Knowledge, settings: Settings, caller: Caller) -> None:
        self._database = database
        self._knowledge = knowledge
        self._settings = settings
        self._caller = caller
        with database.writing() as session:
            moment = now()
            row = Import(organisation_id=caller.organisation_id, status="running", created_at=moment, updated_at=moment)
            session.add(row)
            session.flush()
            self.id = row.id

    def take(self, lines: Sequence[Line]) -> bool:
        """Reads and stores the lines. False when the import was cancelled, and then nothing of them is stored."""
        outcome = _Outcome()
        wishes = _understood(lines, outcome)
        for line, wish in self._new(wishes, outcome):
            self._read(line, wish, outcome)
        with self._database.writing() as session:
            row = session.get_one(Import, self.id, with_for_update=True)
            if row.status != "running":
                return False
            # in one order, so that two imports of the same people never wait for each other
            for read in sorted(outcome.read, key=lambda found: found.wish.external_ref):
                self._keep(session, read, outcome)
            _count(session, row, outcome)
            return True

    def finish(self, status: Literal["completed", "interrupted"]) -> ImportOut:
        with self._database.writing() as session:
            row = session.get_one(Import, self.id, with_for_update=True)
            if row.status == "running":
                _end(session, row, status)
            return present(row)

    def _new(self, wishes: dict[int, SkillsCVIn], outcome: _Outcome) -> list[tuple[int, SkillsCVIn]]:
        """Those whose reference is not there yet; the others need no reading."""
        with self._database.reading() as session:
            references = (wish.external_ref for wish in wishes.values())
            known = store.references_in_use(session, self._caller.organisation_id, references)
        new = []
        for line, wish in wishes.items():
            if wish.external_ref in known:
                outcome.unchanged += 1
                continue
            known.add(wish.external_ref)
            new.append((line, wish))
        return new

    def _read(self, line: int, wish: SkillsCVIn, outcome: _Outcome) -> None:
        try:
            redaction, reading = self._knowledge.read([section.value() for section in wish.sections], wish.language)
        except Exception as error:  # noqa: BLE001  one text that cannot be read must not keep all after it out
            log.warning("line not read", extra={"error_type": type(error).__name__})
            problem = FieldProblem(pointer="/sections", detail="The service failed to read this text.")
            outcome.problems[line] = [problem]
            return
        outcome.read.append(_Read(line, wish, redaction, reading))

    def _keep(self, session: Session, read: _Read, outcome: _Outcome) -> None:
        try:
            with session.begin_nested():
                row, _ = keep(
                    session, self._knowledge, self._settings, self._caller, read.wish, read.redaction, read.reading
                )
                row.token_hash = None  # nobody was told this token; the platform asks for one when it needs it
                session.add(row)
        except (Conflict, IntegrityError):
            self._clashed(session, read, outcome)
        except BadInput as problem:
            outcome.problems[read.line] = problem.errors
        else:
            outcome.created += 1

    def _clashed(self, session: Session, read: _Read, outcome: _Outcome) -> None:
        """Almost always the same reference was submitted while we were reading."""
        if store.references_in_use(session, self._caller.organisation_id, [read.wish.external_ref]):
            outcome.unchanged += 1
            return
        detail = "The service failed to store this line; send it again."
        outcome.problems[read.line] = [FieldProblem(pointer="", detail=detail)]


def _understood(lines: Sequence[Line], outcome: _Outcome) -> dict[int, SkillsCVIn]:
    wishes = {}
    for line in lines:
        try:
            wishes[line.number] = parsed(SkillsCVIn, _json(line))
        except BadInput as problem:
            outcome.problems[line.number] = problem.errors
    return wishes


def _json(line: Line) -> object:
    if line.content is None:
        raise _bad_line(f"This line is longer than {LONGEST} bytes.")
    try:
        return json.loads(line.content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad_line("This line is not valid JSON in UTF-8.") from error


def _no_constant(_: str) -> None:
    raise ValueError


def _bad_line(detail: str) -> BadInput:
    return BadInput(detail, errors=[FieldProblem(pointer="", detail=detail)])


def _count(session: Session, row: Import, outcome: _Outcome) -> None:
    row.created += outcome.created
    row.unchanged += outcome.unchanged
    row.failed += len(outcome.problems)
    row.lines_done += outcome.lines
    row.updated_at = now()
    session.add(row)
    session.add_all(
        ImportProblem(
            import_id=row.id, line=line, position=position, pointer=problem.pointer[:300], detail=problem.detail[:500]
        )
        for line, problems in sorted(outcome.problems.items())
        for position, problem in enumerate(problems[:_MOST_PROBLEMS_OF_A_LINE])
    )


def _end(session: Session, row: Import, status: ImportStatus) -> None:
    row.status = status
    row.version += 1
    row.updated_at = row.finished_at = now()
    session.add(row)
    session.flush()


def cancel(session: Session, caller: Caller, import_id: UUID) -> Import:
    """Ends an import; what it stored stays. Raises NotFound, and Conflict when it has ended."""
    row = store.find(session, caller, import_id, lock=True)
    if row is None:
        raise NotFound(_UNSEEN)
    if row.status != "running":
        raise Conflict("This import has ended.")
    _end(session, row, "cancelled")
    return row


def seen(session: Session, caller: Caller, import_id: UUID) -> Import:
    row = store.find(session, caller, import_id)
    if row is None:
        raise NotFound(_UNSEEN)
    return row


def present(row: Import) -> ImportOut:
    """The import as shown. One whose process died cannot say so: after some minutes of silence we do."""
    shown = ImportOut.model_validate(row, from_attributes=True)
    if row.status == "running" and now() - row.updated_at > _SILENT_FOR:
        return shown.model_copy(update={"status": "interrupted"})
    return shown
