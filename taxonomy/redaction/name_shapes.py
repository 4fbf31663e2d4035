"""How names look: capitalised words, initials and the small words between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from taxonomy.redaction.data_files import list_of

_UPPER: Final = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_LOWER: Final = "".join(c for c in map(chr, range(0x61, 0x530)) if c.islower())
_LETTER: Final = f"[{_UPPER}{_LOWER}]"
_HYPHENATED: Final = rf"-{_LETTER}[{_UPPER}{_LOWER}'’]{{0,20}}(?: [{_UPPER}]{_LETTER}{{1,20}})??"
CAPITALISED: Final = rf"(?:[Oo]['’])?[{_UPPER}]{_LETTER}{{1,24}}(?:['’]{_LETTER}{{1,20}})?(?:{_HYPHENATED}){{0,3}}"
INITIALS: Final = rf"(?:[{_UPPER}][a-z]?\.(?:[ -]?[{_UPPER}][a-z]?\.){{0,4}})"
PARTICLES: Final = frozenset(list_of("particles.txt", "particle"))
PARTICLE: Final = rf"(?:{'|'.join(sorted(map(re.escape, PARTICLES), key=len, reverse=True))})"
STRONG: Final = frozenset(list_of("particles.txt", "strong"))
UNIT: Final = rf"(?:{INITIALS}|{CAPITALISED})"
SEQUENCE: Final = re.compile(rf"(?<![\w@#./_-]){UNIT}(?: {{1,2}}(?:{PARTICLE} ){{0,2}}{UNIT}){{0,5}}(?![\w@])")
_SHORT: Final = rf"[{_UPPER}]{_LETTER}{{1,15}}"
NICKNAMED: Final = re.compile(
    rf"(?<![\w@#./_-]){UNIT}(?: {UNIT}){{0,2}} (?:[\"“‘']{_SHORT}[\"”’']|\({_SHORT}\))"
    rf"(?: (?:{PARTICLE} ){{0,2}}(?:[{_UPPER}] )?{UNIT}){{0,3}}(?![\w@])"
)
"""A given name or initials, a nickname in quotes or brackets, and a surname."""
_CAPITAL_PARTICLE: Final = "VAN DER|VAN DEN|VAN DE|VAN|DEN|DER|DE|TER|TEN|EL|AL|BEN"
SURNAME_FIRST: Final = re.compile(
    rf"(?<![\w-])(?:(?:{PARTICLE}|{_CAPITAL_PARTICLE}) ){{0,2}}"
    rf"(?P<surname>{CAPITALISED}|[{_UPPER}'’-]{{2,20}}),[ ](?P<given>{CAPITALISED})(?: {CAPITALISED})?(?: {INITIALS})?"
    r"(?=[ ]*(?:[;,|\n.)(]|$))"
)
"""A surname, a comma and a given name, as on forms."""
_PART: Final = re.compile(
    rf"(?:(?P<particle>{PARTICLE}(?: {PARTICLE})?) )?(?:(?P<initials>{INITIALS})|(?P<word>{CAPITALISED}))"
)
_SENTENCE = re.compile(r"(?:^|[.!?:;\n•·|*\u201c\u201d\"(–—-])[\s*•·\"'\u2018\u2019\u201c\u201d(-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One capitalised word or group of initials of a sequence; ``start`` includes the particles before it."""

    start: int
    end: int
    text: str
    initials: bool
    particle: bool
    strong_particle: bool


def parts_of(text: str, start: int, end: int) -> list[Part]:
    """The parts of a sequence in order."""
    parts: list[Part] = []
    for found in _PART.finditer(text, start, end):
        particle = found["particle"]
        word = found["word"] or found["initials"]
        parts.append(
            Part(
                found.start(),
                found.end(),
                word,
                found["initials"] is not None,
                particle is not None,
                particle is not None and particle.lower() in STRONG,
            )
        )
    return parts


def sentence_starts(text: str) -> frozenset[int]:
    """The offsets at which a sentence, line or item begins: a capital tells nothing there."""
    return frozenset(match.end() for match in _SENTENCE.finditer(text))
