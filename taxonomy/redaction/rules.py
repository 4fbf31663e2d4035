"""Rule files: patterns a domain expert can read, tried only where a word begins that can begin a match.

A file holds headings ``= TYPE RULE [MARK]`` and, below, one pattern a line, in lower case: a regular expression in
which a space is any short white space, ``{name}`` a macro of ``macros.txt`` or a list of ``words.txt``, ``~`` the rest
of a word, ``«…»`` the part that goes (else all of it), ``‹…›`` the words of it that stay. Patterns match whole words.
Under a heading with a mark, patterns begin at most sixty characters left of that mark. ``*`` and ``+`` repeat a group
at most eight times, so that time stays linear in the length of the text. ``#`` starts a comment line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from taxonomy.redaction.data_files import lines_of
from taxonomy.redaction.prefixes import LENGTH, MACRO, Prefixes, group_end, has_choice, outermost, prefixes_of
from taxonomy.redaction.tries import any_of

_SHORTHAND = re.compile(r"\\.|\(\?<[=!](?:\[[^\]]*\]|[^()\[\]])*\)|\[(?:\\.|[^\]\\])+\]|\)[*+]|[ ~«»‹›]")
_LONGHAND: Final = {
    " ": r"(?:\s{1,3})",
    "~": r"\w{0,30}",
    "«": "(?P<part>",
    "»": ")",
    "‹": "(?P<rest>",
    "›": ")",
    ")*": "){0,8}",
    ")+": "){1,8}",
}
_OPTIONAL = re.compile(r"\?\??|\{0,\d\}\??")
_LEAD: Final = 80
_REACH: Final = 60
_HEADS: Final = 65536
"""Beginnings for which is kept what to try; a few hundred bytes each."""
_START = re.compile(r"(?<!\w)\S|(?<=\s)\s|^\s?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule holds: ``kind`` and ``rule`` are its heading, ``rest`` what stays in its place, in lower case."""

    kind: str
    rule: str
    start: int
    end: int
    rest: str | None


@dataclass(frozen=True, eq=False)
class Rule:
    """One line of a rule file; its patterns are compiled when they are first tried, so that importing stays cheap.

    ``leading``: optional words at its beginning, which are only looked for to the left of a match, as they are common
    and the rest is not. ``prefixes``: how the rest can begin.
    """

    file: str
    kind: str
    name: str
    near: str
    leading: str
    body: str
    boundary: str
    prefixes: frozenset[str]

    @cached_property
    def lead(self) -> re.Pattern[str] | None:
        """What may stand before a match, or None."""
        return re.compile(rf"(?<!\w)(?:{_expand(self.leading)})$") if self.leading else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself, without ``lead``; raises re.error where it does not compile."""
        return re.compile(rf"(?<!\w)(?:{_expand(self.body)}){self.boundary}", re.MULTILINE)

    def found(self, match: re.Match[str]) -> Match | None:
        """What a match of the pattern stands for; None where no character of it is to go."""
        start, end = match.span()
        if "part" in self.pattern.groupindex:
            start, end = match.span("part")
        elif self.lead is not None and (before := self.lead.search(match.string, max(0, start - _LEAD), start)):
            start = before.start()
        rest = match["rest"] if "rest" in self.pattern.groupindex else None
        return Match(self.kind, self.name, start, end, rest) if start < end else None


_Tried = tuple[tuple[Callable[[str, int], re.Match[str] | None], Rule], ...]


class Scanner:
    """All rules over a text in one walk from word to word, and those that can begin with any word near their mark."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_prefix: dict[str, list[Rule]] = {}
        self._by_mark: dict[re.Pattern[str], list[Rule]] = {}
        for rule in rules:
            if rule.near:
                self._by_mark.setdefault(re.compile(rule.near), []).append(rule)
                continue
            for prefix in rule.prefixes:
                self._by_prefix.setdefault(prefix, []).append(rule)
        self._tried = lru_cache(maxsize=_HEADS)(self._beginning)

    def scan(self, lower: str) -> dict[str, list[Match]]:
        """The matches in a lower-case text by rule file, in order of where their search began."""
        found: dict[str, list[Match]] = {}
        tried = self._tried
        for begin in _START.finditer(lower):
            position = begin.start()
            for match_at, rule in tried(lower[position : position + LENGTH]):
                if (match := match_at(lower, position)) and (told := rule.found(match)):
                    found.setdefault(rule.file, []).append(told)
        for rule, told in self._near_marks(lower):
            found.setdefault(rule.file, []).append(told)
        return found

    def _beginning(self, head: str) -> _Tried:
        """The rules that can begin with ``head``, the first ``LENGTH`` characters of a place."""
        plain = head.replace("\n", " ")
        lengths = range(len(plain) + 1)
        rules = [rule for length in lengths for rule in self._by_prefix.get(plain[:length], ())]
        return tuple((rule.pattern.match, rule) for rule in rules)

    def _near_marks(self, lower: str) -> Iterator[tuple[Rule, Match]]:
        for near, rules in self._by_mark.items():
            reached = 0
            for mark in near.finditer(lower):
                begins = [
                    begin.start()
                    for begin in _START.finditer(lower, max(reached, mark.start() - _REACH), mark.start() + 1)
                ]
                reached = mark.start() + 1
                for position in begins:
                    for rule in rules:
                        if (match := rule.pattern.match(lower, position)) and (told := rule.found(match)):
                            yield rule, told


