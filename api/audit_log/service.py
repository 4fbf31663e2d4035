"""Noting every processing of a person's data, and proving that the notes were not changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlmodel import Session

from api.audit_log import store
from api.audit_log.schemas import ChainVerification
from api.auth import Caller
from api.db import before_commit, now


def note(
    session: Session,
    caller: Caller,
    action: str,
    subject: str,
    *,
    skillscv_id: UUID | None = None,
    organisation_id: UUID | None = None,
    versions: Mapping[str, str] | None = None,
) -> None:
    """One entry in the log of the caller's organisation, or of ``organisation_id`` where another one is concerned.

    ``subject`` is ``kind:id``. Ids and versions only: no text of anyone.
    """
    note_as(
        session,
        caller.name,
        action,
        subject,
        organisation_id=organisation_id or caller.organisation_id,
        skillscv_id=skillscv_id,
        versions=versions,
    )


def note_as(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    *,
    organisation_id: UUID,
    skillscv_id: UUID | None = None,
    versions: Mapping[str, str] | None = None,
) -> None:
    entry = store.NewEntry(
        organisation_id=organisation_id,
        at=now(),
        actor=actor,
        action=action,
        subject=subject,
        skillscv_id=skillscv_id,
        versions=dict(versions or {}),
    )
    waiting: dict[UUID, list[store.NewEntry]] = session.info.setdefault("audit", {})
    if organisation_id not in waiting:
        waiting[organisation_id] = []
        before_commit(
            session, f"audit {organisation_id}", lambda last: store.append(last, waiting.pop(organisation_id))
        )
    waiting[organisation_id].append(entry)


def verify(session: Session, organisation_id: UUID) -> ChainVerification:
    """Walks the whole chain and recomputes every hash."""
    head = store.head_of(session, organisation_id)  # first: the log can grow while it is read
    sequence, previous = 0, store.START
    reached = head == (sequence, previous)
    for entry in store.chain_of(session, organisation_id):
        intact = entry.sequence == sequence + 1 and entry.previous_hash == previous
        if not intact or store.entry_hash(entry) != entry.hash:
            return _broken(sequence + 1, previous)
        sequence, previous = entry.sequence, entry.hash
        reached = reached or head == (sequence, previous)
    if not reached or store.head_of(session, organisation_id)[0] < sequence:
        return _broken(sequence + 1, previous)
    return ChainVerification(valid=True, entries=sequence, first_broken_sequence=None, head=previous)


def verify_all(session: Session) -> Iterator[tuple[UUID, ChainVerification]]:
    """The verification of every organisation's chain, by the organisation's id."""
    for organisation_id in store.organisations(session):
        yield organisation_id, verify(session, organisation_id)


def _broken(sequence: int, head: str) -> ChainVerification:
    return ChainVerification(valid=False, entries=sequence - 1, first_broken_sequence=sequence, head=head)
