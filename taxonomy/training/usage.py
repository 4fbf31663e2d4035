"""Counts words and pairs of words of the corpora: what tells a misspelt word from a right one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from taxonomy.catalogue import load_catalogue
from taxonomy.model import Language
from taxonomy.reading.language import detect_language
from taxonomy.reading.usage import EDGE, tokens
from taxonomy.training import craft_corpus, duty_corpus
from taxonomy.training.corpus import Text
from taxonomy.training.linear import write_arrays
from taxonomy.training.redaction import fragments

FEWEST: Final = 2
"""Words seen once are slips themselves too often."""
SHORTEST_CLAIM: Final = 8
MOST: Final = 2**16 - 1
_WHOLE: Final = re.compile(r"(?<![\w\\)])[^\W\d_]+(?![\w(?*+])")
"""Words that stand whole in a pattern, or as the beginning of any word."""


def write(texts: Sequence[Text], target: Path) -> None:
    """Words by falling count and then by alphabet, how often each language uses them, and the pairs of them."""
    used = {language: Counter[str]() for language in Language}
    pairs = Counter[tuple[str, str]]()
    for language, text in _told(texts):
        words = [EDGE, *(word for _, word in tokens(text)), EDGE]
        used[language].update(words)
        pairs.update(pairwise(words))
    for language, word in _claimed():
        used[language][word] = max(used[language][word], FEWEST)
    all_counts = sum(used.values(), Counter[str]())
    del all_counts[EDGE]
    kept = sorted((word for word, n in all_counts.items() if n >= FEWEST), key=lambda word: (-all_counts[word], word))
    numbers = {word: number for number, word in enumerate((EDGE, *kept))}
    rows = sorted(
        (numbers[one] * len(numbers) + numbers[other], min(count, MOST))
        for (one, other), count in pairs.items()
        if one in numbers and other in numbers
    )
    keys, times = np.array(rows, dtype=np.int64).T
    arrays = {
        "words": np.frombuffer("\n".join(numbers).encode(), dtype=np.uint8),
        "steps": np.diff(keys, prepend=0).astype(np.uint32),
        "times": times.astype(np.uint16),
        **{one.value: np.array([used[one][word] for word in numbers], dtype=np.uint32) for one in Language},
    }
    write_arrays(target, arrays)


def _told(texts: Sequence[Text]) -> Iterator[tuple[Language, str]]:
    """All that was written to be learned from, signals of redaction masked."""
    yield from ((text.language, text.text) for text in texts)
    known = load_catalogue().skills
    names = [(language, name) for skill in known.values() for language in Language for name in skill.names(language)]
    yield from names * FEWEST
    yield from ((one.language, one.text) for one in craft_corpus.load(craft_corpus.HANDS, known))
    yield from ((one.language, one.text) for one in duty_corpus.load(*duty_corpus.WRITERS))
    for fragment in fragments.read(sorted(fragments.FOLDER.glob("*.txt"))):
        text = fragment.text
        for place in reversed(fragment.marked):
            text = text if place.type is None else f"{text[: place.start]}[…]{text[place.end :]}"
        yield detect_language([text]), text


def _claimed() -> Iterator[tuple[Language, str]]:
    """People claim skills with words that seldom stand in stories."""
    claims = tomllib.loads((files("taxonomy.reading") / "data" / "claims.toml").read_text(encoding="utf-8"))
    for language in Language:
        for patterns in claims[language]["sure"].values():
            for word in _WHOLE.findall(" ".join(patterns)):
                if len(word) >= SHORTEST_CLAIM:
                    yield language, word.lower()
