"""PDF, DOCX and TXT → sections. What a file is, its bytes say; its name and metadata are never looked at."""

from __future__ import annotations

from typing import Final

from api.errors import BadInput, WrongMediaType
from api.readings.documents import docx, pdf, plain
from api.readings.documents.headings import sections_under_headings

__all__ = ["sections_of"]

_FORMS: Final = "Send a PDF, a DOCX or a plain text file."
_OTHER_FORMS: Final = {
    b"\xd0\xcf\x11\xe0": "This is an old Word file (.doc), or a document with a password.",
    b"{\\rtf": "This is an RTF file.",
    b"\x89PNG": "This is a picture.",
    b"\xff\xd8\xff": "This is a picture.",
    b"GIF8": "This is a picture.",
    b"II*\x00": "This is a picture.",
    b"MM\x00*": "This is a picture.",
    b"<!DOCTYPE": "This is a web page.",
    b"<!doctype": "This is a web page.",
    b"<html": "This is a web page.",
    b"<?xml": "This is an XML file.",
}


def sections_of(content: bytes) -> list[dict[str, str]]:
    """The text of a document as sections ``{"kind", "text"}``, in the order of the document.

    Raises BadInput when nothing can be read (empty, scanned, encrypted, truncated, damaged, with macros), TooLarge
    over the bounds of pages and characters, and WrongMediaType for anything but PDF, DOCX and TXT.
    """
    sections = sections_under_headings(_text_of(content))
    if not sections:
        raise BadInput("There is no text in this document.")
    return sections


def _text_of(content: bytes) -> str:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise BadInput("The file is empty.")
    if b"%PDF-" in content[: pdf.HEADER_WITHIN]:
        return pdf.text_of(content)
    if content.startswith(b"PK\x03\x04"):
        return docx.text_of(content)
    for mark, meaning in _OTHER_FORMS.items():
        if start.startswith(mark):
            raise WrongMediaType(f"{meaning} {_FORMS}")
    return plain.text_of(content)
