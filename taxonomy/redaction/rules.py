"""Rule files: patterns a domain expert can read, compiled into one scan a kind.

A file holds headings ``= TYPE RULE`` and, below, one pattern a line, in lower case: a regular expression in which a
space is any short white space, ``{name}`` a macro of ``macros.txt``, ``~`` the rest of a word, and ``«…»`` the part
that goes (else all of it). Patterns match whole words. ``#`` starts a comment line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span

_MACRO = re.compile(r"\{([a-z_]+)\}")
_SHORTHAND = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|[ ~]")
_LONGHAND = {" ": r"(?:\s{1,3})", "~": r"\w{0,30}"}


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


def _read_macros() -> dict[str, str]:
    """Word lists and macros by name; a macro may use those above it."""
    macros: dict[str, str] = {}
    name = ""
    for line in lines_of("words.txt"):
        if line.startswith("= "):
            name = line[2:]
        else:
            words = sorted((word.strip() for word in line.split(",")), key=len, reverse=True)
            macros[name] = "|".join(re.sub(" ", r"\\s", word) for word in words)
    for line in lines_of("macros.txt"):
        name, _, pattern = line.partition(" = ")
        macros[name] = _expand(_SHORTHAND.sub(lambda match: _LONGHAND.get(match[0], match[0]), pattern), macros)
    return macros


def _expand(pattern: str, macros: dict[str, str]) -> str:
    return _MACRO.sub(lambda match: f"(?:{macros[match[1]]})", pattern)


_MACROS = _read_macros()


def expression(pattern: str) -> str:
    """A line of a rule file as a regular expression, without its boundaries."""
    return _expand(_SHORTHAND.sub(lambda match: _LONGHAND.get(match[0], match[0]), pattern), _MACROS)


@dataclass(frozen=True, slots=True)
class Rules:
    """The compiled rules of one file."""

    pattern: re.Pattern[str]
    heads: tuple[tuple[str, str], ...]

    def matches(self, text: str) -> Iterator[tuple[str, str, int, int]]:
        """(type, rule, start, end) for every match in a lower-case text."""
        for match in self.pattern.finditer(text):
            group = match.lastgroup
            if group is None:
                continue
            number = int(group[1:])
            kind, rule = self.heads[number]
            part = f"p{number}" if f"p{number}" in self.pattern.groupindex else group
            start, end = match.span(part)
            if start < end:
                yield kind, rule, start, end

    def spans(self, passage: Passage) -> Iterator[Span]:
        for kind, rule, start, end in self.matches(passage.lower):
            yield Span(start, end, Signal(kind), rule)


def load_rules(name: str, *, announces: bool = False) -> Rules:
    """Reads a rule file; ``announces``: a match may end where the next word begins. Raises ValueError for a pattern before the first heading or one that does not compile."""
    heads: list[tuple[str, str]] = []
    branches: list[str] = []
    head: tuple[str, str] | None = None
    for line in lines_of(name):
        if line.startswith("= "):
            kind, rule = line[2:].split()
            head = (kind, rule)
        elif head is None:
            raise ValueError(f"{name}: a pattern stands before the first heading")
        else:
            branches.append(_branch(line, len(heads)))
            heads.append(head)
    return Rules(re.compile(rf"(?<!\w)(?:{'|'.join(branches)})" + ("" if announces else r"(?!\w)"), re.MULTILINE), tuple(heads))


def _branch(line: str, number: int) -> str:
    body = expression(line).replace("«", f"(?P<p{number}>").replace("»", ")")
    return f"(?P<r{number}>{body})"
