"""Headings in a text become the kinds of its sections."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from taxonomy.model import SectionKind

_DATA: Final = Path(__file__).parents[1] / "data" / "headings.json"
_LONGEST: Final = 60
_AROUND: Final = " \t\u00a0.:;*#_=~|•·▪●■◆►»>–—-"
_NUMBER: Final = re.compile(r"^(?:\d{1,2}|[ivx]{1,4})[.)]\s+")
_SPACED: Final = re.compile(r"(?:\w ){3,}\w")
_BETWEEN: Final = re.compile(r"\s+(?:en|and|&|\+|/)\s+|\s*[/|,&+]\s*")


def sections_under_headings(text: str) -> list[dict[str, str]]:
    """``{"kind", "text"}`` in order of the text. What stands before the first heading is ``other``.

    A heading without a text of its own, such as "Sport" in a list of hobbies, is text of the section before it.
    """
    sections = [_Section(SectionKind.OTHER)]
    for line in text.splitlines():
        kind, rest = _heading(line)
        if kind is None:
            sections[-1].lines.append(line.rstrip())
            continue
        _close(sections)
        sections.append(_Section(kind, line.strip(), [rest] if rest else []))
    _close(sections)
    return [{"kind": section.kind.value, "text": section.text} for section in sections if section.text]


@dataclass
class _Section:
    kind: SectionKind
    heading: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def _close(sections: list[_Section]) -> None:
    *before, last = sections
    if before and not last.text:
        sections.pop()
        if before[-1].text:
            before[-1].lines.append(last.heading)


def _heading(line: str) -> tuple[SectionKind | None, str]:
    """The kind a heading begins, and what follows it on its own line; (None, "") when the line is no heading."""
    kind = _kind_of(line)
    if kind is not None:
        return kind, ""
    first, colon, rest = line.partition(":")
    kind = _kind_of(first) if colon and rest[:1].isspace() else None
    return kind, rest.strip() if kind is not None else ""


def _kind_of(line: str) -> SectionKind | None:
    stripped = line.strip(_AROUND)
    if not stripped or len(stripped) > _LONGEST:
        return None
    words = _plain(stripped)
    known = _kinds()
    if words in known:
        return known[words]
    parts = _BETWEEN.split(words)
    return known[parts[0]] if len(parts) > 1 and all(part in known for part in parts) else None


def _plain(line: str) -> str:
    """Lower case, single spaces, without a number in front; ``W E R K`` is ``werk``."""
    words = _NUMBER.sub("", line.casefold().replace("\u2019", "'"))
    if _SPACED.fullmatch(words):
        words = words.replace(" ", "")
    return " ".join(words.split())


@cache
def _kinds() -> dict[str, SectionKind]:
    data: dict[str, dict[str, list[str]]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return {
        heading: SectionKind(kind)
        for kind, languages in data.items()
        for headings in languages.values()
        for heading in headings
    }
