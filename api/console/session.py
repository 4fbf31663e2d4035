"""Who visits: an encrypted cookie instead of a key, and a token in every form."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from secrets import compare_digest, token_urlsafe
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from api.bodies import form_in_memory, media_type
from api.console.calls import Calls, Service
from api.console.language import LANGUAGES
from api.errors import NotFound
from api.secrets import Secret

COOKIE: Final = "skillscv_console"
PATH: Final = "/console"
SECONDS: Final = 8 * 3600
_PURPOSE: Final = "console session"
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST: Final = 100
_MOST_FIELDS: Final = 100


class SignInFirst(Exception):  # noqa: N818  a page for those who are signed in
    """Nobody is signed in here, or not any more."""


class FromElsewhere(Exception):  # noqa: N818  the refusal of a forged form
    """A form that was not sent from a page of ours, or from one of an older session."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the cookie holds, encrypted and signed: nothing of it can be read or changed outside the service.

    ``kind``: candidate, platform or employer; empty while nobody is signed in. ``id``: their SkillsCV or organisation.
    """

    language: str
    key: str = ""
    kind: str = ""
    id: str = ""
    name: str = ""
    csrf: str = field(default_factory=lambda: token_urlsafe(24))
    since: int = field(default_factory=lambda: int(time.time()))

    def sealed(self, secret: Secret) -> str:
        return secret.encrypt(json.dumps({"purpose": _PURPOSE, **asdict(self)}))

    def speaking(self, language: str) -> Session:
        return replace(self, language=language)


def opened(secret: Secret, sealed: str | None, language: str) -> Session:
    """The session of a cookie, or a new one in ``language`` where it is not ours or too old."""
    try:
        held: dict[str, Any] = json.loads(secret.decrypt(sealed or ""))
    except (InvalidToken, ValueError):
        return Session(language)
    if held.pop("purpose", None) != _PURPOSE or time.time() - held["since"] > SECONDS:
        return Session(language)
    return Session(**held)


def session_of(request: Request) -> Session:
    """The session of this request, found once."""
    known: Session | None = getattr(request.state, "session", None)
    if known is None:
        preferred = request.headers.get("accept-language", "")[:2].lower()
        language = preferred if preferred in LANGUAGES else LANGUAGES[0]
        known = opened(request.app.state.secret, request.cookies.get(COOKIE), language)
        request.state.session = known
    return known


def keep(request: Request, response: Response, session: Session) -> None:
    """Sets the cookie; without ``Secure`` only for plain HTTP on this very machine."""
    request.state.session = session
    local = request.url.scheme == "http" and request.url.hostname in _LOCAL
    response.set_cookie(
        COOKIE,
        session.sealed(request.app.state.secret),
        max_age=SECONDS,
        path=PATH,
        secure=not local,
        httponly=True,
        samesite="strict",
    )


def calls_of(request: Request, key: str) -> Calls:
    service: Service = request.app.state.service
    client = request.client
    return Calls(service, key, (client.host, client.port) if client else ("unknown", 0))


@dataclass(frozen=True, slots=True)
class Visitor:
    request: Request
    session: Session
    calls: Calls


def signed_in(request: Request) -> Visitor:
    session = session_of(request)
    if not session.key:
        raise SignInFirst
    return Visitor(request, session, calls_of(request, session.key))


class Form:
    """The fields of a form that came from a page of ours; a file in it is held in memory alone."""

    def __init__(self, fields: Sequence[tuple[str, str | bytes]]) -> None:
        self._texts: dict[str, list[str]] = {}
        self._files: dict[str, bytes] = {}
        for name, value in fields:
            if isinstance(value, bytes):
                self._files[name] = value
            else:
                self._texts.setdefault(name, []).append(value)

    def text(self, name: str) -> str:
        return self._texts.get(name, [""])[0].replace("\r\n", "\n")

    def texts(self, name: str) -> list[str]:
        return self._texts.get(name, [])

    def number(self, name: str, otherwise: int) -> int:
        text = self.text(name).strip()
        return int(text) if text.isdecimal() and len(text) < 5 else otherwise  # noqa: PLR2004  digits of a form

    def id(self, name: str) -> UUID:
        """An id that a page of ours put in the form. Raises NotFound for anything else."""
        try:
            return UUID(self.text(name))
        except ValueError as error:
            raise NotFound("There is nothing here, or not for you.") from error

    def content(self, name: str) -> bytes:
        """The file in a field; empty where none was chosen."""
        return self._files.get(name, b"")

    @property
    def once(self) -> str:
        return self.text("once")[:_LONGEST] or str(uuid4())


async def sent_form(request: Request) -> Form:
    """Raises FromElsewhere unless the form carries this session's token and the browser does not say otherwise."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise FromElsewhere
    form = Form(await _fields(request))
    if not compare_digest(form.text("csrf").encode(), session_of(request).csrf.encode()):
        raise FromElsewhere
    return form


async def _fields(request: Request) -> list[tuple[str, str | bytes]]:
    if media_type(request) != "multipart/form-data":
        return [(name, str(value)) for name, value in (await request.form()).multi_items()]
    async with form_in_memory(request, max_fields=_MOST_FIELDS) as form:
        return [
            (name, await value.read() if isinstance(value, UploadFile) else value) for name, value in form.multi_items()
        ]


Visit = Annotated[Visitor, Depends(signed_in)]
Sent = Annotated[Form, Depends(sent_form)]
