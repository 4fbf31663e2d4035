"""``skillscv evaluate``: the reading measured on labelled texts that lie outside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console

from taxonomy.catalogue import load_catalogue
from taxonomy.reading import Reader
from taxonomy.reading.evaluate import labelled, labelled_vacancy
from taxonomy.reading.evaluate import report as reading_report


class EvaluationMissing(Exception):  # noqa: N818  what is missing is no error of the program
    """The folder does not hold what an evaluation needs."""


def report(shared: Path, console: Console) -> None:
    """Prints the figures of the reading. Raises EvaluationMissing when the gold texts are not there."""
    gold = shared / "data" / "gold"
    catalogue = load_catalogue()
    texts = [labelled(row) for row in _rows(gold / "texts.jsonl")]
    vacancies = [labelled_vacancy(row) for row in _rows(gold / "vacancies.jsonl")]
    console.print(f"{len(texts)} texts and {len(vacancies)} vacancies of {gold}", markup=False)
    console.print(reading_report(Reader(catalogue), texts, vacancies, catalogue.core), markup=False, highlight=False)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise EvaluationMissing(f"There is no {path.name} in {path.parent}.") from error
    return [json.loads(line) for line in lines]
