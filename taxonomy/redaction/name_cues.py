"""Words that announce a name or follow one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from taxonomy.redaction.name_lists import look_up
from taxonomy.redaction.name_shapes import PARTICLE, PARTICLES, SEQUENCE, UNIT, Part, parts_of
from taxonomy.redaction.passage import Passage

WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
HEADING_TAIL: Final = re.compile(r"[\s|,]*(?:[,(|–-].{0,40})?")
_LABEL_VALUE = re.compile(r"[ \t]*[\"'‘“]?([^\W_][\w'’.-]*(?:[ ][^\W_][\w'’.-]*){0,4})")
_NAME = re.compile(rf"[\"'‘“]?((?:{PARTICLE} ){{0,2}}{UNIT}(?: (?:{PARTICLE} ){{0,2}}{UNIT}){{0,4}})")
_LOWER_SURNAME = re.compile(rf" (?P<particle>(?:{PARTICLE} ){{0,2}})([^\W\d_]+)")
_LONGEST_ACRONYM: Final = 5
_MOST_PARTICLES: Final = 2
_MOST_OF_UNLISTED: Final = 3
_LAST_WORD = re.compile(r"[ .!]*(?:\n|$)")
_SINGLE_END = re.compile(r"\s*(?:[.,;:!?)\n(|]|$|en |and |uit |from |van |met |with )")


def find(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """(start, end, rule) of names that a cue announces or confirms."""
    text = passage.text
    for match in passage.matches.get("name-cues", ()):
        kind, rule, start, end = match.kind, match.rule, match.start, match.end
        if kind == "after":
            yield from _announced(text, end, rule)
        elif kind == "label":
            yield from _labelled(text, end, rule)
        elif kind == "title":
            yield from _titled(text, start, end, rule)
        else:
            yield from _confirmed(text, start, rule, certain=kind == "before" and rule == "person")


def _announced(text: str, position: int, rule: str) -> Iterator[tuple[int, int, str]]:
    match = _NAME.match(text, position)
    if match is None:
        yield from _uncapitalised(text, position, rule)
        return
    parts = parts_of(text, *match.span(1))
    words = _words(parts)
    if words and not (rule == "i-am" and _is_no_introduction(text, parts, words)):
        yield parts[0].start, parts[words - 1].end, rule


def _words(parts: Sequence[Part]) -> int:
    """How many parts belong to the name: up to the first everyday word, a capitalised "De" or "Van" in front apart."""
    for number, part in enumerate(parts):
        if part.text.lower() in PARTICLES and number < min(_MOST_PARTICLES, len(parts) - 1):
            continue
        if not part.initials and not _may_be_name(part.text):
            return number if any(each.text.lower() not in PARTICLES for each in parts[:number]) else 0
    return len(parts)


def _is_no_introduction(text: str, parts: Sequence[Part], words: int) -> bool:
    """Whether "I am" leads to something else than a name, such as a certificate."""
    first = parts[0]
    if first.text.isupper() and len(first.text) <= _LONGEST_ACRONYM:
        return True
    return words == 1 and not _SINGLE_END.match(text, first.end)


def _labelled(text: str, position: int, rule: str) -> Iterator[tuple[int, int, str]]:
    match = _LABEL_VALUE.match(text, position)
    if match is not None and any(character.isupper() for character in match[1]):
        yield match.start(1), match.end(1), rule


def _titled(text: str, start: int, end: int, rule: str) -> Iterator[tuple[int, int, str]]:
    for _, stop, _ in _announced(text, end, rule):
        yield start, stop, rule


def _confirmed(text: str, position: int, rule: str, *, certain: bool) -> Iterator[tuple[int, int, str]]:
    """A name that ends where the cue begins; ``certain``: the cue follows persons only, no list need know them."""
    before = text[max(0, position - 60) : position]
    offset = position - len(before)
    bare = before.rstrip(" ,(")
    last = next((match for match in SEQUENCE.finditer(bare) if match.end() == len(bare)), None)
    if last is None:
        return
    parts = parts_of(bare, *last.span())
    words = [look_up(part.text) for part in parts if not part.initials]
    unlisted = certain and len(parts) <= _MOST_OF_UNLISTED and all(_is_unlisted_name(part.text) for part in parts)
    listed = any(word.given or word.surname for word in words) and not any(
        word.common and not (word.given or word.surname) for word in words[-2:]
    )
    if unlisted or listed:
        yield parts[0].start + offset, parts[-1].end + offset, rule


def _is_unlisted_name(word: str) -> bool:
    known = look_up(word)
    return not (known.common or known.tool or word.isupper())


def _may_be_name(word: str) -> bool:
    known = look_up(word)
    return not known.common or known.given or known.surname


def _uncapitalised(text: str, position: int, rule: str) -> Iterator[tuple[int, int, str]]:
    """A listed given name in lower case, and the surname it may carry, after the writer names themselves."""
    if rule not in {"i-am", "my-name-is", "sign-off"}:
        return
    first = WORD.match(text, position)
    if first is None or (known := look_up(first[0])).everyday or known.common:
        return
    rest = _LOWER_SURNAME.match(text, first.end())
    surname = rest is not None and (look_up(rest[2]).surname or rest["particle"])
    if not known.given and not (rule == "sign-off" and (surname or _LAST_WORD.match(text, first.end()))):
        return
    yield first.start(), rest.end() if rest is not None and surname else first.end(), rule
