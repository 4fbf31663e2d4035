"""The guide: pages for those who connect, run and administer the service, kept as Markdown beside this module."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from markdown_it import MarkdownIt

_PAGES: Final = files("api.operations") / "pages"
TITLES: Final = {
    "index": "Guide",
    "quick-start": "Quick start",
    "concepts": "Concepts",
    "cookbook": "Cookbook",
    "score": "How a score comes about",
    "running": "Running it",
    "privacy": "Privacy and security",
}


def source(name: str) -> str:
    """The Markdown of a page. Raises KeyError for one that is not there."""
    if name not in TITLES:
        raise KeyError(name)
    return (_PAGES / f"{name}.md").read_text("utf-8")


@cache
def page(name: str) -> str:
    """A page as HTML of its own, without scripts. Raises KeyError for one that is not there."""
    content = MarkdownIt("commonmark", {"html": False}).enable("table").render(source(name))
    links = " · ".join(f'<a href="/docs/guide/{key}">{escape(title)}</a>' for key, title in TITLES.items())
    return (_PAGES / "frame.html").read_text("utf-8").format(title=escape(TITLES[name]), links=links, content=content)
