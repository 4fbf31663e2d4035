"""Circles in a directed graph of skills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

Edge = tuple[str, str]


def find_cycles(edges: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """One circle for every knot of ``edges``, starting at its smallest id; empty when there is none.

    A knot is what stays when nodes without way in or way out are stripped; a walk inside it must close.
    """
    left = _knots(set(edges))
    cycles = []
    while left:
        cycle = _walk(left)
        cycles.append(cycle)
        left = _knots({(source, target) for source, target in left if not {source, target} & set(cycle)})
    return tuple(cycles)


def without_cycles(edges: Iterable[Edge], *, keep: Iterable[Edge] = ()) -> tuple[frozenset[Edge], frozenset[Edge]]:
    """(edges that may stay beside ``keep``, edges that stand in a circle with them or each other)."""
    given = frozenset(edges)
    dropped = given & _knots(given | set(keep))
    return given - dropped, dropped


def _knots(edges: set[Edge] | frozenset[Edge]) -> frozenset[Edge]:
    left = frozenset(edges)
    while True:
        sources = {source for source, _ in left}
        targets = {target for _, target in left}
        kept = frozenset(edge for edge in left if edge[0] in targets and edge[1] in sources)
        if len(kept) == len(left):
            return left
        left = kept


def _walk(edges: Iterable[Edge]) -> tuple[str, ...]:
    following: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in sorted(edges):
        following[source].append(target)
    way = [min(following)]
    while (step := following[way[-1]][0]) not in way:
        way.append(step)
    cycle = way[way.index(step) :]
    start = cycle.index(min(cycle))
    return tuple(cycle[start:] + cycle[:start])
