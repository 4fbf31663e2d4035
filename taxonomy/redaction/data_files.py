"""The data files of redaction: word lists and rules that an expert in the field can read and change."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def lines_of(name: str) -> Iterator[str]:
    """The lines of a data file without comments and blanks."""
    text = files("taxonomy.redaction").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped


def words_of(name: str) -> frozenset[str]:
    """The comma-separated words of a data file."""
    return frozenset(word for line in lines_of(name) for part in line.split(",") if (word := part.strip()))


def list_of(name: str, heading: str) -> list[str]:
    """The comma-separated words under one heading of a data file."""
    current, words = "", []
    for line in lines_of(name):
        if line.startswith("= "):
            current = line[2:]
        elif current == heading:
            words += [word for part in line.split(",") if (word := part.strip())]
    return words
