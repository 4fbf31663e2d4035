"""The append-only, hash-chained log of one organisation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.tables import AuditChain, AuditEntry

START: Final = "0" * 64
_AT_ONCE: Final = 1000


@dataclass(slots=True)
class NewEntry:
    """An entry that is not in its chain yet: a plain value, as a run notes twenty at once."""

    organisation_id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    skillscv_id: UUID | None
    versions: dict[str, str]
    sequence: int = 0
    previous_hash: str = START


def entry_hash(entry: AuditEntry | NewEntry) -> str:
    """SHA-256 over everything the entry says and the hash of the entry before it."""
    said = [
        str(entry.organisation_id),
        entry.sequence,
        entry.at.isoformat(),
        entry.actor,
        entry.action,
        entry.subject,
        str(entry.skillscv_id),
        sorted(entry.versions.items()),
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def append(session: Session, entries: Sequence[NewEntry]) -> None:
    """Adds entries of one organisation at the end of its chain; the chain stays locked until the commit."""
    organisation_id = entries[0].organisation_id
    chain = _locked_chain(session, organisation_id)
    rows = []
    for entry in entries:
        entry.sequence, entry.previous_hash = chain.sequence + 1, chain.hash
        chain.sequence, chain.hash = entry.sequence, entry_hash(entry)
        rows.append({name: getattr(entry, name) for name in _NAMES} | {"id": uuid4(), "hash": chain.hash})
    session.add(chain)
    session.flush()
    session.execute(insert(AuditEntry), rows)


_NAMES: Final = tuple(field.name for field in fields(NewEntry))


def _locked_chain(session: Session, organisation_id: UUID) -> AuditChain:
    return session.exec(select(AuditChain).where(AuditChain.organisation_id == organisation_id).with_for_update()).one()


def begin(session: Session, organisation_id: UUID) -> None:
    """The start of an organisation's chain; made with the organisation, so that there always is a row to lock."""
    session.add(AuditChain(organisation_id=organisation_id, sequence=0, hash=START))
    session.flush()


def visible_to(caller: Caller) -> SelectOfScalar[AuditEntry]:
    if caller.is_candidate:
        return select(AuditEntry).where(AuditEntry.skillscv_id == caller.skillscv_id)
    return select(AuditEntry).where(AuditEntry.organisation_id == caller.organisation_id)


def chain_of(session: Session, organisation_id: UUID) -> Iterator[AuditEntry]:
    """The whole chain in order, read in parts so that its length does not matter."""
    last = 0
    while True:
        statement = select(AuditEntry).where(
            AuditEntry.organisation_id == organisation_id, col(AuditEntry.sequence) > last
        )
        entries = session.exec(statement.order_by(col(AuditEntry.sequence)).limit(_AT_ONCE)).all()
        yield from entries
        if len(entries) < _AT_ONCE:
            return
        last = entries[-1].sequence
        session.expunge_all()


def organisations(session: Session) -> Sequence[UUID]:
    """Everyone with a chain, or with entries whose chain is gone."""
    begun = session.exec(select(AuditChain.organisation_id)).all()
    noted = session.exec(select(AuditEntry.organisation_id).distinct()).all()
    return sorted({*begun, *noted})


def head_of(session: Session, organisation_id: UUID) -> tuple[int, str]:
    chain = session.get(AuditChain, organisation_id, populate_existing=True)
    return (0, START) if chain is None else (chain.sequence, chain.hash)
