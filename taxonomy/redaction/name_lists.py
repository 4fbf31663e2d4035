"""What the lists know of a capitalised word: given name, surname, everyday word, tool."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from taxonomy.redaction.data_files import lines_of, list_of

_SPECIAL: Final = str.maketrans("ıłøđßæœåŁØĐı’", "ilodsaoaLODi'")
_PARTICLES: Final = frozenset({"van", "de", "der", "den", "ten", "ter", "el", "al", "het"})
_MARKS: Final = ("", "*", "!")
_SURNAME_LIKE = re.compile(
    r"[a-z'’-]{2,}(?:sma|stra|inga|enga|ema|wijk|huizen|mans|ink|ski|ska|icz|czyk|cka|cki|ova|oglu|turk|yan|enko|chuk|shvili|dze|idis|opoulos|akis|escu|vic|vics|sson|sen|dottir|quist|strom|berg|baum|stein|quvist|mann|eira|ez|inho|zadeh|pour|oui|ani|aoui|chi|wala|jee|appa|swamy|murthy|nathan|kumar|deep|ayo|wale|nkwo|anya|aba|eke|hara|moto|yama|kawa|mura|naga|ashi|urra)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """``everyday``: also a common word or trade. ``tool``: also a skill or product. ``common``: no name at all."""

    given: bool = False
    surname: bool = False
    everyday: bool = False
    tool: bool = False
    common: bool = False


def fold(word: str) -> str:
    """Lower case without accents."""
    plain = word.translate(_SPECIAL)
    if plain.isascii():
        return plain.lower()
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)).lower()


def _read(name: str) -> dict[str, str]:
    """Each name of a list with its mark: "", "*" or "!"."""
    marks: dict[str, str] = {}
    for line in lines_of(name):
        if not line.startswith("="):
            for entry in line.split():
                word = entry.rstrip("*!")
                marks[word] = max(marks.get(word, ""), entry[len(word) :][:1], key=_MARKS.index)
    return marks


_GIVEN: Final = _read("first-names.txt")
_SURNAMES: Final = _read("surnames.txt")
_COMMON: Final = frozenset(fold(word) for word in list_of("not-names.txt", "word"))
_DEMONYMS: Final = (
    frozenset(
        fold(word.rstrip("?"))
        for name in ("demonym_nl", "demonym_en", "demonym_person", "country", "city_abroad", "town")
        for word in list_of("words.txt", name)
    )
    | frozenset(fold(word.replace("e?", "e")) for word in list_of("words.txt", "demonym_nl"))
    | frozenset(fold(word.replace("e?", "")) for word in list_of("words.txt", "demonym_nl"))
)
_THINGS: Final = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        re.escape(p)
        for p in sorted((p for p in list_of("not-names.txt", "phrase") if " " in p or "/" in p), key=len, reverse=True)
    )
    + r")(?!\w)"
)


@lru_cache(maxsize=65536)
def look_up(word: str) -> Word:
    """What is known of a word; hyphenated ones count by their parts, any of which makes the whole."""
    folded = fold(word).strip(".'’")
    folded = folded.removesuffix("'s")
    whole = _entry(folded)
    if "-" not in folded or whole.given or whole.surname or whole.common:
        return whole
    pieces = [_entry(piece) for piece in folded.split("-") if piece and piece not in _PARTICLES]
    return Word(
        given=any(piece.given and not piece.everyday for piece in pieces),
        surname=any(piece.surname and not piece.everyday for piece in pieces),
        everyday=False,
        tool=False,
        common=any(piece.common for piece in pieces),
    )


def _entry(folded: str) -> Word:
    given, surname = _GIVEN.get(folded), _SURNAMES.get(folded)
    marks = (given or "") + (surname or "")
    return Word(
        given=given is not None,
        surname=surname is not None,
        everyday=bool(given if given is not None else marks),
        tool="!" in marks,
        common=folded in _COMMON or folded in _DEMONYMS or any(character.isdigit() for character in folded),
    )


def is_surname_like(word: str) -> bool:
    """Whether a word ends the way surnames of some language do."""
    return _SURNAME_LIKE.fullmatch(fold(word)) is not None


def thing_spans(lower: str) -> list[tuple[int, int]]:
    """Where brands and things named after people stand."""
    return [match.span() for match in _THINGS.finditer(lower)]
