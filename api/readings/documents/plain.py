"""Plain text in the encodings that people's files have."""

from __future__ import annotations

import codecs
import re
from typing import Final

from api.errors import WrongMediaType
from api.readings.documents.bounds import MAX_CHARACTERS, too_long

_BOMS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WITHOUT_BOM: Final = ("utf-8", "cp1252")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LONGEST_BYTES: Final = 4
_LEAST_ZEROS: Final = 4
"""Only UTF-16 has zeros in a text, every second byte of a Latin one; a stray zero makes no text of a file."""


def text_of(content: bytes) -> str:
    """The characters of a text file. Raises WrongMediaType when it is no text, TooLarge over the bound."""
    if len(content) > MAX_CHARACTERS * _LONGEST_BYTES:
        raise too_long()
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            continue
        if len(text) > MAX_CHARACTERS:
            raise too_long()
        return text
    raise WrongMediaType("This is no kind of file that can be read. Send a PDF, a DOCX or a plain text file in UTF-8.")


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            return (encoding,)
    if content.count(0) * _LEAST_ZEROS >= len(content) > 0:
        return ("utf-16-le",) if content[1::2].count(0) > content[::2].count(0) else ("utf-16-be",)
    return _WITHOUT_BOM
