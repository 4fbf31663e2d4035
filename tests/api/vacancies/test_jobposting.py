from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import BadInput
from api.vacancies import jobposting
from api.vacancies.schemas import VacancyIn

EXAMPLE = Path(__file__).parents[3] / "openapi" / "examples" / "jobposting" / "theatre-technician.json"
POSTING: dict[str, Any] = {"@type": "JobPosting", "identifier": "v-1", "title": "Baker", "description": "Bake bread."}


def read_one(**fields: Any) -> dict[str, Any]:
    (vacancy,) = jobposting.read(POSTING | fields)
    VacancyIn.model_validate(vacancy)
    return vacancy


def test_the_example_becomes_a_vacancy_without_its_employer_and_place() -> None:
    (vacancy,) = jobposting.read(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    wish = VacancyIn.model_validate(vacancy)
    assert (wish.external_ref, wish.title, wish.language) == ("veerhuis-techniek", "Technicus theater en zaal", "nl")
    assert "Je werkt twee vrijwilligers in die de avonden met je draaien.\n" in wish.text
    assert "Mbo podiumtechniek" in wish.text
    assert "Veerhuis" not in wish.text
    assert "Overlaar" not in wish.text
    assert "<" not in wish.text


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (POSTING, 1),
        ([POSTING, POSTING], 2),
        ({"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, POSTING]}, 1),
        ([{"@graph": [POSTING]}, [POSTING]], 2),
        (POSTING | {"@type": ["Thing", "JobPosting"]}, 1),
        (POSTING | {"@type": "https://schema.org/JobPosting"}, 1),
        (POSTING | {"@type": "schema:JobPosting"}, 1),
    ],
)
def test_postings_are_found_wherever_they_stand(value: Any, count: int) -> None:
    assert len(jobposting.read(value)) == count


@pytest.mark.parametrize(
    ("identifier", "reference"),
    [
        ("v-1", "v-1"),
        (12, "12"),
        ({"@type": "PropertyValue", "name": "us", "value": "v-2"}, "v-2"),
        ({"value": 3}, "3"),
        ({"@id": "https://example.org/3"}, "https://example.org/3"),
        (["v-1", "v-2"], "v-1"),
    ],
)
def test_the_reference_is_the_identifier(identifier: Any, reference: str) -> None:
    assert read_one(identifier=identifier)["externalRef"] == reference


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("nl", "nl"),
        ("nl-NL", "nl"),
        ("EN", "en"),
        ({"@type": "Language", "name": "Dutch", "alternateName": "nl"}, "nl"),
        ("fr", None),
        (None, None),
        (3, None),
    ],
)
def test_a_language_of_ours_is_taken_and_another_is_left_to_be_detected(language: Any, code: str | None) -> None:
    assert read_one(inLanguage=language)["language"] == code


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<ul><li>one</li><li>two  and</li></ul>three", "one\ntwo and\nthree"),
        ("bread &amp; butter<br>jam&nbsp;too", "bread & butter\njam too"),
        ("<script>steal()</script><style>p{}</style>seen", "seen"),
        ("<p>never closed <b>bold", "never closed bold"),
        ("<![if !mso]>bread<![endif]><![x", "bread"),
        ("nothing < something", "nothing < something"),
        ("bread &am", "bread &am"),
        ("bread <a href='never finished", "bread"),
        ("<template>bread &am", ""),
    ],
)
def test_html_becomes_the_text_a_reader_sees(html: str, text: str) -> None:
    assert read_one(description=html)["text"] == text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("skills", ["rye", {"@type": "DefinedTerm", "name": "sourdough"}], "rye\nsourdough"),
        ("responsibilities", "You open the shop", "You open the shop"),
        ("educationRequirements", {"@type": "EducationalOccupationalCredential", "credentialCategory": "mbo"}, "mbo"),
        ("experienceRequirements", "One season of baking", "One season of baking"),
    ],
)
def test_requirements_beside_the_description_are_part_of_the_text(field: str, value: Any, says: str) -> None:
    assert read_one(**{field: value})["text"] == f"Bake bread.\n\n{says}"


def test_a_number_of_months_is_not_carried_over() -> None:
    required = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 48}
    assert read_one(experienceRequirements=required)["text"] == "Bake bread."


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({}, [""]),
        ([], [""]),
        ("JobPosting", [""]),
        ({"@type": "Organization"}, [""]),
        ({"@type": "JobPosting"}, ["/description", "/identifier", "/title"]),
        (POSTING | {"title": 3}, ["/title"]),
        (POSTING | {"identifier": True}, ["/identifier"]),
        ([POSTING, POSTING | {"description": None}], ["/1/description"]),
        ({"@graph": [POSTING | {"identifier": {}}]}, ["/@graph/0/identifier"]),
    ],
)
def test_what_is_missing_is_named_by_its_place_all_at_once(value: Any, pointers: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        jobposting.read(value)
    assert [problem.pointer for problem in caught.value.errors] == pointers


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = POSTING
    for _ in range(2000):
        deep = [deep]
    with pytest.raises(BadInput, match="too deep"):
        jobposting.read(deep)


@pytest.mark.parametrize("unfinished", ["<a ", "<!--", "</p ", "<a href='x", "<![x", "&#", "<script>"])
def test_a_posting_full_of_unfinished_tags_is_read_in_one_go(unfinished: str) -> None:
    """Each tried anew to the end, these would take minutes to hours."""
    assert read_one(description="bread " + unfinished * 33_000)["text"].startswith("bread")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*POSTING, "@graph", "name"]), inner),
    max_leaves=20,
)


@given(st.text(alphabet="<!>[]/-ab &;#x", max_size=40))
def test_any_html_is_read(html: str) -> None:
    read_one(description="Bake " + html)


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        found = jobposting.read(value)
    except BadInput:
        return
    assert found
