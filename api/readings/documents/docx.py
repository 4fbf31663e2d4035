"""The text of a DOCX: everything in its body, tables and text boxes too. Headers, footers and properties stay shut."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from api.errors import BadInput, TooLarge, WrongMediaType
from api.readings.documents.bounds import MAX_CHARACTERS, too_long

_BODY: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
_MAX_UNPACKED: Final = 10_000_000
_MAX_ELEMENTS: Final = 400_000
_CHUNK: Final = 1_000_000
_ENCRYPTED: Final = 0x1
_WORD: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TWICE: Final = frozenset({"fallback", "moveFrom"})
"""Parts that say again what stands elsewhere: the old form of a text box, the old place of a moved text."""
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    ParseError,
    RuntimeError,
    ValueError,
)


def text_of(content: bytes) -> str:
    """The text, one line a paragraph. Raises WrongMediaType, BadInput and TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_other_forms(archive)
            with archive.open(_BODY) as body:
                return _body_text(body)
    except DefusedXmlException as error:
        raise BadInput("This document holds constructions that are not read.") from error
    except _UNREADABLE as error:
        raise BadInput("This document is damaged or cut off. Save it again and send that file.") from error


def _refuse_other_forms(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if _BODY not in names:
        raise WrongMediaType("This is not a Word document. Send a PDF, a DOCX or a plain text file.")
    if archive.getinfo(_BODY).flag_bits & _ENCRYPTED:
        raise BadInput("This document has a password. Save it without one and send it again.")
    with archive.open(_TYPES) as types:
        macros = b"macroEnabled" in b"".join(_bounded(types))
    if macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadInput("This document holds macros. Save it as DOCX without macros and send that file.")


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in chunks, ending in TooLarge: what an archive says of its own sizes is not believed."""
    unpacked = 0
    while chunk := stream.read(_CHUNK):
        unpacked += len(chunk)
        if unpacked > _MAX_UNPACKED:
            raise _unpacks_to_too_much()
        yield chunk


def _unpacks_to_too_much() -> TooLarge:
    return TooLarge("This document unpacks to too much. Send a simpler one, or the text itself.")


def _body_text(body: IO[bytes]) -> str:
    paragraphs = _Paragraphs()
    parser = DefusedXMLParser(target=paragraphs, forbid_dtd=True)
    for chunk in _bounded(body):
        parser.feed(chunk)
    parser.close()
    return "\n".join(paragraphs.lines)


class _Paragraphs:
    """A parser's target that keeps lines of text and nothing else of the document.

    A text box is paragraphs within a paragraph, so those under way are a stack.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[list[str]] = []
        self._elements = 0
        self._length = 0
        self._twice = 0
        self._hidden = False
        self._in_text = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _unpacks_to_too_much()
        name = _name(tag)
        if name in _TWICE:
            self._twice += 1
        elif name == "p":
            self._open.append([])
        elif name == "r":
            self._hidden = False
        elif name == "vanish":
            self._hidden = not {"0", "false", "off"} & set(attributes.values())
        elif name in _BREAKS:
            self._add(_BREAKS[name])
        self._in_text = name == "t"

    def end(self, tag: str) -> None:
        self._in_text = False
        name = _name(tag)
        if name in _TWICE:
            self._twice -= 1
        elif name == "p":
            line = "".join(self._open.pop()).strip()
            if not self._twice:
                self.lines.append(line)

    def data(self, text: str) -> None:
        if self._in_text:
            self._add(text)

    def close(self) -> None:
        pass

    def _add(self, text: str) -> None:
        if self._twice or self._hidden or not self._open:
            return
        self._open[-1].append(text)
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise too_long()


def _name(tag: str) -> str:
    """The name within Word's own two namespaces, empty elsewhere: drawings have their own ``p`` and ``t``."""
    if tag == _FALLBACK:
        return "fallback"
    return next((tag[len(space) :] for space in _WORD if tag.startswith(space)), "")
