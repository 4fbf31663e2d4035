"""Mail and web addresses, handles and telephone numbers by their shape; wording around them is in contact.rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from taxonomy.redaction.data_files import words_of
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span

_KNOWN: Final = words_of("public-sites.txt")
_LOCAL = r"[\w.!#$%&*+/=?^`{|}~'-]"
_EMAIL: Final = re.compile(rf"(?<![\w.@+-]){_LOCAL}{{1,64}}@{{1,2}}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'|)\]]{2,300}", re.IGNORECASE)
_ENDINGS = (
    "com|nl|be|org|net|eu|io|dev|me|co\\.uk|uk|de|fr|info|example|test|app|nu|frl|amsterdam|social|page|site|online|blog"
    "|tech|pro|name|xyz|gg|tv"
)
_DOMAIN: Final = re.compile(
    rf"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{{0,40}}\.){{1,4}}(?:{_ENDINGS})(?![\w-])(?P<path>/[^\s<>\"'|)\]]{{0,200}})?",
    re.IGNORECASE,
)
_SHORTEST_OWN_DOMAIN: Final = 7
_HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,40}(?:@[\w-]{2,40}(?:\.[\w-]{2,20})+)?")
_GAP = r"[ ()./\u2010-\u2015-]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![\w.,/+-])(?:(?:\+|00)[1-9](?:{_GAP}\d){{7,13}}|\(?0[1-9](?:{_GAP}\d){{7,9}}(?: ?x)?"
    r"|0\d{2,3}[-/ ]\d{3} ?\d{2} ?x?)(?!\w)"
)
_LABELLED: Final = re.compile(
    r"(?<!\w)(?:tel|telefoon|telefoonnr|telefoonnummer|phone|mobiel|mobile|mob|gsm|cell|fax|whatsapp|app|bel|call|t|m"
    r"|privé|prive|thuis)\.?(?: (?:privé|nr|no|nummer|number|me|on|op|at|mij|work|werk|thuis|home)){0,4}\.? ?[:.]? ?"
    rf"(\(?\+?\d(?:{_GAP}\d){{5,14}}(?: ?x)?)(?!\w)"
)


def find(passage: Passage) -> Iterator[Span]:
    """Mail and web addresses, handles and telephone numbers."""
    text = passage.text
    if "@" in text:
        yield from (Span(m.start(), _end(m), Signal.EMAIL, "mail-address") for m in _EMAIL.finditer(text))
        yield from (Span(m.start(), m.end(), Signal.URL, "handle") for m in _HANDLE.finditer(text))
    yield from (Span(m.start(), _end(m), Signal.URL, "web-address") for m in _URL.finditer(text))
    if "." in text:
        yield from (Span(m.start(), _end(m), Signal.URL, "web-domain") for m in _DOMAIN.finditer(text) if _is_own(m))
    yield from (Span(m.start(), m.end(), Signal.PHONE, "telephone-number") for m in _PHONE.finditer(text))
    yield from (
        Span(m.start(1), m.end(1), Signal.PHONE, "telephone-labelled") for m in _LABELLED.finditer(passage.lower)
    )
    yield from passage.spans("contact")


def _end(match: re.Match[str]) -> int:
    """Where an address ends: the full stop of the sentence is not part of it."""
    return match.start() + len(match[0].rstrip(".,;:!?-"))


def _is_own(match: re.Match[str]) -> bool:
    """A bare domain is a product or shop unless it leads to a page; a page on any site may be a person's."""
    path = match["path"] or ""
    if len(path) > 1:
        return True
    name = match[0].lower().rstrip("/.")
    return name not in _KNOWN and not name.endswith(".net") and len(name) >= _SHORTEST_OWN_DOMAIN
