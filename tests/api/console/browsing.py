"""What the browser tests share: a service with a small community, and a visitor who clicks and looks."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Locator, Page

from api.console.language import translations
from api.db import now
from tests.api.console.accessibility import complaints

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDS_CHROMIUM: Final = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: install the package 'chromium'"
)
ROOT: Final = Path(__file__).resolve().parents[3]
EXAMPLES: Final = ROOT / "openapi" / "examples"
PICTURES: Final = ROOT / "build" / "console"
ENOUGH: Final = 180_000
"""Milliseconds for a page on a busy machine."""


def example(kind: str, name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((EXAMPLES / kind / f"{name}.json").read_text("utf-8"))
    return body


@dataclass
class Served:
    """A running service, and the keys of a platform and two employers."""

    base: str
    platform: str
    employer: str
    other: str

    def call(self, key: str, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx2.request(method, f"{self.base}/v1{path}", json=body, headers=headers, timeout=ENOUGH / 1000)
        assert answer.is_success, answer.text
        return answer.json()

    def submitted(self, name: str) -> dict[str, Any]:
        """An example as somebody new, with their token in ``candidateToken``."""
        body = example("skillscvs", name) | {"externalRef": f"{name}-{uuid4().hex[:4]}"}
        for consent in body["consents"]:
            consent["grantedAt"] = now().isoformat()
        made: dict[str, Any] = self.call(self.platform, "POST", "/skillscvs", body)
        return made

    def vacancy(self, key: str, name: str) -> dict[str, Any]:
        body = example("vacancies", name) | {"externalRef": uuid4().hex[:8], "visibility": "community"}
        made: dict[str, Any] = self.call(key, "POST", "/vacancies", body)
        return made


@dataclass
class Visitor:
    """Somebody at a browser window; ``says`` gives the English of the templates in their language."""

    page: Page
    served: Served
    language: str
    heard: list[str] = field(default_factory=list)

    def says(self, sentence: str) -> str:
        return translations(self.language).gettext(sentence)

    def enter(self, key: str) -> None:
        self.page.goto(f"{self.served.base}/console/")
        self.page.get_by_label(self.says("Your key or token")).fill(key)
        self.follow(self.button("Sign in"))

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """The first button in the content with these words, whole or at the beginning of its name."""
        return (within or self.page.get_by_role("main")).get_by_role("button", name=self.says(name)).first

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=self.says(name)).first

    def press(self, name: str, within: Locator | None = None) -> None:
        self.follow(self.button(name, within))

    def open(self, name: str) -> None:
        """A page of the navigation."""
        self.follow(self.page.get_by_role("navigation").get_by_role("link", name=self.says(name), exact=True))

    def unfold(self, summary: str) -> None:
        self.page.get_by_text(self.says(summary), exact=True).first.click()

    def follow(self, element: Locator) -> None:
        """Clicks and waits for the next page with its stylesheet: a click alone may return before that."""
        with self.page.expect_navigation(timeout=ENOUGH):
            element.click()

    def look(self, name: str) -> None:
        """Leaves a picture of a page that is whole, accessible, in the right language and no wider than the window."""
        size = self.page.viewport_size
        assert size is not None
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.language}-{size['width']}.png", full_page=True)
        self.heard += [f"{name}: {complaint}" for complaint in complaints(self.page)]
