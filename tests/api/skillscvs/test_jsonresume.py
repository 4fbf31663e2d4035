from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import BadInput
from api.readings.schemas import ReaderOut, SectionOut
from api.schemas import CatalogueOut, LabelOut
from api.skillscvs import jsonresume
from api.skillscvs.schemas import DecidedSkillOut, Decision, SkillsCVIn, SkillsCVOut
from taxonomy.model import Language, SectionKind

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "openapi" / "examples" / "jsonresume" / "theatre-technician.json"
OWN: dict[str, Any] = {"skillscv": {"externalRef": "r-1"}}
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def schema() -> dict[str, Any]:
    """The schema of the npm package @jsonresume/schema 1.3.1 (MIT; its licence lies beside it)."""
    found: dict[str, Any] = json.loads((HERE / "jsonresume-1.3.1.schema.json").read_text(encoding="utf-8"))
    return found


def skill(level: int, decision: Decision | None = None) -> DecidedSkillOut:
    return DecidedSkillOut(
        id=f"skill-{level}",
        label=LabelOut(nl=f"vaardigheid {level}", en=f"skill {level}"),
        esco_uri=None,
        standing="evidenced",
        level=level,
        evidence=[],
        decision=decision,
    )


def shown(sections: list[tuple[SectionKind, str]], *skills: DecidedSkillOut) -> SkillsCVOut:
    return SkillsCVOut(
        id=UUID(int=7),
        external_ref="r-1",
        status="active",
        retention_until=MOMENT,
        created_at=MOMENT,
        updated_at=MOMENT,
        language=Language.EN,
        catalogue=CatalogueOut(version="1", hash="a" * 64),
        reader=ReaderOut(version="1"),
        sections=[SectionOut(kind=kind, text=text) for kind, text in sections],
        redactions=[],
        skills=list(skills),
        region=None,
        available_hours=None,
    )


PARTS: list[tuple[str, Any, str, str]] = [
    ("basics", {"summary": "I bake."}, "other", "I bake."),
    ("work", [{"position": "Baker", "summary": "Bread", "highlights": ["x", "", "y"]}], "work", "Baker\nBread\nx\ny"),
    ("volunteer", [{"position": "Coach", "highlights": ["x"]}], "volunteering", "Coach\nx"),
    ("education", [{"studyType": "mbo 4", "area": "Baking", "courses": ["a"]}], "education", "mbo 4\nBaking\na"),
    ("education", [{"studyType": "course", "area": "Sourdough"}], "course", "Sourdough"),
    ("certificates", [{"name": "First aid"}], "course", "First aid"),
    ("projects", [{"name": "Oven", "description": "Built", "highlights": ["Hot"]}], "project", "Oven\nBuilt\nHot"),
    ("projects", [{"type": "care", "description": "My mother"}], "care", "My mother"),
    ("projects", [{"type": "talk", "roles": ["lead"], "keywords": ["clay"]}], "project", "clay\nlead"),
    ("interests", [{"name": "Chess", "keywords": ["I teach it"]}], "hobby", "Chess\nI teach it"),
    ("awards", [{"title": "Best loaf", "summary": "Of the town"}], "other", "Best loaf\nOf the town"),
    ("publications", [{"name": "On rye", "summary": "How it rises"}], "other", "On rye\nHow it rises"),
    ("skills", [{"name": "Baking", "keywords": ["rye"]}, {"name": "Sales"}], "other", "Baking, rye\nSales"),
    ("languages", [{"language": "English", "fluency": "Fluent"}], "other", "English, Fluent"),
]


@pytest.mark.parametrize(("part", "content", "kind", "text"), PARTS)
def test_each_part_becomes_a_section_of_its_kind(part: str, content: Any, kind: str, text: str) -> None:
    assert jsonresume.read({part: content, "meta": OWN})["sections"] == [{"kind": kind, "text": text}]


def test_who_where_when_and_links_are_dropped() -> None:
    secret = "never-carried"
    place = {"name": secret, "url": secret, "location": secret, "startDate": secret, "endDate": secret}
    resume = {
        "basics": {
            **dict.fromkeys(("name", "label", "image", "email", "phone", "url"), secret),
            "location": {"city": secret},
            "profiles": [{"username": secret}],
            "summary": "I bake.",
        },
        "work": [{**place, "description": secret, "summary": "Bread"}],
        "volunteer": [{**place, "organization": secret, "summary": "Coach"}],
        "education": [{**place, "institution": secret, "score": secret, "area": "Baking"}],
        "awards": [{"title": "Loaf", "awarder": secret, "date": secret}],
        "certificates": [{"name": "First aid", "issuer": secret, "date": secret, "url": secret}],
        "publications": [{"name": "On rye", "publisher": secret, "url": secret}],
        "references": [{"name": secret, "reference": secret}],
        "projects": [{**place, "name": "Oven", "entity": secret}],
        "meta": OWN,
    }
    assert secret not in json.dumps(jsonresume.read(resume))


