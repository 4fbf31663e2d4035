"""The pages of an organisation about itself: people, keys, imports, webhooks, fairness and the log."""

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.console.rendering import POLICY
from tests.api.world import Caller, submission, vacancy

Browse = Callable[..., Any]
PAGES = (
    "/people",
    "/imports",
    "/referrals",
    "/organisation",
    "/webhooks",
    "/fairness",
    "/audit-log",
    "/system-card",
    "/objections",
)


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


def test_a_webhook_address_is_added_rotated_paused_and_deleted(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    assert 'role="alert"' in browser.send("/webhooks", url="nowhere").text
    made = browser.send("/webhooks", url="http://127.0.0.1:9/hook")
    first = re.search(r"<code>(whsec_[^<]+)</code>", made.text)
    assert first
    assert first[1] not in browser.get("/webhooks").text
    (endpoint,) = platform.get("/webhook-endpoints").json()["items"]
    path = f"/webhooks/{endpoint['id']}"
    second = re.search(r"<code>(whsec_[^<]+)</code>", browser.send(f"{path}/rotation", page="/webhooks").text)
    assert second
    assert second[1] != first[1]
    for wish in ("disabled", "enabled"):
        browser.send(path, page="/webhooks", do=wish)
        assert platform.get("/webhook-endpoints").json()["items"][0]["status"] == wish
    browser.send(path, page="/webhooks", do="delete")
    assert platform.get("/webhook-endpoints").json()["items"] == []


def test_an_objection_is_answered_by_a_person(browse: Browse, platform: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = person.post("/objections", {"text": "Mijn hobby telt niet mee."}).json()
    browser = browse(platform.key)
    assert "Mijn hobby telt niet mee." in browser.get("/objections").text
    page = browser.send(f"/objections/{made['id']}", page="/objections", text="We lezen het opnieuw.")
    assert "We lezen het opnieuw." in page.text
    assert "We lezen het opnieuw." in browse(person.key).get("/me/objections").text


def test_a_token_for_a_person_is_shown_once_and_ends_the_one_before(
    browse: Browse, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    browser = browse(platform.key)
    page = browser.send(f"/people/{person.id}/token", page=f"/people/{person.id}")
    token = re.search(r"<code>(skt_[\w-]+)</code>", page.text)
    assert token
    assert Caller(platform.client, person.id, token[1]).get("/me").status_code == 200
    assert person.get("/me").status_code == 401


def test_a_key_is_issued_for_less(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    fields = {"name": "kiosk", "scope": ["catalogue:read", "skillscvs:read"]}
    browser.send("/organisation/keys", page="/organisation", **fields)
    made = next(key for key in platform.get("/api-keys").json()["items"] if key["name"] == "kiosk")
    assert set(made["scopes"]) == {"catalogue:read", "skillscvs:read"}


def test_a_file_of_lines_is_imported(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    lines = "\n".join(json.dumps(submission(ref)) for ref in ("a", "b"))
    page = browser.upload("/imports", {"file": lines.encode()})
    assert re.fullmatch(r"/console/imports/[0-9a-f-]{36}", page.url.path)
    assert "<li>opgeslagen 2</li>" in page.text


def test_a_large_file_in_a_form_never_touches_a_disk(
    browse: Browse, submit: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = browse(submit("a").key)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    page = browser.upload("/me/story", {"file": b"x" * 3_000_000}, do="try")
    assert page.status_code == 400
    assert "te lang" in page.text


def test_the_funnel_is_a_picture_under_the_policy_of_the_pages(browse: Browse, platform: Caller) -> None:
    browser = browse(platform.key)
    assert 'src="/console/fairness/funnel.svg"' in browser.get("/fairness").text
    plot = browser.get("/fairness/funnel.svg")
    assert plot.headers["content-type"].startswith("image/svg+xml")
    assert plot.headers["content-security-policy"] == POLICY
    assert "<svg" in plot.text


def test_the_last_runs_are_shown_with_what_their_twins_showed(
    browse: Browse, employer: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    page = browse(employer.key).get("/fairness").text
    assert f"/console/match-runs/{run['id']}" in page
    assert f'<td class="number">{run["invariance"]["twinsTested"]}</td>' in page
