from __future__ import annotations

from math import isclose, log1p, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.catalogue.sparse import SparseIndex, gram_terms, sparse_arrays

documents = st.lists(st.frozensets(st.integers(0, 12)), min_size=1, max_size=12)


def index(rows: list[frozenset[int]]) -> SparseIndex:
    pairs = [(term, row) for row, terms in enumerate(rows) for term in terms]
    terms = np.array([term for term, _ in pairs], dtype=np.int64)
    numbers = np.array([row for _, row in pairs], dtype=np.int64)
    arrays = sparse_arrays(terms, numbers, row_count=len(rows))
    return SparseIndex.of({f"words_{name}": array for name, array in arrays.items()}, "words")


def cosine(query: frozenset[int], row: frozenset[int], rows: list[frozenset[int]]) -> float:
    def norm(terms: frozenset[int]) -> float:
        return sum(log1p(len(rows) / max(sum(term in each for each in rows), 1)) ** 2 for term in terms)

    return norm(query & row) / sqrt(norm(query) * norm(row)) if query & row else 0.0


@settings(deadline=None)  # a busy machine is no fault
@given(documents, st.frozensets(st.integers(0, 15), min_size=1))
def test_the_nearest_are_those_of_the_plain_formula(rows: list[frozenset[int]], query: frozenset[int]) -> None:
    found = dict(index(rows).nearest(np.array(sorted(query)), count=len(rows)))

    for number, row in enumerate(rows):
        assert isclose(found.get(number, 0.0), cosine(query, row, rows), abs_tol=1e-5)


@settings(deadline=None)  # a busy machine is no fault
@given(documents, st.frozensets(st.integers(0, 15), min_size=1), st.integers(1, 5))
def test_fewer_are_the_first_of_more(rows: list[frozenset[int]], query: frozenset[int], count: int) -> None:
    terms = np.array(sorted(query))

    assert index(rows).nearest(terms, count=count) == index(rows).nearest(terms, count=len(rows))[:count]


def test_a_term_that_stands_nowhere_weighs_nothing() -> None:
    words = index([frozenset({1}), frozenset({1, 3})])

    assert words.weight(2) == words.weight(9) == 0.0
    assert words.weight(3) > words.weight(1) > 0.0


@pytest.mark.parametrize(
    ("texts", "grams"),
    [
        (["ab"], [(" ab", 0), ("ab ", 0)]),
        (["a", "b"], [(" a ", 0), (" b ", 1)]),
        (["", "ab"], [(" ab", 1), ("ab ", 1)]),
        (["é"], [(" é ", 0)]),
    ],
)
def test_trigrams_take_in_the_edges_and_never_cross_texts(texts: list[str], grams: list[tuple[str, int]]) -> None:
    terms, rows = gram_terms(texts)

    letters = [bytes([term >> 16, term >> 8 & 255, term & 255]).decode("latin-1") for term in terms.tolist()]
    assert list(zip(letters, rows.tolist(), strict=True)) == grams


def test_a_term_worth_less_weighs_less() -> None:
    words = index([frozenset({1}), frozenset({2})])

    assert [row for row, _ in words.nearest(np.array([1, 2]), np.array([0.3, 1.0]), count=2)] == [1, 0]
    assert words.nearest(np.array([1, 2]), np.array([1.0, 1.0]), count=2) == words.nearest(np.array([1, 2]), count=2)
