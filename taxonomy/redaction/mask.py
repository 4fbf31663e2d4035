"""The only maker of redacted text: what reading may see and what may be stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from taxonomy.model import SectionKind
from taxonomy.redaction.signals import Signal, Span

MASKS: Final = {signal: f"[{signal.value}]" for signal in Signal}
"""One constant per type, the same in every language and for every value: twins become equal byte for byte."""

MASK: Final = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))
"""Finds the masks in redacted text; they break phrases and are never part of a skill."""

_MAKER = object()


class RedactedText:
    """Text without signals of person, age or background. Made by redaction only; anyone else gets a TypeError."""

    __slots__ = ("_value",)

    def __init__(self, value: str, maker: object = None) -> None:
        if maker is not _MAKER:
            raise TypeError("only taxonomy.redaction makes RedactedText; call redact or restore")
        self._value = value

    @property
    def value(self) -> str:
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RedactedText) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"RedactedText({len(self._value)} characters)"


@dataclass(frozen=True, slots=True)
class RedactedSection:
    kind: SectionKind
    text: RedactedText


def replacement(span: Span) -> str:
    return MASKS[span.type] if span.replacement is None else span.replacement


def mask(text: str, spans: Sequence[Span]) -> str:
    """The text with every span replaced. The spans are sorted and do not overlap."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], replacement(span))
        position = span.end
    return "".join((*parts, text[position:]))


def seal(kind: SectionKind, value: str) -> RedactedSection:
    """Declares a text redacted. For the redaction package alone."""
    return RedactedSection(kind, RedactedText(value, _MAKER))


def restore(stored: Sequence[tuple[SectionKind, str]]) -> tuple[RedactedSection, ...]:
    """Sections from text that ``redact`` made earlier and that was stored as it was; nothing is checked again."""
    return tuple(seal(kind, value) for kind, value in stored)
