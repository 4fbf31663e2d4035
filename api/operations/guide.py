"""The guide: pages for those who connect, run and administer the service, kept as Markdown beside this module."""

from __future__ import annotations

import json
from collections.abc import MutableMapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from api.operations.snippets import PREAMBLE, command, is_request

_PAGES: Final = files("api.operations") / "pages"
TITLES: Final = {
    "index": "Guide",
    "quick-start": "Quick start",
    "concepts": "Concepts",
    "cookbook": "Cookbook",
    "recruiters": "For recruiters",
    "candidate-apps": "Apps for candidates",
    "score": "How a score comes about",
    "running": "Running it",
    "privacy": "Privacy and security",
    "system-card": "System card",
}
PICTURES: Final = ("callers", "reading", "consent", "run", "referral")
_PARTS_OF_THE_CARD: Final = {
    "purpose": "What it is for",
    "decides": "Who decides",
    "sees": "What it sees",
    "limits": "What it cannot do",
    "rights": "What a person can do",
}


def source(name: str) -> str:
    """The Markdown of a page. Raises KeyError for one that is not there."""
    if name not in TITLES:
        raise KeyError(name)
    if name == "system-card":
        return _system_card()
    return (_PAGES / f"{name}.md").read_text("utf-8").replace("{preamble}", PREAMBLE.rstrip())


def picture(name: str) -> bytes:
    """A picture of the pages, as SVG. Raises KeyError for one that is not there."""
    if name not in PICTURES:
        raise KeyError(name)
    return (_PAGES / f"{name}.svg").read_bytes()


@cache
def page(name: str) -> str:
    """A page as HTML of its own, without scripts. Raises KeyError for one that is not there."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("fence", _fence)
    links = " · ".join(f'<a href="/docs/guide/{key}">{escape(title)}</a>' for key, title in TITLES.items())
    frame = (_PAGES / "frame.html").read_text("utf-8")
    return frame.format(title=escape(TITLES[name]), links=links, content=markdown.render(source(name)))


@cache
def card() -> dict[str, Any]:
    """The system card without what changes by installation: texts by language."""
    kept: dict[str, Any] = json.loads(files("api.operations").joinpath("system-card.json").read_text("utf-8"))
    return kept


def _fence(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    content = command(token.info, token.content) if is_request(token.info) else token.content
    return f'<pre tabindex="0"><code>{escape(content)}</code></pre>\n'


def _system_card() -> str:
    told = card()
    parts = ["# System card", "What an installation runs with at this moment is in `GET /v1/system-card`."]
    for name, title in _PARTS_OF_THE_CARD.items():
        found = told[name] if isinstance(told[name], list) else [told[name]]
        parts += [f"## {title}", *(f"{text['en']}\n\n*{text['nl']}*" for text in found)]
    return "\n\n".join(parts) + "\n"
