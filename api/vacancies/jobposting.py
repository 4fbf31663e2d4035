"""schema.org JobPosting in JSON-LD (https://schema.org/JobPosting): one, a list of them, or an ``@graph``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final

from api.errors import BadInput
from api.field_problems import FieldProblem

_TYPE: Final = "JobPosting"
_TEXTS: Final = (
    "description",
    "responsibilities",
    "skills",
    "qualifications",
    "experienceRequirements",
    "educationRequirements",
)
_NAMES: Final = ("name", "credentialCategory", "description", "@value")
_LANGUAGES: Final = frozenset({"nl", "en"})
_BLOCKS: Final = frozenset({"p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section"})
_UNSEEN: Final = frozenset({"script", "style", "template"})
_MARKED: Final = re.compile(r"<!\[[^>]*>?")
"""Marked sections, such as conditional comments, on which the parser fails."""
_BLANK_LINES: Final = re.compile(r"\n\s*\n+")


def read(value: Any) -> list[dict[str, Any]]:
    """The postings as fields of ``VacancyIn``, in their order; other things a document describes are passed over.

    Pay, place, employer and dates have no field here. Requirements stated in years are not carried over: a number of
    months is dropped, its text is not. Raises BadInput with the place of what is missing or of the wrong shape.
    """
    problems: list[FieldProblem] = []
    try:
        vacancies = [_vacancy(place, posting, problems) for place, posting in _postings("", value)]
    except RecursionError as error:
        raise BadInput("The JSON-LD is nested too deep.") from error
    if not vacancies and not problems:
        problems.append(FieldProblem(pointer="", detail="There is no object with the @type JobPosting here."))
    if problems:
        raise BadInput(f"{len(problems)} thing(s) in the JSON-LD are not right.", errors=problems)
    return vacancies


def _postings(place: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _postings(f"{place}/{index}", item)
    elif isinstance(value, dict):
        if _is_posting(value):
            yield place, value
        elif "@graph" in value:
            yield from _postings(f"{place}/@graph", value["@graph"])


def _is_posting(value: Mapping[str, Any]) -> bool:
    types = value.get("@type")
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and re.split(r"[/:#]", name)[-1] == _TYPE for name in named)


def _vacancy(place: str, posting: Mapping[str, Any], problems: list[FieldProblem]) -> dict[str, Any]:
    def needed(field: str, found: str) -> str:
        if not found:
            problems.append(FieldProblem(pointer=f"{place}/{field}", detail="This is required, as a text."))
        return found

    texts = (_plain("\n".join(_texts(posting.get(field)))) for field in _TEXTS)
    needed("description", "".join(_texts(posting.get("description"))))
    return {
        "externalRef": needed("identifier", _identifier(posting.get("identifier"))),
        "title": needed("title", _plain(" ".join(_texts(posting.get("title") or posting.get("name"))))),
        "language": _language(posting.get("inLanguage")),
        "text": "\n\n".join(text for text in texts if text),
    }


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value: a string, something with a name, or a list of either."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name in _NAMES:
            yield from _texts(value.get(name))


def _identifier(value: Any) -> str:
    """A text, a number, or the ``value`` of a PropertyValue; the first of a list."""
    if isinstance(value, list):
        return _identifier(value[0]) if value else ""
    if isinstance(value, dict):
        return _identifier(value.get("value") or value.get("@value") or value.get("@id"))
    if isinstance(value, bool):
        return ""
    return str(value).strip() if isinstance(value, str | int) else ""


def _language(value: Any) -> str | None:
    """``nl`` of ``nl-NL``; None where it says another language or none, so that it is detected."""
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name")
    code = value.split("-")[0].strip().lower() if isinstance(value, str) else ""
    return code if code in _LANGUAGES else None


class _Text(HTMLParser):
    """The text a reader of the HTML sees, one block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def rest(self) -> None:
        """Takes what stands before a tag that is never finished.

        ``close`` would try every unfinished one anew, which takes time by the square of the length.
        """
        if not self._unseen:
            self.parts.append(unescape(self.rawdata.split("<", 1)[0]))


def _plain(html: str) -> str:
    parser = _Text()
    parser.feed(_MARKED.sub("", html))
    parser.rest()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).replace("\x00", "").split("\n"))
    return _BLANK_LINES.sub("\n", "\n".join(lines)).strip()