def test_identity_of_any_shape_is_not_even_looked_at() -> None:
    resume = {
        "basics": {"name": 3, "email": [], "location": "x"},
        "work": [{"name": 4, "summary": "Bread"}],
        "meta": OWN,
    }
    assert len(jsonresume.read(resume)["sections"]) == 1


def test_reference_language_and_consents_come_from_meta() -> None:
    own = {
        "externalRef": "r-1",
        "language": "nl",
        "consents": [{"purpose": "matching", "grantedAt": "2026-01-01T00:00:00Z"}],
    }
    found = jsonresume.read({"work": [{"summary": "x"}], "meta": {"skillscv": own, "version": "v1.0.0"}})
    wish = SkillsCVIn.model_validate(found)
    assert (wish.external_ref, wish.language) == ("r-1", Language.NL)
    assert wish.consents[0].purpose == "matching"


def test_parts_that_are_null_are_parts_that_are_not_there() -> None:
    resume = {"basics": None, "work": None, "education": [{"area": None, "courses": None}], "meta": OWN}
    with pytest.raises(BadInput, match="nothing that can be read"):
        jsonresume.read(resume)


@pytest.mark.parametrize(
    ("resume", "pointers"),
    [
        ([], [""]),
        ("text", [""]),
        ({}, ["/meta"]),
        ({"meta": {}}, ["/meta/skillscv"]),
        ({"meta": {"skillscv": {}}}, ["/meta/skillscv/externalRef"]),
        ({"meta": {"skillscv": {"externalRef": ""}}}, ["/meta/skillscv/externalRef"]),
        ({"meta": {"skillscv": {"externalRef": "r", "language": "xx"}}}, ["/meta/skillscv/language"]),
        ({"meta": {"skillscv": {"externalRef": "r", "consents": [{"purpose": "x"}]}}},
         ["/meta/skillscv/consents/0/purpose", "/meta/skillscv/consents/0/grantedAt"]),
        ({"work": {}, "meta": OWN}, ["/work"]),
        ({"work": ["x"], "meta": OWN}, ["/work/0"]),
        ({"work": [{"highlights": "x", "summary": 3}], "meta": OWN}, ["/work/0/summary", "/work/0/highlights"]),
        ({"interests": [{"keywords": ["x", 3]}], "meta": OWN}, ["/interests/0/keywords/1"]),
        ({"basics": {"summary": "\0"}, "meta": OWN}, ["/basics/summary"]),
        ({"work": [{"summary": "x" * 60_000, "position": "x" * 60_000}], "meta": OWN}, ["/work/0"]),
    ],
)  # fmt: skip
def test_wrong_shapes_are_named_by_their_place_all_at_once(resume: Any, pointers: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        jsonresume.read(resume)
    assert sorted(problem.pointer for problem in caught.value.errors) == sorted(pointers)


def test_more_entries_than_sections_can_be_is_refused() -> None:
    with pytest.raises(BadInput, match="more than 100"):
        jsonresume.read({"work": [{"summary": "x"}] * 101, "meta": OWN})


def test_the_example_is_read_without_names_and_dates() -> None:
    found = jsonresume.read(json.loads(EXAMPLE.read_text(encoding="utf-8")) | {"meta": OWN})
    kinds = [section["kind"] for section in found["sections"]]
    assert {"work", "volunteering", "education", "course", "hobby", "project", "other"} == set(kinds)
    text = json.dumps(found, ensure_ascii=False)
    assert not any(name in text for name in ("Noor", "example.nl", "De Sluis", "2017", "Kadeplein", "Examencentrum"))


def test_what_is_written_is_valid_and_says_skills_with_level_and_id_but_not_rejected_ones() -> None:
    written = jsonresume.written(
        shown([(kind, f"a {kind}") for kind in SectionKind], skill(0), skill(3), skill(4, Decision.REJECTED))
    )
    jsonschema.Draft7Validator(schema(), format_checker=jsonschema.FormatChecker()).validate(written)
    assert written["volunteer"] == [{"summary": "a volunteering"}]
    assert written["interests"] == [{"name": "a hobby"}]
    assert written["skills"] == [
        {"name": "skill 0", "level": "mentioned", "keywords": ["skill-0"]},
        {"name": "skill 3", "level": "shown with a result", "keywords": ["skill-3"]},
    ]
    assert written["meta"]["skillscv"]["catalogue"] == {"version": "1", "hash": "a" * 64}


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(lambda t: t == t.strip())


@given(st.lists(st.tuples(st.sampled_from(SectionKind), LINE), min_size=1, max_size=12))
def test_written_and_read_again_each_kind_has_the_same_text(sections: list[tuple[SectionKind, str]]) -> None:
    again = jsonresume.read(jsonresume.written(shown(sections, skill(2))))
    assert again["externalRef"] == "r-1"
    for kind in SectionKind:
        before = "\n\n".join(text for its, text in sections if its is kind)
        after = "\n\n".join(section["text"] for section in again["sections"] if section["kind"] == kind)
        assert after == before