def load_rules(name: str, *, announces: bool = False) -> list[Rule]:
    """Reads a rule file; ``announces``: a match may end where the next word begins.

    Raises ValueError for a pattern before the first heading.
    """
    rules: list[Rule] = []
    head: tuple[str, str, str] | None = None
    for line in lines_of(f"{name}.rules"):
        if line.startswith("= "):
            kind, rule, *near = line[2:].split()
            head = (kind, rule, "".join(near))
        elif head is None:
            raise ValueError(f"{name}.rules: a pattern stands before the first heading")
        else:
            rules.append(_rule(name, *head, line, r"" if announces else r"(?!\w)"))
    return rules


def _rule(file: str, kind: str, name: str, near: str, line: str, boundary: str) -> Rule:
    lead, body = _split(_spelled_out(line))
    return Rule(file, kind, name, near, lead, body, boundary, outermost(prefixes_of(body, _BEGINNINGS)))


def _split(body: str) -> tuple[str, str]:
    """The optional groups a pattern begins with, and the rest; a pattern of choices is left whole."""
    position = 0
    while (end := group_end(body, position)) and (optional := _OPTIONAL.match(body, end)):
        position = optional.end()
    if position == len(body) or has_choice(body):
        return "", body
    return body[:position], body[position:]


def _spelled_out(line: str) -> str:
    return _SHORTHAND.sub(lambda match: _LONGHAND.get(match[0], match[0]), line)


def _expand(pattern: str) -> str:
    return MACRO.sub(lambda match: f"(?:{_MACROS[match[1]]})", pattern)


def _forms(word: str) -> tuple[str, ...]:
    return (word[:-2], word[:-1]) if word.endswith("e?") else (word,)


def _read_macros() -> None:
    """Reads word lists and macros by name; a macro may use those above it."""
    lists: dict[str, list[str]] = {}
    for file in ("words.txt", "places-cldr.txt"):
        for line in lines_of(file):
            if line.startswith("= "):
                words = lists.setdefault(line[2:], [])
            else:
                words += [form for word in line.split(",") for form in _forms(word.strip())]
    for name, words in lists.items():
        _define(name, any_of(words))
    for line in lines_of("macros.txt"):
        name, _, pattern = line.partition(" = ")
        _define(name, _spelled_out(pattern))


def _define(name: str, pattern: str) -> None:
    _MACROS[name] = _expand(pattern)
    _BEGINNINGS[name] = prefixes_of(pattern, _BEGINNINGS)


_MACROS: Final[dict[str, str]] = {}
_BEGINNINGS: Final[dict[str, Prefixes]] = {}
_read_macros()
