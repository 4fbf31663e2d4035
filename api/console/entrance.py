"""Signing in with a key or token, out again, and the language."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from api.console.calls import Refused
from api.console.language import LANGUAGES
from api.console.rendering import onward, page
from api.console.session import Sent, Session, calls_of, keep, session_of

router = APIRouter()
HOMES: Final = {"candidate": "/me", "employer": "/vacancies", "platform": "/people"}
_LONGEST_KEY: Final = 200


@router.get("/")
async def entrance(request: Request) -> Response:
    session = session_of(request)
    return onward(HOMES[session.kind]) if session.key else page(request, "entrance.html", failed="")


@router.post("/")
async def enter(request: Request, form: Sent) -> Response:
    key = form.text("key").strip()
    if not key or len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable():
        return page(request, "entrance.html", status=400, failed="401")
    try:
        caller = await calls_of(request, key).get("/caller")
    except Refused as refused:
        return page(request, "entrance.html", status=refused.status, failed=str(refused.status))
    session = Session(
        session_of(request).language,
        key=key,
        kind=caller["kind"],
        id=caller["skillscvId"] or caller["organisationId"],
        name="" if caller["skillscvId"] else caller["organisationName"],
    )
    response = onward(HOMES[session.kind])
    keep(request, response, session)
    return response


@router.post("/leave")
async def leave(request: Request, form: Sent) -> Response:
    del form
    return _left(request, "left")


@router.get("/leave")
async def ended(request: Request) -> Response:
    """Where one comes with a key or token that is not good any more. Signs out nobody whose key still is."""
    session = session_of(request)
    if session.key:
        try:
            await calls_of(request, session.key).get("/caller")
        except Refused:
            return _left(request, "ended")
    return onward("")


def _left(request: Request, said: str) -> Response:
    response = onward("", said)
    keep(request, response, Session(session_of(request).language))
    return response


@router.post("/language")
async def speak(request: Request, form: Sent) -> Response:
    wished = form.text("language")
    back = form.text("back")
    response = onward(back.removeprefix("/console") if _is_ours(back) else "")
    if wished in LANGUAGES:
        keep(request, response, session_of(request).speaking(wished))
    return response


def _is_ours(path: str) -> bool:
    return path.startswith("/console/") and path.isascii() and path.isprintable() and "\\" not in path
