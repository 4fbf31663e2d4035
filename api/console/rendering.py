"""Pages from templates: escaped by default, with a closed content policy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.console import language as languages
from api.console.session import COOKIE, PATH, Visitor, keep, session_of

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
TEMPLATES: Final = Path(__file__).parent / "templates"
SEE_OTHER: Final = 303


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(languages.translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["here"] = PATH
    made.globals["language"] = language
    made.globals["word"] = lambda group, key: languages.word(group, key, language)
    made.globals["once"] = lambda: str(uuid4())
    made.filters["day"] = lambda value: languages.day(value, language)
    made.filters["moment"] = lambda value: languages.moment(value, language)
    made.filters["spoken"] = lambda label: label[language]
    return made


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """``template`` for this visitor. ``said`` in the address names a sentence of ours, shown once at the top."""
    session = session_of(request)
    text = (
        environment(session.language)
        .get_template(template)
        .render(session=session, said=request.query_params.get("said", ""), path=request.url.path, **values)
    )
    response = HTMLResponse(text, status_code=status, headers={"Content-Security-Policy": POLICY})
    if COOKIE not in request.cookies or not session.key:
        keep(request, response, session)
    return response


def shown(visitor: Visitor, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return page(visitor.request, template, status=status, **values)


def onward(path: str, said: str = "") -> Response:
    """To another page of ours after a form was worked off, so that reloading does not send it again."""
    return RedirectResponse(f"{PATH}{path or '/'}" + (f"?said={said}" if said else ""), status_code=SEE_OTHER)


def by_id(items: list[Any]) -> Mapping[str, Any]:
    return {item["id"]: item for item in items}
