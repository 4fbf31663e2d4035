"""The forms a SkillsCV can be submitted and exported in, over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.api.world import STORY, Caller, submission

EXAMPLE = Path(__file__).parents[3] / "openapi" / "examples" / "jsonresume" / "theatre-technician.json"
SCHEMA = Path(__file__).with_name("jsonresume-1.3.1.schema.json")
JSON_RESUME = {"Content-Type": "application/vnd.jsonresume+json"}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONSENTS = json.dumps([{"purpose": "matching", "grantedAt": "2026-01-01T00:00:00Z"}])


def docx(*lines: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return target.getvalue()


def upload(platform: Caller, content: bytes, **fields: str) -> Any:
    files = {"file": ("cv-of-noor-verbeek.exe", content, "application/x-nonsense")}
    return platform.call("POST", "/skillscvs", files=files, data={"externalRef": "r"} | fields)


@pytest.mark.parametrize(
    "content", [docx("Vrijwilligerswerk", STORY), f"Vrijwilligerswerk\n{STORY}".encode()], ids=["docx", "txt"]
)
def test_an_uploaded_document_is_read_by_what_it_is_not_by_its_name(platform: Caller, content: bytes) -> None:
    answer = upload(platform, content, language="nl", consents=CONSENTS)
    body = answer.json()
    assert answer.status_code == 201, answer.text
    assert [section["kind"] for section in body["sections"]] == ["volunteering"]
    assert body["skills"]
    assert "verbeek" not in answer.text.lower()


@pytest.mark.parametrize(
    ("content", "fields", "status"),
    [
        (b"", {}, 400),
        (b"\x89PNG\r\n\x1a\n", {}, 415),
        (b"x" * 100_001, {}, 413),
        (b"%PDF-1.7 cut off", {}, 400),
        (STORY.encode(), {"consents": "[{"}, 400),
        (STORY.encode(), {"consents": "[" * 100_000}, 400),
        (STORY.encode(), {"language": "fr"}, 400),
    ],
    ids=["empty", "picture", "long", "cut off", "consents", "nested", "language"],
)
def test_a_document_that_cannot_be_taken_is_refused_with_a_problem(
    platform: Caller, content: bytes, fields: dict[str, str], status: int
) -> None:
    answer = upload(platform, content, **fields)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_in_a_charset_that_decodes_nothing_is_refused(platform: Caller) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="externalRef"\r\n\r\n\xe9\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=undefined"}
    answer = platform.call("POST", "/skillscvs", content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:skillscv:problem:bad-input")


def test_a_json_resume_is_submitted_without_its_identity(platform: Caller) -> None:
    resume = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    resume["meta"]["skillscv"] = {"externalRef": "r", "language": "nl"}
    answer = platform.call("POST", "/skillscvs", content=json.dumps(resume), headers=JSON_RESUME)
    assert answer.status_code == 201, answer.text
    assert not any(name in answer.text for name in ("Verbeek", "De Sluis", "Kadeplein", "00223355"))


def test_an_export_is_valid_json_resume_and_can_be_submitted_again_with_the_same_text(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("r", STORY, "Tweede tekst over het rooster.")).json()
    answer = platform.get(f"/skillscvs/{made['id']}/export", params={"format": "jsonresume"})
    assert answer.headers["content-type"].startswith(JSON_RESUME["Content-Type"])
    exported = answer.json()
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(exported)
    exported["meta"]["skillscv"]["externalRef"] = "again"
    again = platform.call("POST", "/skillscvs", content=json.dumps(exported), headers=JSON_RESUME)
    assert again.status_code == 201, again.text
    assert again.json()["sections"] == made["sections"]
    assert [skill["id"] for skill in again.json()["skills"]] == [skill["id"] for skill in made["skills"]]


@pytest.mark.parametrize("resume", [{}, [], {"meta": {"skillscv": {"externalRef": "r"}}}])
def test_a_json_resume_that_cannot_be_read_is_bad_input(platform: Caller, resume: Any) -> None:
    assert platform.call("POST", "/skillscvs", content=json.dumps(resume), headers=JSON_RESUME).status_code == 400


def test_a_document_comes_with_a_region_and_hours(platform: Caller) -> None:
    body = upload(platform, STORY.encode(), region="NL-UT", availableHours="24").json()
    assert (body["region"], body["availableHours"]) == ("NL-UT", 24)


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ({"name": "Noor Verbeek"}, ""),
        ({"region": "Utrecht"}, "/region"),
        ({"availableHours": "many"}, "/availableHours"),
        ({"sections": "[]"}, "/sections"),
    ],
)
def test_a_field_of_the_form_that_is_not_right_is_an_error_and_never_dropped(
    platform: Caller, field: dict[str, str], pointer: str
) -> None:
    answer = upload(platform, STORY.encode(), **field)
    assert answer.status_code == 400
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
    assert "Verbeek" not in answer.text
