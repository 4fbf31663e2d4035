"""Thirty files that cannot be taken, each made here and sent as a platform would: thirty clear problems."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from typing import Final

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from tests.api.readings.test_documents import ENTITY, docx, paragraph, pdf
from tests.api.world import Caller

NAME: Final = "Noor Verbeek"
"""Stands in every file that has text, and in every file's name; in no problem."""
STORY: Final = f"{NAME} drew up the rota for twelve volunteers of the food bank."
MACROS: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def bomb(unpacked: int) -> bytes:
    """A DOCX of some kilobytes whose text unpacks to so many."""
    return docx(paragraph("a" * 1000) * (unpacked // 1000))


def pdf_bomb() -> bytes:
    """A page whose drawing unpacks to 120 MB."""
    writer = PdfWriter()
    stream = DecodedStreamObject()
    stream.set_data(b"BT (a) Tj ET\n" * 9_000_000)
    writer.add_blank_page(100, 100)[NameObject("/Contents")] = stream.flate_encode()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def without(content: bytes, pattern: bytes) -> bytes:
    """The bytes with all that match overwritten, so that places in the file stay."""
    return re.sub(pattern, lambda match: b"#" * len(match[0]), content)


def flagged_encrypted(content: bytes) -> bytes:
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


SOUND_PDF: Final = pdf([STORY])
SOUND_DOCX: Final = docx(paragraph(STORY))
PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

BROKEN: Final[dict[str, tuple[Callable[[], bytes], int, str]]] = {
    "empty": (lambda: b"", 400, "empty"),
    "only white space": (lambda: b" \r\n\t " * 50, 400, "empty"),
    "only a heading": (lambda: b"Work experience\n\n", 400, "no text"),
    "scanned PDF": (lambda: pdf([], []), 400, "OCR"),
    "PDF of page numbers": (lambda: pdf(["1"], ["2"], ["3"]), 400, "OCR"),
    "PDF with a password": (lambda: pdf([STORY], password="secret"), 400, "password"),
    "PDF cut off": (lambda: SOUND_PDF[: len(SOUND_PDF) // 2], 400, "cut off"),
    "PDF without its pages": (lambda: without(SOUND_PDF, rb"/Pages|/Page\b|/Kids"), 400, "damaged"),
    "PDF without objects": (lambda: b"%PDF-1.7\n" + b"\x00" * 500 + b"\n%%EOF", 400, "damaged"),
    "PDF of 500 pages": (lambda: pdf(*[["page"]] * 500), 413, "60 pages"),
    "PDF of too many characters": (lambda: pdf(*[["x" * 2500]] * 50), 413, "100000 characters"),
    "PDF bomb": (pdf_bomb, 413, "unpacks"),
    "DOCX cut off": (lambda: SOUND_DOCX[:-60], 400, "damaged"),
    "DOCX with another file in its middle": (
        lambda: SOUND_DOCX[:80] + b"\xff" * 60 + SOUND_DOCX[140:], 400, "damaged",
    ),
    "DOCX with a password": (lambda: flagged_encrypted(SOUND_DOCX), 400, "password"),
    "DOCX with macros": (lambda: docx(paragraph(STORY), kind=MACROS), 400, "macros"),
    "DOCX with a macro project": (
        lambda: docx(paragraph(STORY), others={"word/vbaProject.bin": "x"}), 400, "macros",
    ),
    "DOCX with an entity": (lambda: docx(paragraph("&a;"), head=ENTITY), 400, "constructions"),
    "DOCX of XML that does not end": (lambda: docx("<w:p><w:r>"), 400, "damaged"),
    "DOCX without text": (lambda: docx("<w:p/>"), 400, "no text"),
    "DOCX bomb": (lambda: bomb(30_000_000), 413, "characters"),
    "DOCX of too many elements": (lambda: docx("<w:p/>" * 400_000), 413, "unpacks"),
    "zip within a zip": (lambda: zipped({"cv.docx": SOUND_DOCX}), 415, "not a Word document"),
    "spreadsheet": (lambda: zipped({"xl/workbook.xml": b"<workbook/>"}), 415, "not a Word document"),
    "old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + STORY.encode(), 415, ".doc"),
    "RTF": (lambda: b"{\\rtf1 " + STORY.encode() + b"}", 415, "RTF"),
    "picture called PDF": (lambda: PNG, 415, "picture"),
    "web page": (lambda: b"<!DOCTYPE html><p>" + STORY.encode(), 415, "web page"),
    "program": (lambda: b"\x7fELF\x02\x01\x01\x00" + STORY.encode(), 415, "no kind of file"),
    "text with control characters": (lambda: STORY.encode() + b"\x07\x1b[2J", 415, "no kind of file"),
    "text in broken UTF-16": (
        lambda: b"\xff\xfe" + STORY.encode("utf-16-le") + b"\x00\xd8\x00", 415, "no kind of file",
    ),
    "text of a megabyte": (lambda: (STORY + "\n").encode() * 15_000, 413, "100000 characters"),
    "file over the bound": (lambda: b"x" * 10_000_001, 413, "10000000 bytes"),
}  # fmt: skip


def test_each_of_thirty_broken_files_gets_a_problem_that_says_what_to_do(platform: Caller) -> None:
    assert len(BROKEN) >= 30
    wrong = {}
    for case, (content, status, says) in BROKEN.items():
        files = {"file": (f"{NAME}.pdf", content(), "application/pdf")}
        answer = platform.call("POST", "/skillscvs", files=files, data={"externalRef": "r"})
        problem = answer.json() if answer.headers["content-type"] == "application/problem+json" else {}
        found = (answer.status_code, problem.get("status"), says in str(problem.get("detail")), NAME in answer.text)
        if found != (status, status, True, False):
            wrong[case] = (*found, problem.get("detail"))
    assert wrong == {}
    assert platform.get("/skillscvs").json()["items"] == []


@pytest.mark.parametrize(
    "content",
    [
        SOUND_PDF,
        SOUND_DOCX,
        STORY.encode(),
        re.sub(rb"startxref\n\d+", b"startxref\n7", SOUND_PDF),
        without(SOUND_PDF, rb"(?<=\n)\d{10} \d{5} [nf]"),
    ],
    ids=["PDF", "DOCX", "text", "PDF whose table stands elsewhere", "PDF whose table is gone"],
)
def test_what_can_still_be_read_is_taken_whatever_it_is_called(platform: Caller, content: bytes) -> None:
    files = {"file": ("cv.exe", content, "image/png")}
    answer = platform.call("POST", "/skillscvs", files=files, data={"externalRef": "r"})
    assert answer.status_code == 201, answer.text
    assert "rota for twelve volunteers" in answer.json()["sections"][0]["text"]
