"""Documents are made here, sound and broken ones; none of them lies in the tree."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from api.errors import BadInput, Problem, TooLarge, WrongMediaType
from api.readings.documents import sections_of

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STORY = "When the van broke down I phoned every customer and we delivered by bicycle."


def pdf(*pages: Sequence[str], password: str | None = None, owner: str | None = None) -> bytes:
    """One page for each list of lines, in Helvetica."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        stream.set_data(f"BT /F1 11 Tf 50 800 Td\n{shown}ET".encode("cp1252"))
        page[NameObject("/Contents")] = stream
    writer.add_metadata({"/Author": "Somebody By Name", "/Title": "CV of Somebody"})
    if password is not None:
        writer.encrypt(password, owner, algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def docx(body: str, *, others: dict[str, str] | None = None, kind: str = "document.main+xml", head: str = "") -> bytes:
    files = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "word/document.xml": f'{head}<w:document xmlns:w="{WORD}" xmlns:mc="{COMPATIBILITY}">'
        f"<w:body>{body}</w:body></w:document>",
        "word/header1.xml": f'<w:hdr xmlns:w="{WORD}">{paragraph("Name in a header")}</w:hdr>',
        "docProps/core.xml": "<coreProperties><creator>Somebody By Name</creator></coreProperties>",
    } | (others or {})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts) + "</w:p>"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Werkervaring\nbakker", ["work"]),
        ("WERKERVARING:\nbakker", ["work"]),
        ("W E R K E R V A R I N G\nbakker", ["work"]),
        ("2. Opleidingen\nmbo", ["education"]),
        ("## Education\nsome school", ["education"]),
        ("• Vrijwilligerswerk •\nbuurthuis", ["volunteering"]),
        ("Opleidingen en cursussen\nmbo", ["education"]),
        ("Courses & certificates\nfirst aid", ["course"]),
        ("Hobby’s\nschaken", ["hobby"]),
        ("Hobby's: schaken en koken", ["hobby"]),
        ("Mantelzorg\nik zorg voor mijn moeder", ["care"]),
        ("Projects\na boat", ["project"]),
        ("Jan\nWork experience\nbaker\n\nHobbies\nchess\nReferences\non request", ["other", "work", "hobby", "other"]),
        ("Work experience\nbaker\nWork experience\nwaiter", ["work", "work"]),
        ("Work experience\n\nEducation\nsome school", ["education"]),
        ("Hobbies\nchess\nVolunteering\nReferences\non request", ["hobby", "other"]),
        ("I have work experience in bread", ["other"]),
        ("Mijn werkervaring en meer dan dat\nbakker", ["other"]),
        ("https://work:80/", ["other"]),
    ],
)
def test_headings_become_kinds(text: str, kinds: list[str]) -> None:
    assert [section["kind"] for section in sections_of(text.encode())] == kinds


