"""How well the reader reads texts that nobody tuned on: measures and prints, and asserts only what must never slip.

Run with ``SKILLSCV_SHARED`` set to the folder that holds ``data/gold``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from taxonomy.catalogue import load_catalogue
from taxonomy.reading import Reader
from taxonomy.reading.evaluate import figures, labelled, labelled_vacancy, left_empty, read_rows, report

SHARED = os.environ.get("SKILLSCV_SHARED")
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(SHARED is None, reason="SKILLSCV_SHARED names no folder with the gold texts"),
]


def rows(name: str) -> list[dict[str, object]]:
    path = Path(str(SHARED)) / "data" / "gold" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_gold_texts_are_read_no_worse_than_before(capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = load_catalogue()
    reader = Reader(catalogue)
    texts = [labelled(row) for row in rows("texts.jsonl")]
    vacancies = [labelled_vacancy(row) for row in rows("vacancies.jsonl")]
    with capsys.disabled():
        sys.stdout.write("\n" + report(reader, texts, vacancies, catalogue.core) + "\n")
    shown, claimed = read_rows(reader, texts, catalogue.core)
    assert figures(shown).f1 >= 0.65
    assert figures(claimed).f1 >= 0.75
    assert left_empty(shown) >= 0.85
