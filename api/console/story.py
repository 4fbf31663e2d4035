"""A candidate's new story: told in a form or taken from a document, tried out, and then kept."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from api.console.calls import Refused
from api.console.language import prompts
from api.console.own_skillscv import laid_out
from api.console.rendering import onward, shown
from api.console.session import Form, Sent, Visit, Visitor

router = APIRouter(prefix="/me/story")
_BAD_INPUT: Final = 400
_UNREADABLE: Final = frozenset({400, 413, 415})
Told = dict[str, str]
"""What is told, by kind of section."""


class Unreadable(Exception):  # noqa: N818  told to the visitor, and mended by them
    """What was sent cannot be read; the argument names the sentence that says why."""


@router.get("")
async def story(visit: Visit) -> Response:
    return _form(visit, {}, visit.session.language)


@router.post("")
async def tell(visit: Visit, form: Sent) -> Response:
    spoken_in = form.text("spoken_in")
    told = _told(form, visit.session.language)
    try:
        told, hidden = await _with_document(visit, form.content("file"), told)
        if form.text("do") in {"add", "replace"} and not form.content("file"):
            return await _keep(visit, told, anew=form.text("do") == "replace")
        preview = await _read(visit, told, spoken_in)
        return _form(visit, told, spoken_in, preview=preview, hidden=hidden + preview["redactions"])
    except Unreadable as reason:
        return _form(visit, told, spoken_in, failed=str(reason))


def _told(form: Form, language: str) -> Told:
    texts = {prompt["kind"]: form.text(prompt["kind"]).strip() for prompt in prompts(language)}
    return {kind: text for kind, text in texts.items() if text}


async def _with_document(visit: Visitor, content: bytes, told: Told) -> tuple[Told, list[Any]]:
    """Beside what was told the text of a document, and what was hidden in it: the document itself goes no further."""
    if not content and not told:
        raise Unreadable("empty")
    if not content:
        return told, []
    try:
        read = await visit.calls.read_document(content)
    except Refused as refused:
        if refused.status not in _UNREADABLE:
            raise
        raise Unreadable(f"document-{refused.status}") from refused
    joined = dict(told)
    for section in read["sections"]:
        before = joined.get(section["kind"])
        joined[section["kind"]] = section["text"] if before is None else f"{before}\n\n{section['text']}"
    return joined, read["redactions"]


async def _read(visit: Visitor, told: Told, spoken_in: str) -> Any:
    language = spoken_in if spoken_in in {"nl", "en"} else None
    try:
        return await visit.calls.post("/readings", {"language": language, "sections": _sections(told)})
    except Refused as refused:
        if refused.status != _BAD_INPUT:
            raise
        raise Unreadable("too-long") from refused


async def _keep(visit: Visitor, told: Told, *, anew: bool) -> Response:
    path = f"/skillscvs/{visit.session.id}"
    found = await visit.calls.fetch(path)
    before = [] if anew else found.json()["sections"]
    try:
        await visit.calls.patch(path, {"sections": before + _sections(told)}, found.headers["etag"])
    except Refused as refused:
        if refused.status != _BAD_INPUT:
            raise
        raise Unreadable("too-long") from refused
    return onward("/me", "story-replaced" if anew else "story-added")


def _sections(told: Told) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text} for kind, text in told.items()]


def _form(visit: Visitor, told: Told, spoken_in: str, *, failed: str = "", **read: Any) -> Response:
    """The page; ``read`` holds a preview and what was hidden, where there is one."""
    language = visit.session.language
    values = {"preview": None, "hidden": (), "prompts": prompts(language), "told": told, "spoken_in": spoken_in}
    laid = laid_out(read["preview"], language) if read else {}
    return shown(visit, "story.html", status=_BAD_INPUT if failed else 200, **values | read | laid, failed=failed)
