"""The catalogue's data files as text and tables, with the line where each entry and each word stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

SKILL: Final = "skill"
ACTIVITY: Final = "activity"
_FOLDERS: Final = {"skills": SKILL, "activities": ACTIVITY}
_CORE: Final = "core.toml"
_ENTRY: Final = re.compile(r"\s*\[\[\s*(?:skill|activity)\s*\]\]")
_SYNTAX_LINE: Final = re.compile(r"at line (\d+)")


class SourceError(ValueError):
    """A data file that is not TOML: ``path`` inside the release, ``line`` counted from 1."""

    def __init__(self, path: str, line: int, detail: str) -> None:
        super().__init__(f"{path}:{line}: {detail}")
        self.path = path
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One data file: ``path`` inside the release, ``kind`` of its entries (``skill`` or ``activity``), its table."""

    path: str
    kind: str
    table: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".toml")

    def entries(self) -> Iterator[Entry]:
        found = self.table.get(self.kind, ())
        for number, table in enumerate(found if isinstance(found, list) else ()):
            if isinstance(table, dict):
                yield Entry(self, number, table)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[skill]]`` or ``[[activity]]`` of a file, the ``number``-th counted from 0."""

    file: SourceFile
    number: int
    table: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.table.get("id", ""))

    def line(self, *texts: str) -> int:
        """The first line of the entry that holds all ``texts``, else the line where the entry starts."""
        first, lines = self._lines()
        return next((first + n for n, line in enumerate(lines) if all(text in line for text in texts)), first)

    def field_line(self, name: str) -> int:
        """The line of the entry on which the field ``name`` begins, else the line where the entry starts."""
        first, lines = self._lines()
        field = re.compile(rf"\s*{re.escape(name)}\s*=")
        return next((first + n for n, line in enumerate(lines) if field.match(line)), first)

    def _lines(self) -> tuple[int, tuple[str, ...]]:
        starts = (*self.file.starts, len(self.file.lines) + 1)
        if self.number + 1 >= len(starts):
            return 1, ()
        first, end = starts[self.number : self.number + 2]
        return first, self.file.lines[first - 1 : end - 1]


def release_root() -> Traversable:
    """The folder of the built-in release."""
    return files("taxonomy.catalogue").joinpath("data")


def source_texts(root: Traversable) -> Iterator[tuple[str, str, str]]:
    """(path, kind of entry, text) of every data file, core first, then by name."""
    yield _CORE, SKILL, root.joinpath(_CORE).read_text(encoding="utf-8")
    for folder, kind in _FOLDERS.items():
        found = root.joinpath(folder)
        for file in sorted(found.iterdir(), key=lambda each: each.name) if found.is_dir() else ():
            if file.name.endswith(".toml"):
                yield f"{folder}/{file.name}", kind, file.read_text(encoding="utf-8")


def parse_source(path: str, kind: str, text: str) -> SourceFile:
    """Raises SourceError when the text is not TOML."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        raise SourceError(path, int(found.group(1)) if found else text.count("\n") + 1, str(error)) from error
    lines = tuple(text.splitlines())
    starts = tuple(number for number, line in enumerate(lines, start=1) if _ENTRY.match(line))
    return SourceFile(path, kind, table, lines, starts)
