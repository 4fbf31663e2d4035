from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.lines import Line, LineSplitter


def split(*chunks: bytes, longest: int = 10) -> list[Line]:
    splitter = LineSplitter(longest)
    found = [line for chunk in chunks for line in splitter.feed(chunk)]
    return [*found, *splitter.finish()]


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ((), []),
        ((b"",), []),
        ((b"one",), [(1, b"one")]),
        ((b"one\n",), [(1, b"one")]),
        ((b"one\ntwo\n",), [(1, b"one"), (2, b"two")]),
        ((b"one\r\ntwo\r\n",), [(1, b"one"), (2, b"two")]),
        ((b"o", b"ne", b"\nt", b"wo"), [(1, b"one"), (2, b"two")]),
        ((b"one\n\n  \ntwo",), [(1, b"one"), (4, b"two")]),
        ((b"0123456789\n0123456789x\nx",), [(1, b"0123456789"), (2, None), (3, b"x")]),
        ((b"01234", b"56789", b"x", b"y", b"\nnext"), [(1, None), (2, b"next")]),
        ((b"0123456789x",), [(1, None)]),
    ],
)
def test_lines_are_numbered_and_too_long_ones_are_dropped(
    chunks: tuple[bytes, ...], lines: list[tuple[int, bytes | None]]
) -> None:
    assert split(*chunks) == [Line(number, content) for number, content in lines]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_how_bytes_are_cut_into_chunks_makes_no_difference(content: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    chunks = [content[start:end] for start, end in pairwise(places)]
    assert split(*chunks) == split(content)


def test_a_line_that_never_ends_is_not_held() -> None:
    splitter = LineSplitter(1000)
    for _ in range(1000):
        assert list(splitter.feed(b"x" * 999)) == []
        assert len(splitter._held) <= 1000
