"""A small inverted index: rows of terms, ranked by cosine over idf weights. A term counts once a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


class SparseIndex:
    """Rows by term: the rows of ``terms[i]`` are ``rows[bounds[i]:bounds[i + 1]]``.

    A term weighs ln(1 + rows / rows with the term), squared in the product (after Salton & Buckley 1988).
    """

    def __init__(self, terms: Numbers, bounds: Numbers, rows: Numbers, *, row_count: int) -> None:
        self._terms = terms
        self._bounds = bounds
        self._rows = rows
        self._row_count = row_count
        spread = np.diff(bounds)
        self._weights = np.log1p(row_count / np.maximum(spread, 1)) ** 2
        norms = np.bincount(rows, np.repeat(self._weights, spread), minlength=row_count)
        self._inverse_norms = 1.0 / np.sqrt(np.maximum(norms, 1e-12))

    @classmethod
    def of(cls, arrays: Mapping[str, Numbers], name: str) -> SparseIndex:
        """The index that ``sparse_arrays`` made, from arrays that carry its name before theirs."""
        parts = [arrays[f"{name}_{part}"] for part in ("terms", "bounds", "rows")]
        return cls(*parts, row_count=int(arrays[f"{name}_row_count"]))

    def weight(self, term: int) -> float:
        """The weight of a term, 0 for one that stands nowhere."""
        wanted = self._terms.dtype.type(term)
        place = int(np.searchsorted(self._terms, wanted))
        return float(self._weights[place]) if place < len(self._terms) and self._terms[place] == wanted else 0.0

    def nearest(self, terms: Numbers, worths: Numbers | None = None, *, count: int) -> list[tuple[int, float]]:
        """Up to ``count`` (row, cosine 0-1) that share a term with the query, the nearest first, then by row.

        ``worths``: by how much each term counts in the query, 1 by default.
        """
        wanted, first = np.unique(terms.astype(self._terms.dtype), return_index=True)
        worth = np.ones(len(wanted)) if worths is None else worths[first]
        places = np.minimum(np.searchsorted(self._terms, wanted), len(self._terms) - 1)
        known = self._terms[places] == wanted if len(self._terms) else np.zeros(len(wanted), dtype=bool)
        places = places[known]
        if not len(places):
            return []
        spans = [self._rows[self._bounds[place] : self._bounds[place + 1]] for place in places]
        weights = np.repeat(self._weights[places] * worth[known], [len(span) for span in spans])
        shared = np.bincount(np.concatenate(spans), weights, minlength=self._row_count)
        norm = float(self._weights[places] @ worth[known] ** 2)
        unknown = float((worth[~known] ** 2).sum()) * float(np.log1p(self._row_count)) ** 2
        return _first(shared * self._inverse_norms / np.sqrt(norm + unknown), count)


def sparse_arrays(terms: Numbers, rows: Numbers, *, row_count: int) -> dict[str, Numbers]:
    """The arrays of an index in which ``terms[i]`` stands in row ``rows[i]``; pairs may repeat."""
    known, numbers = np.unique(terms, return_inverse=True)
    pairs = np.unique(numbers.astype(np.int64) << 32 | rows)
    starts = np.searchsorted(pairs >> 32, np.arange(len(known) + 1))
    return {
        "terms": known,
        "bounds": starts,
        "rows": (pairs & 0xFFFFFFFF).astype(np.int32),
        "row_count": np.array(row_count),
    }


def gram_terms(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """(terms, rows): the character trigrams of normalised texts, word edges included, in one pass over all texts."""
    padded = [f" {text} ".encode("latin-1", "replace") for text in texts]
    letters = np.frombuffer(b"\0".join([*padded, b"", b""]), dtype=np.uint8).astype(np.int32)
    lengths = np.fromiter((len(each) + 1 for each in padded), dtype=np.int64, count=len(padded))
    rows = np.repeat(np.arange(len(padded)), lengths)
    grams = letters[:-2] << 16 | letters[1:-1] << 8 | letters[2:]
    whole = (letters[:-2] != 0) & (letters[1:-1] != 0) & (letters[2:] != 0)
    return grams[whole], rows[: len(grams)][whole]


def _first(scores: Numbers, count: int) -> list[tuple[int, float]]:
    rows = np.flatnonzero(scores)
    # Rounded before ranking, so that the order does not hang on the last bit of a sum.
    found = np.round(scores[rows], 6)
    if len(found) > count:
        near = found >= np.partition(found, -count)[-count]
        rows, found = rows[near], found[near]
    best = np.argsort(-found, kind="stable")[:count]
    return list(zip(rows[best].tolist(), found[best].tolist(), strict=True))
