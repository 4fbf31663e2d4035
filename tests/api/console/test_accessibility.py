"""The check that the browser tests use: a page with everything wrong, and one with nothing wrong."""

import pytest
from playwright.sync_api import Browser

from tests.api.console.accessibility import complaints
from tests.api.console.browsing import NEEDS_CHROMIUM

pytestmark = [pytest.mark.browser, NEEDS_CHROMIUM]
BAD_PAGE = """<!doctype html><html><head><title></title></head><body><div><h1>a</h1><h3>b</h3><input><button></button>
<a href="/x"></a><a href="/y" aria-label="other">seen</a><img src=x>
<p id=a style="color:#aaa;background:#fff">pale</p><p id=a>twice</p><a href="#none">on</a>
<table><tr><td>1</td></tr></table><meter></meter></div></body></html>"""


def test_the_accessibility_check_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(BAD_PAGE)
    found = "\n".join(complaints(page))
    page.close()
    for rule in ("language", "no title", "one main", "outside", "skipped", "no label", "no name", "no text"):
        assert rule in found, rule
    for rule in ("contrast", "used twice", "leads nowhere", "no headings", "pixels", "what is seen"):
        assert rule in found, rule


GOOD_PAGE = """<!doctype html><html lang="nl"><head><title>Goed</title>
<style>input, button { min-height: 30px }</style></head><body><header>SkillsCV</header>
<main><h1>Een</h1><h2>Twee</h2>
<form><label for="a">Naam</label><input id="a"><p><button>Verstuur dit</button></p></form>
<p style="color:#595959;background:#fff">Grijs, en leesbaar.</p></main><footer>Einde</footer></body></html>"""


def test_the_accessibility_check_leaves_a_good_page_alone(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(GOOD_PAGE)
    found = complaints(page)
    page.close()
    assert found == []
