"""The pages over a real database, and browsers without a screen that visit them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import playwright.sync_api as playwright
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.settings import Settings
from tests.api.console.browsing import CHROMIUM


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, background_jobs=False, allow_private_webhooks=True, console=True)


@dataclass
class Browser:
    """Keeps cookies, follows redirects, and sends forms with the token of the page they stand on."""

    client: TestClient

    def get(self, path: str = "/", **query: Any) -> Response:
        response: Response = self.client.get(f"/console{path}", params=query)
        return response

    def send(self, path: str, page: str | None = None, **fields: Any) -> Response:
        """Sends a form to ``path`` that stands on ``page``, with the fields that page hides in it."""
        given = self._hidden(path if page is None else page) | fields
        response: Response = self.client.post(f"/console{path}", data=given)
        return response

    def upload(self, path: str, files: dict[str, bytes], **fields: Any) -> Response:
        """Sends a form that holds files."""
        named = {name: ("cv-of-somebody.exe", content) for name, content in files.items()}
        response: Response = self.client.post(f"/console{path}", data=self._hidden(path) | fields, files=named)
        return response

    def _hidden(self, page: str) -> dict[str, Any]:
        hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]+)"', self.get(page).text))
        assert "csrf" in hidden
        return {name: unescape(value) for name, value in hidden.items()}

    def sign_in(self, key: str) -> Response:
        return self.send("/", key=key)


@pytest.fixture
def browse(client: TestClient) -> Iterator[Callable[[str], Browser]]:
    """Somebody signed in with a key or token: ``browse(key)``."""
    opened = []

    def open_with(key: str = "") -> Browser:
        visitor = TestClient(client.app, base_url="https://testserver", raise_server_exceptions=False)
        opened.append(visitor)
        browser = Browser(visitor)
        if key:
            assert browser.sign_in(key).status_code == 200
        return browser

    yield open_with
    for visitor in opened:
        visitor.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()
