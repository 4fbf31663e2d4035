"""The judged pairs speak of the examples as they are now."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

JUDGED = Path(__file__).parent / "judged"
EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"


@pytest.fixture(scope="module")
def grades() -> list[dict[str, str]]:
    with (JUDGED / "grades.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def texts_hash(vacancies: set[str], skillscvs: set[str]) -> str:
    """SHA-256 over titles, texts and sections, so that other fields of an example may change."""
    told: list[str] = []
    for reference in sorted(vacancies):
        vacancy = json.loads((EXAMPLES / "vacancies" / f"{reference}.json").read_text(encoding="utf-8"))
        told += [reference, vacancy["title"], vacancy["text"]]
    for reference in sorted(skillscvs):
        skillscv = json.loads((EXAMPLES / "skillscvs" / f"{reference}.json").read_text(encoding="utf-8"))
        told += [reference, *(section["text"] for section in skillscv["sections"])]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def test_every_vacancy_is_graded_against_every_person_once(grades: list[dict[str, str]]) -> None:
    pairs = Counter((row["vacancy"], row["skillscv"]) for row in grades)
    vacancies = {vacancy for vacancy, _ in pairs}
    skillscvs = {skillscv for _, skillscv in pairs}
    assert set(pairs.values()) == {1}
    assert (len(vacancies), len(skillscvs), len(pairs)) == (8, 30, 240)


def test_grades_run_from_0_to_3_in_both_passes(grades: list[dict[str, str]]) -> None:
    assert {row["first"] for row in grades} == {row["second"] for row in grades} == {"0", "1", "2", "3"}


def test_the_graded_texts_have_not_changed_since(grades: list[dict[str, str]]) -> None:
    now = texts_hash({row["vacancy"] for row in grades}, {row["skillscv"] for row in grades})
    assert now == (JUDGED / "texts.sha256").read_text(encoding="utf-8").strip()
