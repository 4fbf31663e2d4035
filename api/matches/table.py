"""A match run as a table, for a spreadsheet: CSV as in RFC 4180, in UTF-8, one line a result."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from api.matches.schemas import MatchResultOut, MatchRunOut, ScoreOut, VacancyMatchRunOut, VacancyResultOut

CSV: Final = "text/csv"
_SCORES: Final = ("score", "scoreIfUnknownsHeld", "coverage", "band")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet would compute instead of show."""
Cell = str | int


def asked_for(accept: str) -> bool:
    """Whether an ``Accept`` header prefers CSV to JSON (RFC 9110, 12.5.1); at equal weights it does not."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        said = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        weights[kind] = float(said) if said.replace(".", "", 1).isdecimal() else 0.0
    return weights.get(CSV, 0.0) > weights.get("application/json", 0.0)


def written(run: MatchRunOut | VacancyMatchRunOut) -> str:
    """A line with names of columns, then a line a result; behind the scores the points and level by requirement.

    A level that is unknown, and a requirement that a vacancy does not have, is an empty cell. Text that a spreadsheet
    would take for a formula has a ``'`` before it.
    """
    skills = list(dict.fromkeys(item.skill_id for result in run.results for item in result.contributions))
    about: tuple[str, ...] = ("skillscvId", "externalRef")
    if isinstance(run, VacancyMatchRunOut):
        about = ("vacancyId", "organisationId", "externalRef", "title")
    target = io.StringIO()
    table = csv.writer(target)
    table.writerow(["rank", *about, *_SCORES, *(f"{name} {skill}" for skill in skills for name in ("points", "level"))])
    for result in run.results:
        table.writerow(
            [
                result.rank,
                *map(_harmless, _about(result)),
                result.score,
                result.score_if_unknowns_held,
                result.coverage,
                result.band,
                *_by_requirement(result, skills),
            ]
        )
    return target.getvalue()


def _about(result: MatchResultOut | VacancyResultOut) -> tuple[str, ...]:
    if isinstance(result, MatchResultOut):
        return str(result.skillscv_id), result.external_ref
    return str(result.vacancy_id), str(result.organisation_id), result.external_ref, result.title


def _by_requirement(result: ScoreOut, skills: Sequence[str]) -> list[Cell]:
    found = {item.skill_id: item for item in result.contributions}
    cells: list[Cell] = []
    for skill in skills:
        item = found.get(skill)
        level = item.level if item is not None else None
        cells += ("" if item is None else item.points, "" if level is None else level)
    return cells


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
