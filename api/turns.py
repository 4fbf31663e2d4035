"""Work that takes long, so many at a time: who waits for it waits in the loop, not in a thread that others need.

All endpoints share some forty threads. If forty waited in them for a slow document, nothing else would be answered.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, Semaphore, get_running_loop
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final
from weakref import WeakKeyDictionary

from fastapi import Depends

from api.errors import Unavailable


@dataclass
class _Places:
    free: Semaphore
    waiting: int = 0


class Turns:
    """``at_once`` do one kind of work, ``waiting`` more may wait; others are told to come back after some seconds.

    Of one event loop, that is, of one process of the service. Called, it is a dependency that holds a place.
    """

    def __init__(self, *, at_once: int, waiting: int, retry_after: int) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._retry_after = retry_after
        self._places: WeakKeyDictionary[AbstractEventLoop, _Places] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Holds a place while the block runs. Raises Unavailable when too many wait already."""
        places = self._places.setdefault(get_running_loop(), _Places(Semaphore(self._at_once)))
        if places.free.locked() and places.waiting >= self._waiting:
            detail = "Too many wait for this work already; nothing was changed. Try again in a moment."
            raise Unavailable(detail, headers={"Retry-After": str(self._retry_after)})
        places.waiting += 1
        try:
            await places.free.acquire()
        finally:
            places.waiting -= 1
        try:
            yield
        finally:
            places.free.release()

    async def __call__(self) -> AsyncIterator[None]:
        async with self.taken():
            yield


DOCUMENTS: Final = Turns(at_once=2, waiting=10, retry_after=20)
"""A document may take half a gigabyte and twenty seconds."""
READINGS: Final = Turns(at_once=8, waiting=100, retry_after=5)
AUDITS: Final = Turns(at_once=1, waiting=4, retry_after=60)

# after the caller in an endpoint's parameters, so that a stranger takes no place; given back before the answer is sent
ReadsInTurn = Annotated[None, Depends(READINGS, scope="function")]
AuditsInTurn = Annotated[None, Depends(AUDITS, scope="function")]
