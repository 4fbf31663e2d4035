"""Texts cut at what is marked in them, so that a template can show the marks without writing HTML itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

_NAMED: Final = frozenset({"label", "typo", "compound", "claim"})
_MASK: Final = re.compile(r"\[(?:…|[a-z][a-z-]{1,30})\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """``start`` and ``end`` count characters of the text; ``value`` is what the template shows of the mark."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Piece:
    """``marks`` lie over all of ``text``; ``ending`` are those of them that end with it."""

    text: str
    marks: tuple[Mark, ...]
    ending: tuple[Mark, ...]
    masked: bool


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every edge of a mark and of a mask; put together again it is the text."""
    kept = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    masks = [found.span() for found in _MASK.finditer(text)]
    of_marks = {edge for mark in kept for edge in (mark.start, mark.end)}
    edges = sorted({0, len(text)} | of_marks | {edge for mask in masks for edge in mask})
    cut = []
    for start, end in pairwise(edges):
        over = tuple(mark for mark in kept if mark.start <= start and end <= mark.end)
        masked = any(first <= start and end <= last for first, last in masks)
        cut.append(Piece(text[start:end], over, tuple(mark for mark in over if mark.end == end), masked))
    return cut


def evidence_pieces(skillscv: Mapping[str, Any], skills: Sequence[Mapping[str, Any]]) -> list[list[Piece]]:
    """Per section of a SkillsCV (or reading) its pieces; a mark's value is ``(number of the skill, skill)`` from 1."""
    marks: dict[int, list[Mark]] = {}
    for number, skill in enumerate(skills, 1):
        for place in skill["evidence"]:
            marks.setdefault(place["section"], []).append(Mark(place["start"], place["end"], (number, skill)))
    return [pieces(section["text"], marks.get(index, ())) for index, section in enumerate(skillscv["sections"])]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that show a skill; ``why`` is a key of the group "why" of the words for people."""

    text: str
    why: str


def quotes_of(skillscv: Mapping[str, Any], skill: Mapping[str, Any]) -> list[Quote]:
    """The words that the evidence of a skill points at, each once, and how they show it."""
    found: dict[str, Quote] = {}
    for place in skill["evidence"]:
        text: str = skillscv["sections"][place["section"]]["text"][place["start"] : place["end"]]
        found.setdefault(text, Quote(text, _why(place)))
    return list(found.values())


def _why(place: Mapping[str, Any]) -> str:
    """What names a skill gives its way of naming as the reason; what tells of it, the version of the model."""
    if place["standing"] == "listed":
        return "listed"
    return place["reason"] if place["reason"] in _NAMED else "told"
