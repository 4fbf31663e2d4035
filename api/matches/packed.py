"""The packed index in the database: a boot from blobs instead of from rows.

A packed index stands for the change log up to its ``sequence``; what was written since is taken over from the rows, so
it is never stale. One that does not match its hash, or is ahead of the log, is not used.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Final

from sqlmodel import Session, col, delete, exists, func, select

from api.db import Database
from api.matches.pool import Pool
from api.skillscvs.store import lock_change_log
from api.tables import PoolPart, ProfileChange, SkillsCV
from matching.index import ProfileIndex

LEAST_NEWS: Final = 1000
"""Changes from which packing anew is worth it; a smaller pool boots from rows in no time."""
SHARE_OF_NEWS: Final = 20
"""One in so many of all changes must be new."""
log = logging.getLogger("skillscv.pool")


def unpacked(session: Session, head: int) -> tuple[ProfileIndex, int] | None:
    """The packed index and the sequence it stands for; None when there is none that can be trusted."""
    parts = session.exec(select(PoolPart).order_by(col(PoolPart.name))).all()
    if not parts:
        return None
    sequence, blobs = parts[0].sequence, {part.name: part.content for part in parts}
    expected = _hash(blobs, sequence)
    if sequence > head or any((part.sequence, part.hash) != (sequence, expected) for part in parts):
        log.warning("packed pool not used", extra={"reason": "it does not match its hash or the change log"})
        return None
    try:
        return ProfileIndex.unpack(blobs), sequence
    except (KeyError, ValueError) as error:
        log.warning("packed pool not used", extra={"reason": type(error).__name__})
        return None


def pack(database: Database, pool: Pool) -> bool:
    """Background work: packs the index anew when much has changed. False when there was no need, or someone went."""
    with database.reading() as session:
        known = session.exec(select(func.max(PoolPart.sequence))).one() or 0
    sequence = pool.sequence  # first: blobs that are ahead of it are mended by the changes that follow
    if not pool.loaded or sequence - known < max(LEAST_NEWS, sequence // SHARE_OF_NEWS):
        return False
    blobs = pool.packed()
    found = _hash(blobs, sequence)
    with database.writing() as session:
        lock_change_log(session)
        if _someone_was_erased_since(session, sequence):
            return False
        session.exec(delete(PoolPart))
        for name in sorted(blobs):
            session.add(PoolPart(name=name, sequence=sequence, hash=found, content=blobs[name]))
    return True


def _someone_was_erased_since(session: Session, sequence: int) -> bool:
    """Whose row would be in the blobs still; an erasure before deleted its trace, one after deletes these blobs."""
    erased = exists().where(
        col(ProfileChange.sequence) > sequence,
        col(ProfileChange.skillscv_id) == col(SkillsCV.id),
        col(SkillsCV.status) == "erased",
    )
    return bool(session.exec(select(erased)).one())


def _hash(blobs: Mapping[str, bytes], sequence: int) -> str:
    digest = hashlib.sha256(str(sequence).encode())
    for name in sorted(blobs):
        digest.update(hashlib.sha256(name.encode()).digest())
        digest.update(hashlib.sha256(blobs[name]).digest())
    return digest.hexdigest()
