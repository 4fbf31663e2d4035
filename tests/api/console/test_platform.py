"""The pages of an organisation about itself: people, keys, imports, webhooks, fairness and the log."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.world import Caller, submission, vacancy

Browse = Callable[..., Any]
PAGES = ("/people", "/imports", "/referrals", "/organisation", "/webhooks", "/fairness", "/audit-log", "/system-card")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_empty_in_both_languages(browse: Browse, platform: Caller, language: str) -> None:
    browser = browse(platform.key)
    browser.send("/language", page="/people", language=language, back="/console/people")
    for path in PAGES:
        page = browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert re.search(r'<p class="purpose">[^<]{20,}</p>', page.text)


def test_lines_are_imported_and_what_is_wrong_is_told_by_line(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    lines = "\n".join([json.dumps(submission("a")), "{", json.dumps(submission("b"))])
    page = browser.send("/imports", lines=lines)
    assert page.status_code == 200
    assert re.search(r'<td class="number">2</td>', page.text)
    people = browser.get("/people").text
    assert people.count("/console/people/") == 2
    made = platform.get("/skillscvs").json()["items"][0]
    assert "<mark>" in browser.get(f"/people/{made['id']}").text


def test_a_key_is_issued_shown_once_and_revoked(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    page = browser.send("/organisation/keys", page="/organisation", name="<b>kassa</b>")
    found = re.search(r"<code>(skc_[\w-]{40,})</code>", page.text)
    assert found
    assert "<b>" not in page.text
    assert found[1] not in browser.get("/organisation").text
    made = next(key for key in platform.get("/api-keys").json()["items"] if key["name"] == "<b>kassa</b>")
    browser.send(f"/organisation/keys/{made['id']}/revocation", page="/organisation")
    assert Caller(platform.client, platform.id, found[1]).get("/skills").status_code == 401


def test_deliveries_are_shown_and_sent_again(browse: Browse, platform: Caller) -> None:
    platform.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"})
    platform.post("/skillscvs", submission("a"))
    browser = browse(platform.key)
    assert "http://127.0.0.1:9/hook" in browser.get("/webhooks").text
    (endpoint,) = platform.get("/webhook-endpoints").json()["items"]
    deliveries = platform.get(f"/webhook-endpoints/{endpoint['id']}/deliveries").json()["items"]
    page = browser.send(f"/webhooks/deliveries/{deliveries[0]['id']}/replay", page="/webhooks")
    assert page.status_code in {200, 409}


def test_twins_are_read_and_ratios_shown(browse: Browse, employer: Caller, submit: Callable[..., Caller]) -> None:
    submit("a").call("PUT", "/me/demographics", json={"ageBand": "55-64"})
    made = employer.post("/vacancies", vacancy()).json()
    employer.post(f"/vacancies/{made['id']}/match-runs")
    browser = browse(employer.key)
    twins = browser.send("/fairness", vacancy=made["id"], people="1")
    assert "tweelingen van 1 mensen" in twins.text
    ratios = browser.get("/fairness", vacancy=made["id"], attribute="ageBand")
    assert ratios.status_code == 200
    assert "55-64" in ratios.text


def test_the_log_says_that_its_chain_is_whole(browse: Browse, platform: Caller, submit: Callable[..., Caller]) -> None:
    submit("a")
    page = browse(platform.key).get("/audit-log").text
    assert "is heel" in page
    assert "ingediend" in page
