"""Documents that are read and not kept, over HTTP."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest

from tests.api.world import STORY, Caller


def read(caller: Caller, content: bytes, **fields: str) -> Any:
    return caller.call("POST", "/readings", files={"file": ("cv-of-noor-verbeek.exe", content)}, data=fields)


def test_a_document_is_read_like_its_text_and_nothing_of_it_is_kept(platform: Caller) -> None:
    text = f"Vrijwilligerswerk\nIk ben Noor Verbeek, 58 jaar. {STORY}"
    answer = read(platform, text.encode(), language="nl")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [section["kind"] for section in body["sections"]] == ["volunteering"]
    assert body["skills"]
    assert "verbeek" not in answer.text.lower()
    assert platform.get("/skillscvs").json()["items"] == []
    told = {"language": "nl", "sections": [{"kind": "volunteering", "text": text.partition("\n")[2]}]}
    assert platform.post("/readings", told).json() == body


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"\x89PNG\r\n\x1a\n", 415), (b"x" * 100_001, 413), (b"%PDF-1.7 cut off", 400)],
    ids=["empty", "picture", "long", "cut off"],
)
def test_a_document_that_cannot_be_read_is_a_problem(platform: Caller, content: bytes, status: int) -> None:
    answer = read(platform, content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/readings", "/skillscvs"])
def test_a_large_document_never_touches_a_disk(
    platform: Caller, path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    answer = platform.call("POST", path, files={"file": ("cv.txt", b"x" * 3_000_000)}, data={"externalRef": "r"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=x", b"--y\r\n", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n--x--', 400),
        ("text/plain", b"hello", 415),
        ("application/vnd.jsonresume+json", b'{"work": []}', 415),
    ],
)
def test_a_broken_form_is_a_problem(platform: Caller, content_type: str, body: bytes, status: int) -> None:
    answer = platform.call("POST", "/readings", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("field", "pointer"), [("name", ""), ("sections", "/sections")])
def test_a_field_that_does_not_exist_is_an_error(platform: Caller, field: str, pointer: str) -> None:
    answer = read(platform, STORY.encode(), **{field: "Noor Verbeek"})
    assert answer.status_code == 400
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
