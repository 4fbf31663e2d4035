"""Bytes as they arrive, cut into lines, of which never more than one is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, numbered from 1; ``content`` is None when it was over the bound and dropped."""

    number: int
    content: bytes | None


class LineSplitter:
    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._held = bytearray()
        self._too_long = False
        self._number = 1

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that this chunk completes."""
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._hold(end)
            yield from self._complete()
        self._hold(rest)

    def finish(self) -> Iterator[Line]:
        """The last line, where no line end follows it."""
        yield from self._complete()

    def _hold(self, part: bytes) -> None:
        if len(self._held) + len(part) > self._longest:
            self._too_long = True
            self._held.clear()
        elif not self._too_long:
            self._held += part

    def _complete(self) -> Iterator[Line]:
        content = bytes(self._held).strip()
        if self._too_long or content:
            yield Line(self._number, None if self._too_long else content)
        self._number += 1
        self._held.clear()
        self._too_long = False
