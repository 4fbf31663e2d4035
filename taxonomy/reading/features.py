"""What the linear behaviour model looks at: pieces of words, words and pairs. Shared by training and reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

SIZES: Final = (3, 4, 5)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGIT: Final = re.compile(r"\d")
_INVISIBLE: Final = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]")


def fold(text: str) -> str:
    """Lower case, digits as 0, invisible characters gone: a year or an amount must not be a feature."""
    return _DIGIT.sub("0", _INVISIBLE.sub("", text).lower())


@lru_cache(maxsize=65536)
def pieces(word: str) -> tuple[str, ...]:
    """Character n-grams of one folded word with a space on either side, and the word itself marked with ``=``."""
    padded = f" {word} "
    grams = (padded[i : i + size] for size in SIZES for i in range(len(padded) - size + 1))
    return (*grams, f"={word}")


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def pairs(tokens: list[str]) -> Iterator[str]:
    """Adjacent words as features ``=first second``."""
    return (f"={first} {second}" for first, second in pairwise(tokens))


def features(text: str) -> Iterator[str]:
    """All features of a text, with repeats, in the order of the text."""
    tokens = words(text)
    for token in tokens:
        yield from pieces(token)
    yield from pairs(tokens)
