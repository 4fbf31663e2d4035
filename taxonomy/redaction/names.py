"""Names of persons: lists and context together, and every name found once is found everywhere.

A list alone would mask skills (Bakker, Java, Roos) and miss the rarer names; a capital alone would mask products.
So a name counts by its label or salutation, by initials, by a listed given name that is no everyday word, by a
listed given name and surname together, or as a heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from taxonomy.redaction import name_cues
from taxonomy.redaction.name_lists import Word, is_surname_like, look_up, thing_spans
from taxonomy.redaction.name_shapes import (
    CAPITALISED,
    INITIALS,
    NICKNAMED,
    PARTICLE,
    PARTICLES,
    SEQUENCE,
    SURNAME_FIRST,
    Part,
    parts_of,
    sentence_starts,
)
from taxonomy.redaction.overlap import Stretches
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span

_MINIMUM: Final = 3
_PAIR: Final = 2
_MOST_PARTS: Final = 5
_LONGEST_ACRONYM: Final = 4
_WORK_WORD = re.compile(
    r"(?:ing|isch|ische|ist|eur|aar|kundige|tion|tie|ment|ity|teit|schap|heid|werk|bouw|techniek|beheer|zorg|recht|kunde|management|er|or|logie|ics|ief|ieve|eel|ele|aal|ale|ende)$"
)
_REVERSED = re.compile(rf"(?<!\w)(?:{PARTICLE} )?{CAPITALISED}, {INITIALS}(?: {PARTICLE}){{0,2}}(?![\w])")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a passage and the words of it that give it away elsewhere."""

    start: int
    end: int
    rule: str


def find_names(
    passages: Sequence[Passage], contacts: Sequence[Sequence[Span]], told: frozenset[str] = frozenset()
) -> list[list[Span]]:
    """The names in each passage. ``contacts``: the mail and web addresses found there, which often echo a name.

    ``told``: words of names found before, as ``words_of`` gives them.
    """
    found = [_direct(passage, first=number == 0) for number, passage in enumerate(passages)]
    known = told | _known_words(passages, found)
    echoed = _echoes(passages, contacts)
    return [
        [Span(f.start, f.end, Signal.NAME, f.rule) for f in (*direct, *_again(passage, direct, known | echoed))]
        for passage, direct in zip(passages, found, strict=True)
    ]


def _direct(passage: Passage, *, first: bool) -> list[Found]:
    text = passage.text
    found = [Found(start, end, rule) for start, end, rule in name_cues.find(passage)]
    found += [Found(m.start(), m.end(), "surname-first") for m in _REVERSED.finditer(text)]
    found += [Found(m.start(), m.end(), "nickname") for m in NICKNAMED.finditer(text) if _is_nicknamed(m[0])]
    found += [Found(m.start(), m.end(), "surname-first") for m in SURNAME_FIRST.finditer(text) if _is_turned_round(m)]
    things = Stretches(thing_spans(passage.lower))
    starts = sentence_starts(text)
    for match in SEQUENCE.finditer(text):
        parts = parts_of(match.string, *match.span())
        if things.touches(match.start(), match.end()):
            parts = [part for part in parts if not things.touches(part.start, part.end)]
        found += _in_sequence(parts, starts)
        if parts and _is_heading(text, parts, match, first=first):
            found.append(Found(parts[0].start, parts[-1].end, "heading"))
    return found


def _is_nicknamed(text: str) -> bool:
    """Whether the word in front is a listed given name or initials, and no word is one of CVs."""
    words = [match[0] for match in name_cues.WORD.finditer(text) if len(match[0]) > 1]
    known = [look_up(word) for word in words]
    if any(word.common or word.tool for word in known if not (word.given or word.surname)):
        return False
    return text[1] == "." or any(word.given and not word.tool for word in known)


def _is_turned_round(match: re.Match[str]) -> bool:
    given, surname = look_up(match["given"]), look_up(match["surname"])
    return (
        given.given
        and not (given.common or given.tool or surname.common or surname.tool)
        and (surname.surname or match["surname"].isupper())
    )


def _in_sequence(parts: Sequence[Part], starts: frozenset[int]) -> Iterator[Found]:
    position = 0
    while position < len(parts):
        end, rule = _name_at(parts, position, starts)
        if end > position:
            yield Found(parts[position].start, parts[end - 1].end, rule)
        position = max(end, position + 1)


def _name_at(parts: Sequence[Part], position: int, starts: frozenset[int]) -> tuple[int, str]:
    """Where the name that begins at a part ends, and by which rule; the position itself where none begins."""
    part = parts[position]
    following = parts[position + 1] if position + 1 < len(parts) else None
    if part.initials:
        surname = following is not None and not following.initials and not look_up(following.text).common
        return (_extent(parts, position + 1), "initials") if surname else (position, "")
    word = look_up(part.text)
    if word.common and not (word.given and not word.everyday):
        return position, ""
    if word.given and not word.everyday:
        return _extent(parts, position), "given-name"
    if following is None:
        alone = word.surname and not word.everyday and not word.given and part.start not in starts
        alone = alone and not (part.text.isupper() and len(part.text) <= _LONGEST_ACRONYM)
        return (position + 1, "surname") if alone and len(parts) == 1 else (position, "")
    return _pair(parts, position, word, following, starts)


