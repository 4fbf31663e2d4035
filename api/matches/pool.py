"""Who can be matched: the index, kept in step with the change log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from threading import Event, Lock, Thread
from typing import Final
from uuid import UUID

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from api.db import Database
from api.matches import store
from matching.index import Found, ProfileIndex, warm
from matching.plan import Plan

MOST_PENDING: Final = 1000
"""Changes, or a hundredth of all people, that may wait before the index takes them into its built part."""

FOLLOW_EVERY: Final = 0.5
"""Seconds."""
log = logging.getLogger("skillscv.pool")


Boot = Callable[[Session, int], tuple[ProfileIndex, int] | None]
"""Given the head of the change log: an index to begin with, and the sequence it stands for."""


class Pool:
    """One per process. What was committed before a search began is in its answer."""

    def __init__(self, boot: Boot = lambda _session, _head: None) -> None:
        self._boot = boot
        self._index = ProfileIndex()
        self._sequence = 0
        self._lock, self._rebuilding = Lock(), Lock()
        self._loaded, self._stopped = Event(), Event()

    @property
    def loaded(self) -> bool:
        """Whether it was level with the change log since the process began."""
        return self._loaded.is_set()

    def follow(self, database: Database) -> None:
        """Keeps up with the change log in the background, so that a search finds little left to take over."""
        self._stopped.clear()
        # in a fresh clone the search is compiled first: the first match run would wait for it, up to a quarter minute
        Thread(target=warm, name="skillscv-search", daemon=True).start()
        Thread(target=self._follow, args=(database,), name="skillscv-pool", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _follow(self, database: Database) -> None:
        while not self._stopped.is_set():
            try:
                with database.reading() as session:
                    self.catch_up(session)
                self._loaded.set()
            except SQLAlchemyError as error:  # a database that is away comes back; searches tell callers meanwhile
                log.warning("pool not followed", extra={"error_type": type(error).__name__})
            self._stopped.wait(FOLLOW_EVERY)

    @property
    def sequence(self) -> int:
        """Up to where in the change log it has taken over everything."""
        return self._sequence

    def packed(self) -> dict[str, bytes]:
        """The index as blobs: everything up to ``sequence``, and perhaps some of what follows."""
        return self._index.pack()

    @property
    def people(self) -> int:
        """How many are in it, whoever may see them."""
        return len(self._index)

    def size(self, audience: frozenset[str]) -> int:
        """How many may be shown to ``audience``, as of the last search."""
        return self._index.count(audience)

    def lag(self, session: Session) -> int:
        return store.log_head(session) - self._sequence

    def search(
        self,
        session: Session,
        plan: Plan,
        *,
        audience: frozenset[str],
        limit: int,
        seed: bytes,
        only: Collection[str] | None = None,
    ) -> tuple[Found, ...]:
        """The exact best of those who may be shown to ``audience``."""
        self.catch_up(session)
        return self._index.search(plan, groups=audience, limit=limit, seed=seed, only=only)

    def catch_up(self, session: Session) -> None:
        """Takes over what was committed since."""
        if store.log_head(session) == self._sequence:
            return
        with self._lock:
            head = store.log_head(session)
            if self._sequence == 0:
                self._index, self._sequence = self._boot(session, head) or (self._index, 0)
            changed = store.changed_between(session, self._sequence, head)
            for start in range(0, len(changed), store.AT_ONCE):
                self._take_over(session, changed[start : start + store.AT_ONCE])
            self._sequence = max(head, self._sequence)
        too_many = self._index.pending > max(MOST_PENDING, len(self._index) // 100)
        if too_many and self._rebuilding.acquire(blocking=False):  # one at a time; searches and changes go on meanwhile
            Thread(target=self._rebuild, name="skillscv-rebuild", daemon=True).start()

    def _rebuild(self) -> None:
        try:
            self._index.rebuild()
        finally:
            self._rebuilding.release()

    def _take_over(self, session: Session, ids: list[UUID]) -> None:
        profiles = store.profiles_of(session, ids)
        audiences = store.audiences_of(session, ids)
        for person in ids:
            if person in profiles and person in audiences:
                self._index.put(str(person), profiles[person], audiences[person])
            else:
                self._index.remove(str(person))


def get_pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool
