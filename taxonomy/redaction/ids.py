"""Numbers that identify a person by their check digits; labelled ones are in ids.rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span

_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?!\w)")
_BSN = re.compile(r"(?<![\w.,])\d(?:[ .]?\d){8}(?![\w,]|\.\d)")
_BIG = re.compile(r"(?<![\w.,])[01489]9\d{9}(?!\w)")
_IBAN_MODULUS = 97
_SHORTEST_IBAN = 15


def find(passage: Passage) -> Iterator[Span]:
    text = passage.text
    for match in _IBAN.finditer(text):
        if end := _iban_end(text, match.start(), match.end()):
            yield Span(match.start(), end, Signal.ID, "iban")
    yield from (Span(m.start(), m.end(), Signal.ID, "bsn") for m in _BSN.finditer(text) if passes_eleven_test(m[0]))
    yield from (Span(m.start(), m.end(), Signal.ID, "big") for m in _BIG.finditer(text))
    yield from passage.spans("ids")


def passes_eleven_test(number: str) -> bool:
    """The check of the Dutch citizen service number: weights 9 to 2 and -1, a sum divisible by eleven."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    total = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    return total % 11 == 0 and any(digits)


def passes_iban_test(number: str) -> bool:
    """ISO 13616: the first four characters to the end, letters as 10 to 35, the rest by 97 is one."""
    compact = number.replace(" ", "").upper()
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in rearranged)) % _IBAN_MODULUS == 1


def _iban_end(text: str, start: int, end: int) -> int | None:
    """Where an account number ends: a match may have run on into the words after it."""
    while end - start >= _SHORTEST_IBAN:
        if passes_iban_test(text[start:end].rstrip()):
            return end
        end = max(text.rfind(" ", start, end), start)
    return None
