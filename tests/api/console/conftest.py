"""The pages over a real database, and browsers without a screen that visit them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import playwright.sync_api as playwright
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.db import Database
from api.organisations.service import add_organisation
from api.settings import Settings
from api.tables import Role
from tests.api.console.browsing import CHROMIUM, ENOUGH, Served, Visitor
from tests.api.serving import serving

WIDTHS = {
    "phone": playwright.ViewportSize(width=360, height=780),
    "desktop": playwright.ViewportSize(width=1200, height=900),
}
WALKS = [("nl", "phone"), ("en", "desktop")]
if os.environ.get("SKILLSCV_ALL_WALKS"):
    WALKS += [("nl", "desktop"), ("en", "phone")]
"""Each language and each width once; all pairs take minutes more, and are walked where that variable is set."""
PEOPLE = ("kade-001", "kade-002", "kade-006", "kade-010", "kade-017")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    # No longer than its module: its event loop would stand in the way of every later test that starts one.
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    url = f"sqlite:///{shutil.copy(_sqlite_template, folder / 'skillscv.db')}"
    organisations = (
        ("Talentkade Overlaar", Role.PLATFORM),
        ("Van Daalen Distributie", Role.EMPLOYER),
        ("Buurtzorg Overlaar", Role.EMPLOYER),
    )
    database = Database(url)
    with database.writing() as session:
        keys = [add_organisation(session, name, role, "Overlaar werkt")[1] for name, role in organisations]
    database.dispose()
    with serving(url, folder / "log", console="true") as (_, base):
        found = Served(base, *keys)
        for name in PEOPLE:
            found.submitted(name)
        yield found


@pytest.fixture(params=WALKS, ids="-".join)
def visitor(request: pytest.FixtureRequest, browser: playwright.Browser, served: Served) -> Iterator[Visitor]:
    language, width = request.param
    with visiting(browser, served, language, WIDTHS[width], script=False) as found:
        yield found


@pytest.fixture
def scripted(browser: playwright.Browser, served: Served) -> Iterator[Visitor]:
    with visiting(browser, served, "nl", WIDTHS["phone"], script=True) as found:
        yield found


@contextmanager
def visiting(
    browser: playwright.Browser, served: Served, language: str, window: playwright.ViewportSize, *, script: bool
) -> Iterator[Visitor]:
    """Fails a test whose pages break the policy, ask another host, or are hard to use."""
    context = browser.new_context(viewport=window, java_script_enabled=script, locale=f"{language}-NL")
    page = context.new_page()
    page.set_default_timeout(ENOUGH)
    found = Visitor(page, served, language)
    page.on("console", lambda message: found.heard.append(message.text) if "400" not in message.text else None)
    page.on("request", lambda sent: found.heard.append(sent.url) if "127.0.0.1" not in sent.url else None)
    yield found
    context.close()
    assert found.heard == []