def test_a_heading_is_not_part_of_its_section_and_the_rest_of_its_line_is() -> None:
    assert sections_of(b"Ada\nHobby's: schaken\nen koken") == [
        {"kind": "other", "text": "Ada"},
        {"kind": "hobby", "text": "schaken\nen koken"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_plain_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = "Werkervaring\r\nIk één keer – een café geleid"
    assert sections_of(text.encode(encoding)) == [{"kind": "work", "text": "Ik één keer – een café geleid"}]


def test_a_pdf_is_read_page_after_page_without_its_metadata() -> None:
    sections = sections_of(pdf(["Ada", "Work experience", STORY], ["Hobbies", "Chess"]))
    assert sections == [
        {"kind": "other", "text": "Ada"},
        {"kind": "work", "text": STORY},
        {"kind": "hobby", "text": "Chess"},
    ]


def test_a_word_that_a_pdf_breaks_over_two_lines_is_whole_again() -> None:
    lines = ["Ik repareerde fiet-", "sen en deed de in-", "en verkoop. Iedereen was blij."]
    (section,) = sections_of(pdf(lines))
    assert section["text"] == "Ik repareerde fietsen en deed de in-\nen verkoop. Iedereen was blij."


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert sections_of(pdf([STORY], password="", owner="keep out"))[0]["text"] == STORY


def test_a_docx_is_read_with_tables_text_boxes_and_hyphens_but_not_its_headers_and_properties() -> None:
    box = paragraph("Text in a box")
    body = (
        paragraph("Work ", "experience")
        + f"<w:tbl><w:tr><w:tc>{paragraph('In a cell')}</w:tc></w:tr></w:tbl>"
        + f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        + "</mc:AlternateContent><w:t>Around</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>"
    )
    assert sections_of(docx(body)) == [
        {"kind": "work", "text": "In a cell\nText in a box\nAround\none\ntwo three"},
    ]


@pytest.mark.parametrize(
    "unseen",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>stuffing</w:t></w:r>",
        "<w:r><w:delText>deleted</w:delText></w:r>",
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r>",
        "<w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom>",
    ],
)
def test_what_a_reader_of_a_docx_does_not_see_is_not_read(unseen: str) -> None:
    body = f"<w:p>{unseen}<w:r><w:t>Seen</w:t></w:r></w:p>"
    assert sections_of(docx(body)) == [{"kind": "other", "text": "Seen"}]


def test_a_run_that_says_it_is_not_hidden_is_read() -> None:
    body = '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seen</w:t></w:r></w:p>'
    assert sections_of(docx(body)) == [{"kind": "other", "text": "Seen"}]


def test_a_heading_without_a_text_is_text() -> None:
    (section,) = sections_of(b"Hobbies\nchess\nVolunteering\n")
    assert section == {"kind": "hobby", "text": "chess\nVolunteering"}


ENTITY = '<!DOCTYPE x [<!ENTITY a "boom">]>'
ENCRYPTED_ZIP = docx(paragraph("x")).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


@pytest.mark.parametrize(
    ("content", "problem", "says"),
    [
        (b"", BadInput, "empty"),
        (b" \r\n\t", BadInput, "empty"),
        (b"Hobby's\n\n", BadInput, "no text"),
        (pdf([]), BadInput, "OCR"),
        (pdf(["1"], ["2"]), BadInput, "OCR"),
        (pdf([STORY], password="secret"), BadInput, "password"),
        (pdf([STORY])[:-600], BadInput, "cut off"),
        (b"%PDF-1.7\nnothing of a PDF\n%%EOF", BadInput, "damaged"),
        (pdf(*[["page"]] * 61), TooLarge, "60 pages"),
        (pdf(*[["x" * 2500]] * 50), TooLarge, "100000 characters"),
        (docx(paragraph("x"), kind="application/vnd.ms-word.document.macroEnabled.main+xml"), BadInput, "macros"),
        (docx(paragraph("x"), others={"word/vbaProject.bin": "x"}), BadInput, "macros"),
        (docx(paragraph("x"))[:-40], BadInput, "damaged"),
        (ENCRYPTED_ZIP, BadInput, "password"),
        (docx("<w:p>"), BadInput, "damaged"),
        (docx(paragraph("&a;"), head=ENTITY), BadInput, "constructions"),
        (docx(""), BadInput, "no text"),
        (docx("<w:p/>" * 400_000), TooLarge, "unpacks"),
        (docx(f"<!--{' ' * 20_000_000}-->"), TooLarge, "unpacks"),
        (docx(paragraph("x" * 100_001)), TooLarge, "characters"),
        (b"x" * 100_001, TooLarge, "characters"),
        (b"x" * 500_000, TooLarge, "characters"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", WrongMediaType, "doc"),
        (b"\x89PNG\r\n\x1a\n", WrongMediaType, "picture"),
        (b"{\\rtf1 text}", WrongMediaType, "RTF"),
        (b"<!DOCTYPE html><p>text", WrongMediaType, "web page"),
        (b"\x7fELF\x02\x01\x01\x00\x00", WrongMediaType, "no kind of file"),
        (b"text with a bell \x07", WrongMediaType, "no kind of file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, problem: type[Problem], says: str) -> None:
    with pytest.raises(problem) as caught:
        sections_of(content)
    assert says in caught.value.detail


def test_an_archive_that_is_no_word_document_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(WrongMediaType, match="not a Word document"):
        sections_of(target.getvalue())


def test_a_pdf_that_unpacks_to_too_much_stops_its_worker_only() -> None:
    bomb = PdfWriter()
    page = bomb.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(b"BT (a) Tj ET\n" * 9_000_000)
    page[NameObject("/Contents")] = stream.flate_encode()
    target = io.BytesIO()
    bomb.write(target)
    with pytest.raises(Problem):
        sections_of(target.getvalue())


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_broken_docx_is_read_or_refused_and_never_fails(chance: random.Random) -> None:
    content = bytearray(docx(paragraph("Work experience") + paragraph(STORY)))
    for _ in range(chance.randrange(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    cut = content[: chance.randrange(4, len(content) + 1)]
    try:
        sections = sections_of(bytes(cut))
    except Problem:
        return
    assert all(section["text"] for section in sections)


@example("000\x00" + "\U00010000" * 4)  # one stray zero: no UTF-16
@given(st.text(max_size=300))
def test_no_character_of_a_text_is_lost_but_for_headings_and_white_space(text: str) -> None:
    try:
        sections = sections_of(("Ada\n" + text).encode("utf-8", "ignore"))
    except WrongMediaType:
        return
    joined = "".join("".join(section["text"].split()) for section in sections)
    kept = "".join(text.split())
    assert len(joined) <= len(kept) + 3
    assert all(first["text"] for first, _ in pairwise([*sections, sections[-1]]))
