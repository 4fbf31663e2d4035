from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.catalogue.cycles import find_cycles, without_cycles

nodes = st.sampled_from("abcdef")
edges = st.frozensets(st.tuples(nodes, nodes), max_size=14)


@pytest.mark.parametrize(
    ("edges", "cycles"),
    [
        ([], ()),
        ([("a", "b"), ("b", "c"), ("a", "c")], ()),
        ([("a", "a")], (("a",),)),
        ([("b", "a"), ("a", "b"), ("x", "a"), ("b", "y")], (("a", "b"),)),
        ([("c", "d"), ("d", "c"), ("a", "b"), ("b", "a")], (("a", "b"), ("c", "d"))),
    ],
)
def test_each_knot_gives_one_circle(edges: list[tuple[str, str]], cycles: tuple[tuple[str, ...], ...]) -> None:
    assert find_cycles(edges) == cycles


@given(edges)
def test_a_circle_is_made_of_the_edges_given(edges: frozenset[tuple[str, str]]) -> None:
    for cycle in find_cycles(edges):
        assert set(zip(cycle, cycle[1:] + cycle[:1], strict=True)) <= edges


@given(edges, edges)
def test_what_is_kept_closes_no_new_circle(
    given: frozenset[tuple[str, str]], fixed: frozenset[tuple[str, str]]
) -> None:
    fixed = frozenset(edge for edge in fixed if edge[0] < edge[1])

    kept, dropped = without_cycles(given, keep=fixed)

    assert kept | dropped == given
    assert not kept & dropped
    assert find_cycles(kept | fixed) == ()


@given(edges)
def test_nothing_is_dropped_where_there_is_no_circle(given: frozenset[tuple[str, str]]) -> None:
    forward = frozenset(edge for edge in given if edge[0] < edge[1])

    assert without_cycles(forward) == (forward, frozenset())
