"""How well sentences are linked to ESCO: measures on public sets that nobody tuned on and prints.

Run with ``SKILLSCV_SHARED`` set to the folder that holds ``data/benchmarks`` and ``data/esco-v1.2.0``:
``pytest tests/evaluation/linking.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from api.evaluation import linking_report
from taxonomy.catalogue import import_esco

SHARED = os.environ.get("SKILLSCV_SHARED")
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(SHARED is None, reason="SKILLSCV_SHARED names no folder with the benchmarks"),
]


def test_sentences_are_linked_no_worse_than_before(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    shared = Path(str(SHARED))
    bundle = tmp_path_factory.mktemp("esco") / "esco.bundle"
    import_esco(shared / "data" / "esco-v1.2.0", bundle)
    found = dict(linking_report(shared, bundle))
    with capsys.disabled():
        sys.stdout.write(f"\n{found}\n")

    assert found["TECH"].r_precision[1] >= 0.60
    assert found["HOUSE"].r_precision[1] >= 0.45
