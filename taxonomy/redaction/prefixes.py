"""With which characters a pattern can begin, so that it is only tried where a word begins that way.

Covers the regular expressions of the rule files; what it does not know it takes for "anything", which costs time,
never a match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

LENGTH: Final = 5
"""How many characters of a beginning are told apart."""

_ANY: Final = "\uffff"
_WIDEST_CLASS: Final = 9
_MOST: Final = 3000
"""Beginnings of one pattern: where there would be more, fewer characters of them are told apart."""
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(?P<least>\d*)(?:,\d*)?\})[?+]?")
MACRO: Final = re.compile(r"\{([a-z_]+)\}")
_PLAIN = re.compile(r"[^\\\[\](){}?*+|.^$]{2,}(?![?*+{])")
"""Characters that stand for themselves, none of them repeated."""
_BLANKS = re.compile(r"\s")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
_OPENING = re.compile(r"\((?P<kind>\?:|\?P<\w+>|\?=|\?!|\?<=|\?<!)?")
_CLASSES: Final = {"d": "0123456789", "s": " ", "w": _ANY, "W": _ANY, "S": _ANY, "D": _ANY, "b": "", "B": ""}

Prefixes = frozenset[str]
_NOTHING: Final[Prefixes] = frozenset({""})


def prefixes_of(pattern: str, macros: Mapping[str, Prefixes]) -> Prefixes:
    """The beginnings of what a pattern matches, at most ``LENGTH`` characters each; white space is a blank.

    A shorter one stands for all that begin with it; the empty one for anything. ``macros``: those of ``{name}``.
    """
    found, _ = _alternatives(pattern, 0, macros)
    return found


def _alternatives(pattern: str, position: int, macros: Mapping[str, Prefixes]) -> tuple[Prefixes, int]:
    found: set[str] = set()
    while True:
        branch, position = _branch(pattern, position, macros)
        found |= branch
        if position >= len(pattern) or pattern[position] != "|":
            return frozenset(found), position
        position += 1


def _branch(pattern: str, position: int, macros: Mapping[str, Prefixes]) -> tuple[Prefixes, int]:
    found = _NOTHING
    while position < len(pattern) and pattern[position] not in "|)":
        if all(len(prefix) == LENGTH or _ANY in prefix for prefix in found):
            return found, _walk(pattern, position, "|)")
        if plain := _PLAIN.match(pattern, position):
            found, position = _joined(found, frozenset({_BLANKS.sub(" ", plain[0][:LENGTH])})), plain.end()
            continue
        element, position = _element(pattern, position, macros)
        if match := _QUANTIFIER.match(pattern, position):
            position = match.end()
            if match[0][0] in "*+{":
                element = _joined(element, element | _NOTHING)
            if match[0][0] in "?*" or match["least"] in {"0", ""}:
                element |= _NOTHING
        found = _joined(found, element)
    return found, position


def _element(pattern: str, position: int, macros: Mapping[str, Prefixes]) -> tuple[Prefixes, int]:
    character = pattern[position]
    if match := MACRO.match(pattern, position):
        return macros[match[1]], match.end()
    if match := _OPENING.match(pattern, position):
        inner, position = _alternatives(pattern, match.end(), macros)
        around = match["kind"] in {"?=", "?!", "?<=", "?<!"}
        return (_NOTHING if around else inner), position + 1
    if character == "[":
        return _character_class(pattern, position)
    if character == "\\":
        known = _CLASSES.get(pattern[position + 1], pattern[position + 1])
        return (frozenset(known) if known else _NOTHING), position + 2
    if character in "^$":
        return _NOTHING, position + 1
    return frozenset({_ANY if character == "." else " " if character.isspace() else character}), position + 1


def _character_class(pattern: str, position: int) -> tuple[Prefixes, int]:
    end = position + 1
    members: set[str] = set()
    negated = pattern[end] == "^"
    while pattern[end] != "]" or end == position + 1:
        if pattern[end] == "\\":
            known = _CLASSES.get(pattern[end + 1], "\n" if pattern[end + 1] == "n" else pattern[end + 1])
            members.update(known)
            end += 2
        elif pattern[end + 1] == "-" and pattern[end + 2] != "]":
            members.update(map(chr, range(ord(pattern[end]), ord(pattern[end + 2]) + 1)))
            end += 3
        else:
            members.add(pattern[end])
            end += 1
    members = {" " if member.isspace() else member for member in members}
    return frozenset({_ANY}) if negated or _ANY in members else frozenset(members), end + 1


def _joined(left: Prefixes, right: Prefixes) -> Prefixes:
    """Concatenation, cut at the length told apart and where too many characters may follow."""
    growing = frozenset(prefix for prefix in left if len(prefix) < LENGTH and _ANY not in prefix)
    following = _narrowed(right, len(growing))
    return (left - growing).union(
        (prefix + each)[:LENGTH] for prefix in growing for each in (following if prefix else right)
    )


def _narrowed(following: Prefixes, count: int) -> Prefixes:
    """What may follow each of ``count`` beginnings, told apart by fewer characters where it is too much."""
    firsts = {each[:1] for each in following if each}
    wide = len(firsts) > _WIDEST_CLASS and all(len(each) <= 1 for each in following)
    if not wide and count * len(following) <= _MOST:
        return following
    if not wide and count * len(firsts) <= _MOST:
        return frozenset(each if len(each) <= 1 else each[0] + _ANY for each in following)
    return (following & _NOTHING) | {_ANY}


def group_end(pattern: str, position: int) -> int:
    """Where the plain group that begins at a position ends; 0 where none begins."""
    return _walk(pattern, position + 3, ")") + 1 if pattern.startswith("(?:", position) else 0


def has_choice(pattern: str) -> bool:
    """Whether a pattern is made of alternatives at its outermost level."""
    return _walk(pattern, 0, "|") < len(pattern)


def _walk(pattern: str, position: int, stop: str) -> int:
    """The first place on this level of brackets where one of some characters stands, in no class and not escaped."""
    depth = 0
    for token in _TOKEN.finditer(pattern, position):
        if depth == 0 and token[0] in stop:
            return token.start()
        depth += {"(": 1, ")": -1}.get(token[0], 0)
    return len(pattern)


def outermost(prefixes: Prefixes) -> Prefixes:
    """Beginnings without the sign for any character, so that they can be looked up."""
    return frozenset(prefix.split(_ANY)[0] for prefix in prefixes)
