"""The demo community keeps to the contract, and holds enough of every kind to show what the service does."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from taxonomy.model import Language, SectionKind

EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
LANGUAGES = [language.value for language in Language]


def closed(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these properties and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


REFERENCE = {"type": "string", "pattern": "^[a-z]+(-[a-z0-9]+)+$"}
SECTIONS = {
    "type": "array",
    "minItems": 2,
    "maxItems": 7,
    "items": closed(
        {"kind": {"enum": [kind.value for kind in SectionKind]}, "text": {"type": "string", "minLength": 1}}
    ),
}
CONSENTS = {
    "type": "array",
    "minItems": 1,
    "items": closed(
        {
            "purpose": {"enum": ["matching", "retention", "referral"]},
            "organisationId": {"type": "string", "format": "uuid"},
            "grantedAt": {"type": "string", "pattern": TIME},
        },
        optional=("organisationId",),
    ),
}
SKILLSCV = closed(
    {"externalRef": REFERENCE, "language": {"enum": LANGUAGES}, "sections": SECTIONS, "consents": CONSENTS}
)
REQUIREMENTS = {
    "type": "array",
    "minItems": 1,
    "items": closed(
        {
            "skillId": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "weight": {"type": "integer", "minimum": 1, "maximum": 5},
            "minimumLevel": {"type": "integer", "minimum": 0, "maximum": 4},
            "need": {"enum": ["must", "nice"]},
        }
    ),
}
VACANCY = closed(
    {
        "externalRef": REFERENCE,
        "title": {"type": "string", "minLength": 1},
        "language": {"enum": LANGUAGES},
        "text": {"type": "string", "minLength": 1},
        "requirements": REQUIREMENTS,
        "visibility": {"enum": ["own", "community"]},
    },
    optional=("requirements",),
)


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def paths(folder: str) -> list[Path]:
    return sorted((EXAMPLES / folder).glob("*.json"))


def named(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def skillscvs() -> list[dict[str, Any]]:
    return [load(path) for path in paths("skillscvs")]


@pytest.fixture(scope="module")
def vacancies() -> list[dict[str, Any]]:
    return [load(path) for path in paths("vacancies")]


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return load(EXAMPLES / "demo.json")


@pytest.mark.parametrize("path", paths("skillscvs"), ids=named)
def test_a_skillscv_keeps_to_the_contract(path: Path) -> None:
    skillscv = load(path)
    jsonschema.validate(skillscv, SKILLSCV)
    assert skillscv["externalRef"] == path.stem
    purposes = [consent["purpose"] for consent in skillscv["consents"]]
    assert len(purposes) == len(set(purposes))
    assert 60 <= sum(len(section["text"].split()) for section in skillscv["sections"]) <= 400


@pytest.mark.parametrize("path", paths("vacancies"), ids=named)
def test_a_vacancy_keeps_to_the_contract(path: Path) -> None:
    vacancy = load(path)
    jsonschema.validate(vacancy, VACANCY)
    assert vacancy["externalRef"] == path.stem
    assert 120 <= len(vacancy["text"].split()) <= 300


@pytest.mark.parametrize("schema", [SKILLSCV, VACANCY], ids=["skillscv", "vacancy"])
@pytest.mark.parametrize("field", ["name", "birthDate", "gender", "photo", "nationality", "address"])
def test_a_field_for_who_somebody_is_would_be_noticed(schema: dict[str, Any], field: str) -> None:
    example = load(paths("skillscvs" if schema is SKILLSCV else "vacancies")[0])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(example | {field: "x"}, schema)


def test_there_is_enough_of_everything_and_most_is_dutch(
    skillscvs: list[dict[str, Any]], vacancies: list[dict[str, Any]]
) -> None:
    people = Counter(skillscv["language"] for skillscv in skillscvs)
    adverts = Counter(vacancy["language"] for vacancy in vacancies)
    assert people["nl"] >= 28
    assert people["en"] >= 8
    assert adverts["nl"] >= 9
    assert adverts["en"] >= 3
    assert sum("requirements" in vacancy for vacancy in vacancies) == 2


def test_every_kind_of_section_occurs(skillscvs: list[dict[str, Any]]) -> None:
    kinds = {section["kind"] for skillscv in skillscvs for section in skillscv["sections"]}
    assert kinds == {kind.value for kind in SectionKind}


def test_no_text_is_told_twice(skillscvs: list[dict[str, Any]]) -> None:
    texts = [section["text"] for skillscv in skillscvs for section in skillscv["sections"]]
    assert len(texts) == len(set(texts))


def test_contact_data_can_belong_to_nobody() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.rglob("*.*json")))
    assert set(re.findall(r"@([\w.-]+\.\w+)", text)) == {"example.nl"}
    telephones = re.findall(r"(?:\b0|\+31 ?)6[- ]?\d\d", text)
    assert telephones
    assert all(telephone.endswith("00") for telephone in telephones)


def test_more_than_half_of_the_submissions_say_how_to_reach_somebody_or_who_they_are(
    skillscvs: list[dict[str, Any]],
) -> None:
    leak = re.compile(
        r"@example\.nl|06-00|\+31|[Gg]ebo(?:ren|orte)|[Bb]orn|[Nn]aam|\b\d\d jaar oud|Ik ben [A-Z]|\bMevr"
    )
    leaking = [s for s in skillscvs if any(leak.search(section["text"]) for section in s["sections"])]
    assert len(skillscvs) / 2 <= len(leaking) < len(skillscvs)


def test_the_community_has_two_platforms_and_five_employers() -> None:
    organisations = load(EXAMPLES / "community.json")["organisations"]
    assert Counter(organisation["role"] for organisation in organisations) == {"platform": 2, "employer": 5}
    assert len({organisation["name"] for organisation in organisations}) == len(organisations)


def test_every_example_belongs_to_one_organisation(demo: dict[str, Any]) -> None:
    roles = {o["key"]: o["role"] for o in load(EXAMPLES / "community.json")["organisations"]}
    assert [key for key, role in roles.items() if role == "platform"] == list(demo["platforms"])
    assert [key for key, role in roles.items() if role == "employer"] == list(demo["employers"])
    submitted = [entry["skillscv"] for entries in demo["platforms"].values() for entry in entries]
    placed = [reference for references in demo["employers"].values() for reference in references]
    assert sorted(submitted) == [path.stem for path in paths("skillscvs")]
    assert sorted(placed) == [path.stem for path in paths("vacancies")]
    assert all(references for references in demo["employers"].values())


def test_the_storyline_leads_from_one_employer_to_another(demo: dict[str, Any]) -> None:
    story = demo["storyline"]
    employer_of = {vacancy: key for key, vacancies in demo["employers"].items() for vacancy in vacancies}
    assert employer_of[story["appliesTo"]] != employer_of[story["referredTo"]]
    assert load(EXAMPLES / "vacancies" / f"{story['referredTo']}.json")["visibility"] == "community"
    consents = load(EXAMPLES / "skillscvs" / f"{story['candidate']}.json")["consents"]
    assert {consent["purpose"] for consent in consents} == {"matching", "retention", "referral"}


def test_the_request_bodies_are_all_described() -> None:
    folder = EXAMPLES / "requests"
    described = set(re.findall(r"^\| `([^`]+)`", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert described == {path.name for path in folder.iterdir()} - {"README.md"}


@pytest.mark.parametrize(("name", "schema"), [("skillscv", SKILLSCV), ("vacancy", VACANCY)])
def test_the_request_bodies_keep_to_the_contract(name: str, schema: dict[str, Any]) -> None:
    jsonschema.validate(load(EXAMPLES / "requests" / f"{name}.json"), schema)


def test_every_line_of_the_import_is_a_skillscv() -> None:
    lines = (EXAMPLES / "requests" / "import.ndjson").read_text(encoding="utf-8").splitlines()
    short = SKILLSCV | {"properties": SKILLSCV["properties"] | {"sections": SECTIONS | {"minItems": 1}}}
    for line in lines:
        jsonschema.validate(json.loads(line), short)


@pytest.mark.parametrize("path", paths("jobposting"), ids=named)
def test_a_job_posting_is_one_of_schema_org(path: Path) -> None:
    posting = load(path)
    assert (posting["@context"], posting["@type"]) == ("https://schema.org", "JobPosting")
    assert {"title", "description", "hiringOrganization", "datePosted"} <= set(posting)


@pytest.mark.parametrize("path", paths("jsonresume"), ids=named)
def test_a_json_resume_tells_of_work_volunteering_and_interests(path: Path) -> None:
    assert {"basics", "work", "volunteer", "interests"} <= set(load(path))
