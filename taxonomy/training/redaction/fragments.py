r"""The fragments the tagger learns from, and how it will meet them: with the masks of what the rules are sure of.

A line is ``nl | text`` or ``en | text``; ``\n`` is a line break, ``<TYPE:words>`` a signal, ``{words}`` a skill or a
trap that must survive. Tables of the tests are read too: they have no language in front, and marks of known misses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from taxonomy.redaction.find import find_all
from taxonomy.redaction.mask import MASK
from taxonomy.redaction.normalise import Normalised, normalise
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import OPEN_SIGNALS, Scope, Signal
from taxonomy.redaction.tagger import RETURNABLE_MASKS
from taxonomy.redaction.weigh import without

FOLDER: Final = Path(__file__).parents[2] / "data" / "redaction"
HELD_OUT: Final = 12
"""One fragment in so many is not trained on: thresholds and figures of the card come from these."""
OWN_WORDS: Final = {
    "BIRTHDATE": Signal.BIRTH_DATE,
    "MARITAL": Signal.FAMILY,
    "NATIONALITY": Signal.ORIGIN,
}
_MARK: Final = re.compile(r"<([A-Z_]+):([^>]*)>|\{([^}]*)\}")
_HEAD: Final = re.compile(r"(?:nl|en) \| |[!?~]{1,3} ")


class Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of a fragment; ``type`` is None where they must survive."""

    start: int
    end: int
    type: Signal | None


class Fragment(NamedTuple):
    id: str
    text: str
    marked: tuple[Stretch, ...]

    @property
    def held_out(self) -> bool:
        return int(hashlib.sha256(self.id.encode()).hexdigest()[:6], 16) % HELD_OUT == 0

    def row(self) -> dict[str, Any]:
        """The shape that ``taxonomy.redaction.measure`` reads."""
        spans = [{"start": m.start, "end": m.end, "type": m.type.value} for m in self.marked if m.type]
        keep = [{"start": m.start, "end": m.end} for m in self.marked if not m.type]
        return {"id": self.id, "text": self.text, "spans": spans, "keep": keep}


class Shown(NamedTuple):
    """A text as the tagger meets it and, per character, the signal that it tells there."""

    text: str
    told: tuple[Signal | None, ...]


def read(paths: Sequence[Path]) -> list[Fragment]:
    """All fragments of some files. Raises ValueError, with file and line, for a type that is none."""
    return [fragment for path in paths for fragment in _of(path)]


def _of(path: Path) -> Iterator[Fragment]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        head = _HEAD.match(line)
        try:
            yield _parsed(f"{path.stem}-{number}", line[head.end() if head else 0 :].replace("\\n", "\n"))
        except ValueError as unknown:
            raise ValueError(f"{path.name}:{number}: {unknown}") from unknown


def _parsed(name: str, line: str) -> Fragment:
    text, position = "", 0
    marked: list[Stretch] = []
    for match in _MARK.finditer(line):
        text += line[position : match.start()]
        words = match[2] if match[1] else match[3]
        marked.append(Stretch(len(text), len(text) + len(words), _type(match[1]) if match[1] else None))
        text += words
        position = match.end()
    return Fragment(name, text + line[position:], tuple(marked))


def _type(name: str) -> Signal:
    return OWN_WORDS.get(name) or Signal(name.lower().replace("_", "-"))


def as_written(fragment: Fragment) -> Shown:
    """The fragment without any help of the rules: the tagger also learns what these find."""
    return _shown(fragment, normalise(fragment.text), set())


def as_met(fragment: Fragment) -> Shown:
    """The fragment after the rules have taken what is certain; masks that may be returned bear what they hid."""
    text, hidden = _masked(fragment.text)
    return _shown(fragment, text, hidden)


def met(text: str) -> str:
    """Any text as the tagger meets it."""
    return _masked(text)[0].value


def _masked(raw: str) -> tuple[Normalised, set[int]]:
    text = normalise(raw)
    (proposal,) = find_all([Passage.of(text.value)], None, Scope.PERSON)
    masked, gone = without(text, [span for span in proposal.spans if span.type not in OPEN_SIGNALS])
    return masked, {place for span in gone for place in range(span.start, span.end)}


def _shown(fragment: Fragment, text: Normalised, hidden: set[int]) -> Shown:
    told: list[Signal | None] = [None] * len(fragment.text)
    for mark in fragment.marked:
        told[mark.start : mark.end] = [mark.type] * (mark.end - mark.start)
    origins = text.starts if text.starts is not None else range(len(text.value))
    result = [None if origin in hidden else told[origin] for origin in origins]
    for mask in MASK.finditer(text.value):
        result[mask.start() : mask.end()] = [_hidden(mask, text, told)] * (mask.end() - mask.start())
    return Shown(text.value, tuple(result))


def _hidden(mask: re.Match[str], text: Normalised, told: Sequence[Signal | None]) -> Signal | None:
    """What a mask that may be returned hides of the person; None for other masks, which the tagger need not weigh."""
    if mask[0] not in RETURNABLE_MASKS:
        return None
    start, end = text.original(mask.start(), mask.end())
    return next(filter(None, told[start:end]), None)
