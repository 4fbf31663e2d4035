"""``skillscv evaluate``: the reading measured on labelled texts that lie outside the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from api.settings import Settings
from api.skills.service import Finding
from taxonomy.catalogue import SkillSearch, load_catalogue
from taxonomy.linking.measure import (
    CUTS,
    DEEPEST,
    Figures,
    figures,
    read_sentences,
    read_spans,
    uris_by_label,
    wanted_uris,
)
from taxonomy.model import Language
from taxonomy.reading import Reader
from taxonomy.reading.evaluate import labelled, labelled_vacancy
from taxonomy.reading.evaluate import report as reading_report

LINKED: Final = (
    ("TECH", read_spans, "techwolf-validation/tech_validation_annotations.csv"),
    ("HOUSE", read_spans, "techwolf-validation/house_validation_annotations.csv"),
    ("SKILLSKAPE", read_sentences, "skillskape/dev.csv"),
)
"""Sets of sentences with ESCO labels: their names, how they are read, and where they lie."""


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
    bundle = Settings().esco_bundle
    if bundle is None:
        console.print("Linking is measured when SKILLSCV_ESCO_BUNDLE names an imported ESCO.")
        return
    table = Table("Linking to ESCO", "Sentences", *(f"R-precision@{cut}" for cut in CUTS), "MRR")
    for name, found in linking_report(shared, bundle):
        shown = (*found.r_precision, found.reciprocal_rank)
        table.add_row(name, str(found.sentences), *(f"{100 * value:.1f}" for value in shown))
    console.print(table)


def linking_report(shared: Path, bundle: Path) -> Iterator[tuple[str, Figures]]:
    """The figures of each set, as ``POST /v1/skill-searches`` answers. Raises EvaluationMissing without the sets."""
    catalogue = load_catalogue(bundle)
    finding = Finding(SkillSearch(catalogue), catalogue, Settings().encoder, bundle)

    def ranked(sentence: str) -> list[str]:
        found = finding.find(sentence, language=Language.EN, limit=DEEPEST)
        return [catalogue.skills[hit.skill_id].esco_uri or hit.skill_id for hit in found]

    try:
        uris = uris_by_label(shared / "data" / "esco-v1.2.0" / "skills_en.csv")
        for name, read, path in LINKED:
            yield name, figures(ranked, wanted_uris(read(shared / "data" / "benchmarks" / path), uris))
    except FileNotFoundError as error:
        raise EvaluationMissing(f"There is no {Path(error.filename).name} in {shared}.") from error


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise EvaluationMissing(f"There is no {path.name} in {path.parent}.") from error
    return [json.loads(line) for line in lines]
