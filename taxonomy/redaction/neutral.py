"""Gendered job titles in their neutral form, so that the gender goes and the skill stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from taxonomy.redaction.data_files import lines_of
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span
from taxonomy.redaction.tries import any_of

_SHORTEST_ENDING: Final = 3


def _read() -> tuple[dict[str, str], dict[str, str]]:
    words: dict[str, str] = {}
    endings: dict[str, str] = {}
    for line in lines_of("neutral.txt"):
        gendered, _, neutral = line.partition(" > ")
        for word in gendered.split(", "):
            words[word.removeprefix("-")] = neutral.removeprefix("-")
            if word.startswith("-"):
                endings[word[1:]] = neutral.removeprefix("-")
    return words, endings


_WORDS, _ENDINGS = _read()
_PATTERN: Final = re.compile(
    rf"(?<!\w)(?:(?P<word>{any_of(_WORDS)})(?!\w)"
    rf"|(?P<head>[a-zà-ž-]{{{_SHORTEST_ENDING},30}}?)(?P<ending>{any_of(_ENDINGS)})(?!\w))"
)


def find(passage: Passage) -> Iterator[Span]:
    """Gendered job titles with the neutral word that replaces them, in the same case."""
    for match in _PATTERN.finditer(passage.lower):
        head = match["head"] or ""
        neutral = head + (_ENDINGS[match["ending"]] if match["ending"] else _WORDS[" ".join(match["word"].split())])
        if neutral != match[0]:
            written = passage.text[match.start() : match.end()]
            yield Span(match.start(), match.end(), Signal.GENDER, "job-title", _cased(written, neutral))


def _cased(written: str, neutral: str) -> str:
    if written.isupper():
        return neutral.upper()
    return neutral[0].upper() + neutral[1:] if written[0].isupper() else neutral
