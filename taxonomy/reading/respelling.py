"""Puts misspelt words right before a text is read.

A noisy channel (Kernighan, Church & Gale 1990): of the word as written and all words one letter too many, too few,
wrong or swapped away from it (Damerau 1964), the one that is likeliest between its neighbours, where a slip has its
price: little for a word that nobody knows, much for one that is in a dictionary. The first letter is seldom the wrong
one and is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import simplemma

from taxonomy.model import Language
from taxonomy.reading.usage import EDGE, tokens, usage

SHORTEST: Final = 4
"""Letters that the longer of a word and the word meant has at least."""
LONG: Final = 6
"""From this length on a word that nobody knows may also be meant as one that only the dictionary has."""
LONGEST: Final = 40
"""Longer runs of letters are no words."""
SHORTEST_HALF: Final = 4
MOST_ROUNDS: Final = 3
KNOWN: Final = 1.0
"""Sightings that a word of the dictionary counts for when no text uses it."""
COMPOUND: Final = 0.1
FOREIGN: Final = 0.01
"""The same for a word that only the other language's dictionary has."""
UNKNOWN: Final = 0.0001
COMMON: Final = 500
"""Words used so often are not looked into: they are small ones, which show no skill."""
NAME: Final = 30.0
"""How much likelier a word that nobody knows is with a capital inside a sentence."""
SLIP_OF_UNKNOWN, SLIP_OF_KNOWN = 1 / 400, 1 / 400_000
"""What a slip costs by what stands there: no word, or a word, which may be another one misspelt."""
_BEGINS: Final = frozenset(".!?:")
"""Signs that a capital may follow in any word."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzéëïèöüê"


class Mending(NamedTuple):
    """Characters ``start`` to ``end`` were meant to be ``word``."""

    start: int
    end: int
    word: str


def respelled(text: str) -> str:
    """The text with its slips put right. Its length may change: never take offsets from it."""
    return mended(text, mendings(text))


def mended(text: str, found: Sequence[Mending]) -> str:
    """The text with the ``found`` slips put right."""
    pieces, end = [], 0
    for mending in found:
        pieces += [text[end : mending.start], mending.word]
        end = mending.end
    return "".join((*pieces, text[end:]))


def place_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Characters ``start`` to ``end`` of ``respelled(text)`` as offsets into ``text``; a mended word goes whole."""
    longer, first, last = 0, start, end
    for slip in mendings(text):
        at, size = slip.start + longer, len(slip.word)
        longer += size - (slip.end - slip.start)
        if at < start:
            first = slip.start if start < at + size else start - longer
        if at < end:
            last = slip.end if end <= at + size else end - longer
    return first, last


def misspelt(word: str) -> bool:
    """True for a word in lower case that no dictionary knows, no text of the corpora uses and that is no compound."""
    return not (word in usage().numbers or any(_known(word, one) for one in Language) or _compound(word))


@lru_cache(maxsize=65536)
def put_right(word: str) -> str:
    """The word that one in lower case was meant to be, by itself: the same where it is no slip."""
    return _meant((EDGE, word, EDGE), None, inside=False) if misspelt(word) else word


def mendings(text: str) -> list[Mending]:
    """The slips of the text, in order."""
    found = tokens(text)
    words = [word for _, word in found]
    language = usage().language_of(words)
    signs = (".", *(token[0] for token, _ in found))
    inside = [token[0][0].isupper() and before not in _BEGINS for (token, _), before in zip(found, signs, strict=False)]
    for _ in range(MOST_ROUNDS):
        before = list(words)
        for number, word in enumerate(words):
            if word:
                around = (words[number - 1] if number else EDGE, word, *words[number + 1 : number + 2])
                words[number] = _meant(around, language, inside=inside[number])
        if words == before:
            break
    return [
        Mending(token.start(), token.end(), _cased(meant, token[0]))
        for (token, word), meant in zip(found, words, strict=True)
        if meant != word
    ]


def _cased(meant: str, written: str) -> str:
    """``meant`` with the capitals of what was ``written``."""
    if written.isupper() and len(written) > 1:
        return meant.upper()
    return meant.capitalize() if written[0].isupper() else meant


def _meant(around: Sequence[str], language: Language | None, *, inside: bool) -> str:
    """The likeliest word between the first and the last of ``around``; ``inside``: a capital inside a sentence."""
    left, word, *rest = around
    right = rest[0] if rest else EDGE
    if len(word) > LONGEST:
        return word
    used = _used(word, language)
    if used >= COMMON:
        return word
    others = _near(word)
    if used == UNKNOWN and len(word) >= LONG:
        others += _near_in_dictionary(word, language)
    if not others:
        return word
    price = SLIP_OF_UNKNOWN if used == UNKNOWN else SLIP_OF_KNOWN
    after = _used(right, language)
    name = NAME if inside and used == UNKNOWN else 1.0
    chance = usage().chance
    best, likeliest = word, chance(left, word, right, (used * name, after), language)
    for other in others:
        likely = price * chance(left, other, right, (_used(other, language), after), language)
        if likely > likeliest:
            best, likeliest = other, likely
    return best


@lru_cache(maxsize=65536)
def _used(word: str, language: Language | None) -> float:
    """Sightings of a word; a small share of one where no text uses it."""
    if count := usage().count(word, language):
        return max(count, KNOWN)
    if any(_known(word, one) for one in ((language,) if language else Language)):
        return KNOWN
    if any(_known(word, one) for one in Language):
        return FOREIGN
    return COMPOUND if language is not Language.EN and _compound(word) else UNKNOWN


@lru_cache(maxsize=65536)
def _near(word: str) -> tuple[str, ...]:
    """The words of the corpora that ``word`` may be a slip of, the most used first."""
    numbers = usage().numbers
    return tuple(sorted({other for other in _one_away(word) if other in numbers}, key=numbers.__getitem__))


@lru_cache(maxsize=4096)
def _near_in_dictionary(word: str, language: Language | None) -> tuple[str, ...]:
    asked = (language,) if language else tuple(Language)
    return tuple(
        sorted({other for other in _one_away(word) if not _is_used(other) and any(_known(other, one) for one in asked)})
    )


def _is_used(word: str) -> bool:
    return word in usage().numbers


def _one_away(word: str) -> Iterator[str]:
    """All that one slip behind the first letter can make of ``word``, if long enough."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        if len(word) >= SHORTEST and tail:
            yield head + tail[1:]
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[2:]
            yield from (head + letter + tail[1:] for letter in _LETTERS if letter != tail[0])
        if len(word) + 1 >= SHORTEST:
            yield from (head + letter + tail for letter in _LETTERS)


def _compound(word: str) -> bool:
    """Two known words written as one, as Dutch does: no slip."""
    halves = ((word[:cut], word[cut:]) for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1))
    return any(
        _known(tail, Language.NL) and (_known(head, Language.NL) or _known(head.removesuffix("s"), Language.NL))
        for head, tail in halves
    )


def _known(word: str, language: Language) -> bool:
    return simplemma.is_known(word, language.value)
