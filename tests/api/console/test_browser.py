"""A real browser visits the pages: script off, at phone and desktop width. Pictures are left in ``build/console``."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from api.db import Database, now
from api.organisations.service import add_organisation
from api.tables import Role
from tests.api.serving import serving

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "openapi" / "examples"
PICTURES = ROOT / "build" / "console"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = {"phone": ViewportSize(width=360, height=780), "desktop": ViewportSize(width=1200, height=900)}
PEOPLE = ("kade-001", "kade-002", "kade-006", "kade-010", "kade-017")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install the package 'chromium'"),
]


@dataclass
class Served:
    base: str
    employer: str
    token: str


@pytest.fixture(scope="module")
def served(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    url = f"sqlite:///{shutil.copy(_sqlite_template, folder / 'skillscv.db')}"
    database, keys = Database(url), {}
    for name, role in (("Talentkade Overlaar", Role.PLATFORM), ("Van Daalen Distributie", Role.EMPLOYER)):
        with database.writing() as session:
            keys[role] = add_organisation(session, name, role, "Overlaar werkt")[1]
    database.dispose()
    with serving(url, folder / "log", console="true") as (_, base):
        tokens = [submitted(base, keys[Role.PLATFORM], name) for name in PEOPLE]
        yield Served(base, keys[Role.EMPLOYER], tokens[0])


def submitted(base: str, key: str, name: str) -> str:
    body: dict[str, Any] = json.loads((EXAMPLES / "skillscvs" / f"{name}.json").read_text("utf-8"))
    for consent in body["consents"]:
        consent["grantedAt"] = now().isoformat()
    answer = httpx2.post(f"{base}/v1/skillscvs", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    token: str = answer.json()["candidateToken"]
    return token


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Without script; fails a test whose page breaks the policy or does not fit its window."""
    context = browser.new_context(viewport=WIDTHS[request.param], java_script_enabled=False, locale="nl-NL")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("request", lambda sent: complaints.append(sent.url) if "127.0.0.1" not in sent.url else None)
    yield opened
    context.close()
    assert complaints == []


def enter(page: Page, served: Served, key: str) -> None:
    page.goto(f"{served.base}/console")
    page.get_by_label("Je sleutel of token").fill(key)
    follow(page.get_by_role("main").get_by_role("button", name="Inloggen"))


def follow(element: Locator) -> None:
    """Clicks and waits for the next page with its stylesheet: a click alone may return before the old page is left."""
    with element.page.expect_navigation():
        element.click()


def looked_at(page: Page, name: str) -> None:
    """Leaves a picture; nothing is wider than the window."""
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{size['width']}.png")


def test_a_candidate_reads_tries_out_and_looks_for_vacancies(page: Page, served: Served) -> None:
    enter(page, served, served.token)
    assert page.title() == "Mijn SkillsCV · SkillsCV"
    assert page.locator("mark").count() > 3
    looked_at(page, "candidate")
    for name in ("Nieuw verhaal", "Toestemmingen", "Wie zag mij", "Bezwaren", "Vacatures"):
        follow(page.get_by_role("navigation").get_by_role("link", name=name))
        assert page.locator("h1").count() == 1
        looked_at(page, name.lower().replace(" ", "-"))
    follow(page.get_by_role("navigation").get_by_role("link", name="Nieuw verhaal"))
    page.get_by_label("Hobby").fill("Ik repareerde met drie buren een kapotte versterker voor het buurtfeest.")
    follow(page.get_by_role("button", name="Zie wat er wordt gelezen"))
    assert page.get_by_role("heading", name="Dit wordt er gelezen").is_visible()
    follow(page.get_by_role("button", name="English"))
    assert page.get_by_role("heading", level=1, name="New story").is_visible()


def test_a_recruiter_pastes_a_vacancy_ranks_and_prints_a_kit(page: Page, served: Served) -> None:
    vacancy = json.loads((EXAMPLES / "vacancies" / "vandaalen-teamleider.json").read_text("utf-8"))
    enter(page, served, served.employer)
    follow(page.get_by_role("link", name="Nieuwe vacature"))
    page.get_by_label("Titel").fill(vacancy["title"])
    page.get_by_label("Tekst van de vacature").fill(vacancy["text"])
    follow(page.get_by_role("button", name="Lees deze vacature"))
    assert page.locator("tbody tr").count() > 0
    looked_at(page, "vacancy")
    follow(page.get_by_role("button", name="Zet mensen op volgorde van alleen vaardigheden"))
    assert page.locator("article svg").count() > 0
    looked_at(page, "ranking")
    follow(page.locator("article h2 a").first)
    looked_at(page, "person")
    follow(page.get_by_role("link", name="Interviewkit om af te drukken"))
    assert page.locator("article").count() > 0
    looked_at(page, "kit")
    for name in ("Eerlijkheid", "Organisatie", "Auditlog", "Webhooks", "Wat dit is"):
        follow(page.get_by_role("navigation").get_by_role("link", name=name))
        looked_at(page, name.lower().replace(" ", "-"))


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page, served: Served) -> None:
    page.goto(f"{served.base}/console/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    assert focused.bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
