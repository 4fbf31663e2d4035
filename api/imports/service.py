"""Storing many SkillsCVs as their lines arrive. Raw text is held for one batch of lines and written nowhere."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.auth import Caller, still_admitted
from api.bodies import parsed
from api.db import Database, now
from api.errors import BadInput, Conflict, NotAuthenticated, NotFound
from api.field_problems import FieldProblem
from api.imports import store
from api.imports.lines import LONGEST, Line
from api.imports.readers import Found, Readers
from api.imports.schemas import ImportOut, ImportStatus
from api.knowledge import Knowledge
from api.settings import Settings
from api.skillscvs.schemas import SkillsCVIn
from api.skillscvs.service import keep
from api.tables import Import, ImportProblem
from taxonomy.model import Reading
from taxonomy.redaction import Redaction

BATCH: Final = 25
"""Lines stored in one transaction: others' writes wait no longer than for these."""
BATCH_BYTES: Final = 1_000_000
"""Long lines make a batch before they are so many: what is under way is held in memory."""
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
class _Batch:
    """Lines under way, and what has come of them."""

    wishes: list[tuple[int, SkillsCVIn]] = field(default_factory=list)
    """Those that are being read."""
    received: Callable[[], list[Found]] = list
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
        self._readers = Readers(knowledge, settings)
        self._under_way: deque[_Batch] = deque()
        with database.writing() as session:
            moment = now()
            row = Import(organisation_id=caller.organisation_id, status="running", created_at=moment, updated_at=moment)
            session.add(row)
            session.flush()
            self.id = row.id

    def take(self, lines: Sequence[Line]) -> bool:
        """Begins to read the lines, and stores those that were begun so much earlier that memory asks for it.

        False when the import was cancelled, and then nothing of them is stored. Raises NotAuthenticated when the
        caller's key was revoked meanwhile.
        """
        self._under_way.append(self._begun(lines))
        return self._stored(self._readers.ahead)

    def finish(self, status: Literal["completed", "interrupted"]) -> ImportOut:
        """Stores what is under way and ends the import. Raises what ``take`` raises; then it was interrupted."""
        try:
            self._stored(0)
        except BaseException:
            self._ended("interrupted")
            raise
        finally:
            self._readers.close()
        return self._ended(status)

    def _ended(self, status: ImportStatus) -> ImportOut:
        with self._database.writing() as session:
            row = session.get_one(Import, self.id, with_for_update=True)
            if row.status == "running":
                _end(session, row, status)
            return present(row)

    def _begun(self, lines: Sequence[Line]) -> _Batch:
        batch = _Batch()
        batch.wishes = self._new(_understood(lines, batch), batch)
        batch.received = self._readers.start(
            [([section.value() for section in wish.sections], wish.language) for _, wish in batch.wishes]
        )
        return batch

    def _stored(self, left: int) -> bool:
        """Stores batches in the order of their lines until no more than ``left`` are under way."""
        while len(self._under_way) > left:
            running = False
            try:
                running = self._store(self._under_way.popleft())
            finally:
                if not running:  # what came after the one that failed is not stored either: lines keep their order
                    self._under_way.clear()
            if not running:
                return False
        return True

    def _store(self, batch: _Batch) -> bool:
        for (line, wish), found in zip(batch.wishes, batch.received(), strict=True):
            if found is None:
                problem = FieldProblem(pointer="/sections", detail="The service failed to read this text.")
                batch.problems[line] = [problem]
            else:
                batch.read.append(_Read(line, wish, *found))
        with self._database.writing() as session:
            row = session.get_one(Import, self.id, with_for_update=True)
            if row.status != "running":
                return False
            if not still_admitted(session, self._caller):
                raise NotAuthenticated("The key of this import was revoked or has expired; what was stored stays.")
            # in one order, so that two imports of the same people never wait for each other
            for read in sorted(batch.read, key=lambda found: found.wish.external_ref):
                self._keep(session, read, batch)
            _count(session, row, batch)
            return True

    def _new(self, wishes: dict[int, SkillsCVIn], batch: _Batch) -> list[tuple[int, SkillsCVIn]]:
        """Those whose reference is not there yet; the others need no reading."""
        with self._database.reading() as session:
            references = (wish.external_ref for wish in wishes.values())
            known = store.references_in_use(session, self._caller.organisation_id, references)
        new = []
        for line, wish in wishes.items():
            if wish.external_ref in known:
                batch.unchanged += 1
                continue
            known.add(wish.external_ref)
            new.append((line, wish))
        return new

    def _keep(self, session: Session, read: _Read, batch: _Batch) -> None:
        try:
            with session.begin_nested():
                row, _ = keep(
                    session, self._knowledge, self._settings, self._caller, read.wish, read.redaction, read.reading
                )
                row.token_hash = None  # nobody was told this token; the platform asks for one when it needs it
                session.add(row)
        except (Conflict, IntegrityError):
            self._clashed(session, read, batch)
        except BadInput as problem:
            batch.problems[read.line] = problem.errors
        else:
            batch.created += 1

    def _clashed(self, session: Session, read: _Read, batch: _Batch) -> None:
        """Almost always the same reference was submitted while we were reading."""
        if store.references_in_use(session, self._caller.organisation_id, [read.wish.external_ref]):
            batch.unchanged += 1
            return
        detail = "The service failed to store this line; send it again."
        batch.problems[read.line] = [FieldProblem(pointer="", detail=detail)]


def is_full(lines: Sequence[Line]) -> bool:
    """Whether these lines make a batch."""
    return len(lines) == BATCH or sum(len(line.content or b"") for line in lines) >= BATCH_BYTES


def _understood(lines: Sequence[Line], batch: _Batch) -> dict[int, SkillsCVIn]:
    wishes = {}
    for line in lines:
        try:
            wishes[line.number] = parsed(SkillsCVIn, _json(line))
        except BadInput as problem:
            batch.problems[line.number] = problem.errors
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


def _count(session: Session, row: Import, batch: _Batch) -> None:
    row.created += batch.created
    row.unchanged += batch.unchanged
    row.failed += len(batch.problems)
    row.lines_done += batch.lines
    row.updated_at = now()
    session.add(row)
    session.add_all(
        ImportProblem(
            import_id=row.id, line=line, position=position, pointer=problem.pointer[:300], detail=problem.detail[:500]
        )
        for line, problems in sorted(batch.problems.items())
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