def _pair(parts: Sequence[Part], position: int, word: Word, following: Part, starts: frozenset[int]) -> tuple[int, str]:
    """A name by its first two words together, where the first alone proves nothing."""
    second = look_up(following.text)
    if following.initials:
        return position, ""
    if word.given and not word.common and second.surname and not second.tool:
        return max(_extent(parts, position), position + _PAIR), "given-name-and-surname"
    if second.common:
        return position, ""
    rule = _pair_rule(word, second, following)
    unknown_first = rule == "unknown-name-and-surname"
    if not rule or (unknown_first and (parts[position].start in starts or len(parts) != _PAIR)):
        return position, ""
    return _extent(parts, position), rule


def _pair_rule(word: Word, second: Word, following: Part) -> str:
    listed = second.surname and not second.everyday
    if word.given and (listed or following.particle or is_surname_like(following.text)):
        return "given-name-and-surname"
    if following.strong_particle:
        return "surname-with-particle"
    return "unknown-name-and-surname" if listed and not word.everyday else ""


def _extent(parts: Sequence[Part], position: int) -> int:
    """A name runs on over initials, capitalised particles and further words that are no everyday word."""
    end = position + 1
    for number, part in enumerate(parts[position + 1 : position + _MOST_PARTS], position + 1):
        if part.text.lower() in PARTICLES:
            continue
        if not part.initials and _ends_a_name(part):
            break
        end = number + 1
    return end


def _ends_a_name(part: Part) -> bool:
    word = look_up(part.text)
    return (word.common and not part.strong_particle) or (word.tool and not (part.particle or word.surname))


def _is_heading(text: str, parts: Sequence[Part], match: re.Match[str], *, first: bool) -> bool:
    """A line that holds a name and nothing else, at least one word of it listed and none a word of CVs."""
    if not _PAIR <= len(parts) <= _MOST_PARTS or parts[0].start != match.start() or parts[-1].end != match.end():
        return False
    line_start = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    rest = text[match.end() : line_end if line_end >= 0 else len(text)]
    if text[line_start : match.start()].strip(" \t#*-•|") or not name_cues.HEADING_TAIL.fullmatch(rest):
        return False
    words = [look_up(part.text) for part in parts if not part.initials]
    if first and not text[:line_start].strip() and not any(_is_work_word(part.text) for part in parts):
        return not any(word.common or word.tool for word in words)
    return any(word.given or word.surname for word in words) and not any(word.common for word in words)


def _is_work_word(word: str) -> bool:
    """Whether a word ends the way words for work and studies do, and names seldom do."""
    return _WORK_WORD.search(word.lower()) is not None


def is_thing(text: str, start: int, end: int) -> bool:
    """Whether a stretch speaks of a tool, a brand or another thing with a person's name, and of no one else."""
    things = Stretches(thing_spans(text.lower()))
    return all(
        things.touches(*match.span()) or look_up(match[0]).tool
        for match in name_cues.WORD.finditer(text, start, end)
        if match[0][0].isupper()
    )


def _known_words(passages: Sequence[Passage], found: Sequence[Iterable[Found]]) -> frozenset[str]:
    """The words of all names found, in lower case, that mean a person wherever they stand with a capital."""
    return frozenset().union(
        *(
            words_of(passage.text[name.start : name.end])
            for passage, names in zip(passages, found, strict=True)
            for name in names
        )
    )


def words_of(name: str) -> frozenset[str]:
    """The words of a name that mean the person elsewhere too: with a capital, no work word, no tool; in lower case."""
    words = {match[0] for match in name_cues.WORD.finditer(name) if len(match[0]) >= _MINIMUM and match[0][0].isupper()}
    return frozenset(word.lower() for word in words if not (look := look_up(word.lower())).tool and not look.common)


def _echoes(passages: Sequence[Passage], contacts: Sequence[Sequence[Span]]) -> frozenset[str]:
    """Words that stand with a capital in the texts and, alone or after an initial, in a mail address or page."""
    pieces: set[str] = set()
    for passage, spans in zip(passages, contacts, strict=True):
        for span in spans:
            address = passage.lower[span.start : span.end]
            own = address.split("@")[0] if "@" in address[1:] else address.rsplit("/", 1)[-1]
            pieces.update(piece for piece in re.split(r"[^a-zà-ž]+", own) if len(piece) >= _MINIMUM)
    if not pieces:
        return frozenset()
    told = pieces | {piece[1:] for piece in pieces if len(piece) > _MINIMUM}
    return frozenset(word for passage in passages for word in _capitalised(passage) if word in told)


def _capitalised(passage: Passage) -> Iterator[str]:
    """Words with a capital that may be a name, in lower case."""
    for match in SEQUENCE.finditer(passage.text):
        for part in parts_of(passage.text, *match.span()):
            word = look_up(part.text)
            if not (word.common or word.tool or part.initials) and len(part.text) >= _MINIMUM:
                yield part.text.lower()


def _again(passage: Passage, direct: Sequence[Found], known: frozenset[str]) -> Iterator[Found]:
    if not known:
        return
    starts = sentence_starts(passage.text)
    masked = Stretches((found.start, found.end) for found in direct)
    for match in name_cues.WORD.finditer(passage.text):
        word = match[0]
        if not word[0].isupper() or word.lower() not in known or masked.touches(*match.span()):
            continue
        known_word = look_up(word)
        if known_word.given or not known_word.everyday or match.start() not in starts:
            yield Found(match.start(), match.end(), "found-elsewhere")
