"""Raw sections in, redacted sections and a report out; nothing else comes of the raw text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from taxonomy.model import Language, Section, SectionKind
from taxonomy.redaction.find import find_all
from taxonomy.redaction.mask import RedactedSection, seal
from taxonomy.redaction.names import words_of
from taxonomy.redaction.normalise import Normalised, normalise
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Removal, Scope, Signal, Span
from taxonomy.redaction.tagger import TOLD
from taxonomy.redaction.weigh import weigh

_PASSES = 8


@dataclass(frozen=True, slots=True)
class Redaction:
    """Redacted sections in the order of the raw ones, and what went: section, type, rule and count only."""

    sections: tuple[RedactedSection, ...]
    report: tuple[Removal, ...]


def redact(sections: Sequence[Section], *, language: Language | None = None, scope: Scope = Scope.PERSON) -> Redaction:
    """Masks every signal found in the sections of one person; a name found in one is masked in all.

    ``language`` settles words that mean two things where a section is too short to tell. Redacting redacted
    text changes nothing.
    """
    texts, found = _fixpoint([section.text for section in sections], language, scope)
    counts = Counter((number, span.type.value, span.rule) for number, spans in enumerate(found) for span in spans)
    return Redaction(
        tuple(seal(section.kind, text.value) for section, text in zip(sections, texts, strict=True)),
        tuple(Removal(*key, count) for key, count in sorted(counts.items())),
    )


def find(text: str, *, language: Language | None = None) -> tuple[Span, ...]:
    """The spans that ``redact`` replaces, in offsets of ``text`` as it was given."""
    _, found = _fixpoint([text], language, Scope.PERSON)
    return tuple(sorted(found[0], key=lambda span: (span.start, span.end)))


def _fixpoint(raw: Sequence[str], language: Language | None, scope: Scope) -> tuple[list[Normalised], list[list[Span]]]:
    """Passes until nothing is found: a mask can bring words together that now read as a signal."""
    texts = [normalise(text) for text in raw]
    passages = [Passage.of(text.value) for text in texts]
    found: list[list[Span]] = [[] for _ in texts]
    told: frozenset[str] = frozenset()
    for _ in range(_PASSES):
        still = True
        for number, proposal in enumerate(find_all(passages, language, scope, told)):
            texts[number], gone = weigh(texts[number], proposal, scope)
            found[number] += gone
            told = told.union(*(words_of(raw[number][span.start : span.end]) for span in gone if _is_told(span)))
            if gone:
                passages[number] = Passage.of(texts[number].value)
                still = False
        if still:
            break
    return texts, found


def _is_told(span: Span) -> bool:
    return span.type is Signal.NAME and span.rule == TOLD


def redacted_text(text: str) -> str:
    """One text of its own, such as a note or an answer, without signals."""
    return redact([Section(SectionKind.OTHER, text)]).sections[0].text.value
