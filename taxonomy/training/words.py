"""The words of the corpus, most used first: what a misspelt word is taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from taxonomy.reading.features import words
from taxonomy.training.corpus import Text

FEWEST: Final = 2
"""Words seen once are slips themselves too often."""


def write(texts: Sequence[Text], target: Path) -> None:
    """One word a line, by falling count and then by alphabet."""
    counts = Counter(word for text in texts for word in words(text.text) if word.isalpha())
    kept = sorted((word for word, count in counts.items() if count >= FEWEST), key=lambda word: (-counts[word], word))
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
