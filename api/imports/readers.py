"""Redacts and reads the lines of an import: few in this process, many in processes of their own.

Raw text goes to such a process through a pipe and ends there; what comes back is redacted. They give way to requests
(lower priority), end with the service, and are lent to one import at a time, so their number is bounded.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import Final

from api.knowledge import Knowledge
from api.settings import Settings
from taxonomy.model import Language, Reading, Section, SectionKind
from taxonomy.redaction import Redaction, Removal, restore

log = logging.getLogger("skillscv.imports")

FEW: Final = 200
"""Texts of one import read here before it pays to start processes, which takes seconds."""
_POLITENESS: Final = 5

Text = tuple[Sequence[Section], Language | None]
Found = tuple[Redaction, Reading] | None
"""None: this text could not be read."""
_Sent = tuple[list[tuple[SectionKind, str]], tuple[Removal, ...], Reading] | None

_lent = Lock()


class Readers:
    """The readers of one import. ``start`` begins with some texts; calling what it returns waits for them."""

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self._knowledge = knowledge
        self._settings = settings
        self._processes: ProcessPoolExecutor | None = None
        self._seen = 0

    @property
    def ahead(self) -> int:
        """Batches that may be under way while an earlier one is stored: what bounds memory."""
        return 0 if self._processes is None else 2 * self._settings.import_processes

    def start(self, texts: Sequence[Text]) -> Callable[[], list[Found]]:
        self._seen += len(texts)
        if self._processes is None and self._seen > FEW:
            self._processes = self._lend()
        if self._processes is None:
            return partial(_read_all, self._knowledge, texts)
        try:
            return partial(self._received, self._processes.submit(_read_there, texts), len(texts))
        except BrokenProcessPool:
            return partial(self._broken, len(texts))

    def close(self) -> None:
        if self._processes is not None:
            self._processes.shutdown(wait=False, cancel_futures=True)
            self._processes = None
            _lent.release()

    def _lend(self) -> ProcessPoolExecutor | None:
        if not self._settings.import_processes or not _lent.acquire(blocking=False):
            return None
        return ProcessPoolExecutor(
            self._settings.import_processes,
            mp_context=get_context("spawn"),  # a copy of a process with threads would hold their locks
            initializer=_prepare,
            initargs=(self._settings, self._knowledge.reader.version),
        )

    def _received(self, future: Future[list[_Sent]], count: int) -> list[Found]:
        try:
            return [sent and (Redaction(restore(sent[0]), sent[1]), sent[2]) for sent in future.result()]
        except BrokenProcessPool:
            return self._broken(count)

    def _broken(self, count: int) -> list[Found]:
        """A process died, and nobody knows of which text: those under way are told to be sent again."""
        log.warning("reading processes died", extra={"count": count})
        self.close()
        return [None] * count


def _read_all(knowledge: Knowledge, texts: Sequence[Text]) -> list[Found]:
    return [_read(knowledge, sections, language) for sections, language in texts]


def _read(knowledge: Knowledge, sections: Sequence[Section], language: Language | None) -> Found:
    try:
        return knowledge.read(sections, language)
    except Exception as error:  # noqa: BLE001  one text that cannot be read must not keep all after it out
        log.warning("line not read", extra={"error_type": type(error).__name__})
        return None


class _There:
    """What a reading process has of its own."""

    knowledge: Knowledge


def _prepare(settings: Settings, version: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service ends us
    Thread(target=_end_with_service, daemon=True).start()
    os.nice(_POLITENESS)
    _There.knowledge = Knowledge.load(settings.esco_bundle, settings.reader)
    if _There.knowledge.reader.version != version:
        raise RuntimeError("a reading process reads otherwise than the service: it was updated while it ran")


def _end_with_service() -> None:
    service = parent_process()
    if service is not None:
        service.join()
        os._exit(0)


def _read_there(texts: Sequence[Text]) -> list[_Sent]:
    sent: list[_Sent] = []
    for found in _read_all(_There.knowledge, texts):
        if found is None:
            sent.append(None)
            continue
        redaction, reading = found
        sent.append(([(part.kind, part.text.value) for part in redaction.sections], redaction.report, reading))
    return sent
