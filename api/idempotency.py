"""Repeats of a write get the stored answer instead of a second effect.

A key is reserved in a short transaction of its own; the answer is stored in the transaction of the write itself, so
a crash leaves either both or neither. What is stored is encrypted and goes when its SkillsCV is erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select
from starlette.concurrency import run_in_threadpool

from api.auth import authenticate
from api.db import Database, now
from api.errors import BadInput, Conflict, KeyReused
from api.secrets import Secret
from api.tables import IdempotencyRecord, MatchResult

KEPT: Final = timedelta(hours=24)
ABANDONED: Final = timedelta(seconds=60)
_LONGEST_KEY: Final = 255
_KEPT_HEADERS: Final = ("location", "etag")
HEADER_PARAMETER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of yours; a repeat with the same key and body gets the same answer for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_KEY},
}


class IdempotentRoute(APIRoute):
    """A route whose POST honours ``Idempotency-Key`` where it writes, that is, uses ``WriteSession``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if "POST" not in (self.methods or set()):
            return handle

        async def handle_once(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None:
                return await handle(request)
            if not 1 <= len(key) <= _LONGEST_KEY:
                raise BadInput("The Idempotency-Key must have 1 to 255 characters.")
            return await _handle_keyed(request, key, handle)

        return handle_once


async def _handle_keyed(
    request: Request, key: str, handle: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    caller = await run_in_threadpool(authenticate, request)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    if content_type.lower().startswith("multipart/"):
        # the boundary, which stands around every part, differs from one repeat to the next
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        content_type, body = "multipart", body.replace(boundary, b"")
    # the rights too: a key that may do less than the one that asked first gets no answer of it
    rights = ",".join(sorted(caller.scopes))
    material = f"{request.method} {request.url.path} {content_type} {rights}\n".encode() + body
    ledger = _Ledger(request.app.state.database, request.app.state.secret, caller.name, key)
    fingerprint = hashlib.sha256(material).hexdigest()
    stored = await run_in_threadpool(ledger.reserve, fingerprint)
    if stored is not None:
        return stored
    try:
        response = await handle(request)
        session: Session | None = getattr(request.state, "session", None)
        if session is None:  # a POST that only computes, such as a verification: nothing to guard
            await run_in_threadpool(ledger.release)
        else:
            await run_in_threadpool(ledger.keep, session, response, request)
    except BaseException:
        await run_in_threadpool(_let_go, request)
        await run_in_threadpool(ledger.release)
        raise
    return response


def _let_go(request: Request) -> None:
    """Ends the failed write, whose session is closed further out only: SQLite has one lock, and the ledger needs it."""
    session: Session | None = getattr(request.state, "session", None)
    if session is not None:
        session.rollback()


class _Ledger:
    """The record of one caller's one key."""

    def __init__(self, database: Database, secret: Secret, caller: str, key: str) -> None:
        self._database = database
        self._secret = secret
        self._identity = (caller, key)
        self._reserved_at: datetime | None = None

    def reserve(self, fingerprint: str) -> Response | None:
        """None when the write may go ahead; the stored answer of a repeat; Conflict or KeyReused otherwise."""
        moment = now()
        try:
            with self._database.writing() as session:
                row = session.get(IdempotencyRecord, self._identity)
                if row is None or self._is_free(row, moment):
                    self._write(session, row, fingerprint, moment)
                    return None
                return self._answer(row, fingerprint)
        except IntegrityError as error:
            raise Conflict("A request with this Idempotency-Key is still running.") from error

    @staticmethod
    def _is_free(row: IdempotencyRecord, moment: datetime) -> bool:
        return moment - row.created_at > (ABANDONED if row.status is None else KEPT)

    def _write(self, session: Session, row: IdempotencyRecord | None, fingerprint: str, moment: datetime) -> None:
        if row is not None:
            session.delete(row)
            session.flush()
        caller, key = self._identity
        session.add(IdempotencyRecord(caller=caller, key=key, request_hash=fingerprint, created_at=moment))
        session.flush()
        self._reserved_at = moment

    def _answer(self, row: IdempotencyRecord, fingerprint: str) -> Response:
        if row.request_hash != fingerprint:
            raise KeyReused("This Idempotency-Key was used with another request; take a new one.")
        if row.status is None:
            raise Conflict("A request with this Idempotency-Key is still running.", headers={"Retry-After": "1"})
        body = self._secret.decrypt(row.body or "")
        return Response(body, row.status, dict(row.headers or {}) | {"Idempotent-Replayed": "true"})

    def keep(self, session: Session, response: Response, request: Request) -> None:
        row = session.get(IdempotencyRecord, self._identity, with_for_update=True)
        if row is None or row.created_at != self._reserved_at:
            raise Conflict("The Idempotency-Key expired while the request ran; nothing was changed.")
        row.status = response.status_code
        row.headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        row.headers["content-type"] = response.headers.get("content-type", "application/json")
        row.body = self._secret.encrypt(bytes(response.body).decode())
        row.skillscv_id, row.match_run_id = _subjects(request, response)
        session.add(row)
        session.flush()

    def release(self) -> None:
        caller, key = self._identity
        with self._database.writing() as session:
            session.exec(
                delete(IdempotencyRecord).where(
                    col(IdempotencyRecord.caller) == caller,
                    col(IdempotencyRecord.key) == key,
                    col(IdempotencyRecord.created_at) == self._reserved_at,
                    col(IdempotencyRecord.status).is_(None),
                )
            )


def _subjects(request: Request, response: Response) -> tuple[UUID | None, UUID | None]:
    """The SkillsCV, and the match run, an answer speaks of: it goes with them."""
    try:
        body = json.loads(bytes(response.body))
    except ValueError:
        return None, None
    shown = body if isinstance(body, dict) else {}
    made = str(request.url.path).rpartition("/")[2]
    people = [request.path_params.get("skillscv_id"), shown.get("skillscvId"), made == "skillscvs" and shown.get("id")]
    run = shown.get("id") if made == "match-runs" else None
    return next((UUID(str(value)) for value in people if value), None), None if run is None else UUID(run)


def forget_answers_about(session: Session, skillscv_id: UUID, *, keep_for: Collection[str] = ()) -> None:
    """Forgets what was answered of a person, to others than ``keep_for``, and of every match run they stand in."""
    of_person = col(IdempotencyRecord.skillscv_id) == skillscv_id
    runs = select(MatchResult.match_run_id).where(MatchResult.skillscv_id == skillscv_id)
    session.exec(delete(IdempotencyRecord).where(of_person, col(IdempotencyRecord.caller).not_in(keep_for)))
    session.exec(delete(IdempotencyRecord).where(col(IdempotencyRecord.match_run_id).in_(runs)))


def forget_answers_to(session: Session, caller: str, skillscv_id: UUID) -> None:
    """Forgets what one caller was answered of a person that it may not see any more."""
    of_person = col(IdempotencyRecord.skillscv_id) == skillscv_id
    session.exec(delete(IdempotencyRecord).where(of_person, col(IdempotencyRecord.caller) == caller))


def forget_old_answers(session: Session) -> int:
    result = session.exec(delete(IdempotencyRecord).where(col(IdempotencyRecord.created_at) < now() - KEPT))
    return int(result.rowcount)
