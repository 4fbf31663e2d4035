"""An accessibility check of our own: what a program can tell of WCAG 2.2 AA. It does not replace a person, nor axe."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

_RULES: Final = Path(__file__).with_name("accessibility.js").read_text("utf-8")


def complaints(page: Page) -> list[str]:
    """What is wrong with a page in a light and in a dark window; its script may be off."""
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {complaint}" for complaint in page.evaluate(_RULES)]
    return found
