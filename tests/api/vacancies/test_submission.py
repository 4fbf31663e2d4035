"""Vacancies as schema.org JobPosting, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import Caller, vacancy

EXAMPLE = Path(__file__).parents[3] / "openapi" / "examples" / "jobposting" / "theatre-technician.json"
POSTING = json.loads(EXAMPLE.read_text(encoding="utf-8"))


def post(employer: Caller, value: Any, form: str = "application/ld+json") -> Any:
    return employer.call("POST", "/vacancies", content=json.dumps(value), headers={"Content-Type": form})


def test_a_job_posting_becomes_a_vacancy_with_requirements_read_from_its_text(employer: Caller) -> None:
    answer = post(employer, POSTING)
    body = answer.json()
    assert answer.status_code == 201, answer.text
    assert (body["externalRef"], body["language"], body["visibility"]) == ("veerhuis-techniek", "nl", "own")
    assert body["requirements"]
    assert {requirement["origin"] for requirement in body["requirements"]} == {"read"}


@pytest.mark.parametrize(
    ("value", "form", "status"),
    [
        ([POSTING, POSTING], "application/ld+json", 400),
        ({"@graph": [POSTING]}, "application/ld+json; charset=utf-8", 201),
        ({"@type": "Person"}, "application/ld+json", 400),
        (POSTING | {"title": "x" * 301}, "application/ld+json", 400),
        (POSTING, "application/json", 400),
        (vacancy(), "application/json", 201),
        (vacancy(), "text/plain", 415),
    ],
)
def test_one_posting_is_taken_at_a_time(employer: Caller, value: Any, form: str, status: int) -> None:
    assert post(employer, value, form).status_code == status


def place(employer: Caller, value: Any, form: str = "application/ld+json") -> Any:
    return employer.call("POST", "/vacancy-imports", content=json.dumps(value), headers={"Content-Type": form})


@pytest.mark.parametrize("several", [list, lambda postings: {"@graph": postings}], ids=["list", "graph"])
def test_many_postings_are_placed_at_once_in_their_order(employer: Caller, several: Callable[[Any], Any]) -> None:
    answer = place(employer, several([POSTING | {"identifier": name} for name in ("a", "b", "c")]))
    assert answer.status_code == 201, answer.text
    made = answer.json()["items"]
    assert [vacancy["externalRef"] for vacancy in made] == ["a", "b", "c"]
    assert made[1] == employer.get(f"/vacancies/{made[1]['id']}").json()
    assert made[1]["requirements"]


@pytest.mark.parametrize(
    ("value", "form", "status", "pointers"),
    [
        ([POSTING, POSTING | {"title": ""}], "application/ld+json", 400, ["/1/title"]),
        ([POSTING, POSTING | {"title": "x" * 301}], "application/ld+json", 400, ["/1/title"]),
        ([], "application/ld+json", 400, [""]),
        ([POSTING] * 51, "application/ld+json", 413, []),
        ([POSTING], "application/json", 415, []),
    ],
    ids=["no title", "long title", "none", "too many", "plain JSON"],
)
def test_all_postings_are_placed_or_none(
    employer: Caller, value: Any, form: str, status: int, pointers: list[str]
) -> None:
    refused = place(employer, value, form)
    assert refused.status_code == status
    assert [problem["pointer"] for problem in refused.json().get("errors", [])] == pointers
    assert employer.get("/vacancies").json()["items"] == []


def test_only_who_may_place_a_vacancy_places_many(platform: Caller) -> None:
    assert place(platform, [POSTING]).status_code == 403
