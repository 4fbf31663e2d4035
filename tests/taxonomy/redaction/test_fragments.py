"""The growing table of fragments: every signal goes, every skill stays, text without signals is left alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from taxonomy.model import Section, SectionKind
from taxonomy.redaction import find, redact


def _table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fragments", Path(__file__).with_name("fragments.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ROWS = _table().fragments()
WITH_SIGNAL = [row for row in ROWS if row["spans"]]
WITHOUT_SIGNAL = [row for row in ROWS if not row["spans"]]


def _params(rows: list[dict[str, Any]], flag: str) -> list[Any]:
    known = pytest.mark.xfail(reason=f"known to be {flag}", strict=True)
    return [pytest.param(row, id=row["id"], marks=[known] if row[flag] else []) for row in rows]


@pytest.mark.parametrize("row", _params(WITH_SIGNAL, "missed"))
def test_every_signal_of_a_fragment_is_covered(row: dict[str, Any]) -> None:
    covered = {position for span in find(row["text"]) for position in range(span.start, span.end)}
    for signal in row["spans"]:
        letters = {n for n in range(signal["start"], signal["end"]) if row["text"][n].isalnum()}
        assert letters <= covered, row["text"][signal["start"] : signal["end"]]


@pytest.mark.parametrize("row", _params(ROWS, "lost"))
def test_what_must_survive_survives(row: dict[str, Any]) -> None:
    covered = {position for span in find(row["text"]) for position in range(span.start, span.end)}
    for kept in row["keep"]:
        assert covered.isdisjoint(range(kept["start"], kept["end"])), row["text"][kept["start"] : kept["end"]]


@pytest.mark.parametrize("row", _params(WITHOUT_SIGNAL, "touched"))
def test_a_text_without_signals_comes_out_as_it_went_in(row: dict[str, Any]) -> None:
    redaction = redact([Section(SectionKind.OTHER, row["text"])])
    assert redaction.sections[0].text.value == row["text"]
    assert redaction.report == ()
