"""How names look: capitalised words, initials and the small words between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_UPPER: Final = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_LOWER: Final = "".join(c for c in map(chr, range(0x61, 0x530)) if c.islower())
CAPITALISED: Final = rf"(?:[Oo]['’])?[{_UPPER}][{_UPPER}{_LOWER}]{{1,24}}(?:['’][{_UPPER}{_LOWER}]{{1,20}})?(?:-[{_UPPER}{_LOWER}][{_UPPER}{_LOWER}'’]{{0,20}}(?: (?:[{_UPPER}][{_UPPER}{_LOWER}]{{1,20}}))??){{0,3}}"
INITIALS: Final = rf"(?:[{_UPPER}][a-z]?\.(?:[ -]?[{_UPPER}][a-z]?\.){{0,4}})"
PARTICLE: Final = r"(?:(?i:v\.d\.|v/d|v\.|van der|van den|van de|van het|van 't|van ’t|in 't|in ’t|in de|op de|op den|op 't|uit de|aan de|aan den|voor de|von der|von den|de la|de los|de las|van|de|den|der|ter|ten|te|'t|’t|el|al|ait|aït|ben|bin|bint|bel|ibn|abu|ould|oulad|von|zu|da|dos|das|do|di|del|della|du|la|le|st\.))"
STRONG: Final = re.compile(
    r"van der|van den|van 't|van ’t|in 't|in ’t|op den|ter|ten|von der|de la|ait|aït|bint|ibn|ould", re.IGNORECASE
)
UNIT: Final = rf"(?:{INITIALS}|{CAPITALISED})"
SEQUENCE: Final = re.compile(rf"(?<![\w@#./_-]){UNIT}(?: {{1,2}}(?:{PARTICLE} ){{0,2}}{UNIT}){{0,5}}(?![\w@])")
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
                particle is not None and STRONG.fullmatch(particle) is not None,
            )
        )
    return parts


def sentence_starts(text: str) -> frozenset[int]:
    """The offsets at which a sentence, line or item begins: a capital tells nothing there."""
    return frozenset(match.end() for match in _SENTENCE.finditer(text))
