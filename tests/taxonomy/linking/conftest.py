from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from taxonomy.catalogue import Catalogue, load_catalogue
from taxonomy.linking.embedding import Progress, Vectors


class LetterEmbedder:
    """An encoder small enough to follow by hand: how often each letter stands in a text."""

    version = "letters-1"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded += texts
        counts = np.array([[text.casefold().count(chr(97 + letter)) + 0.01 for letter in range(26)] for text in texts])
        if progress:
            progress(len(texts), len(texts))
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def letters() -> LetterEmbedder:
    return LetterEmbedder()


@pytest.fixture(scope="session")
def built_in() -> Catalogue:
    return load_catalogue()
