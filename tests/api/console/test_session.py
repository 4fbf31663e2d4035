"""The way in, and what no page can be made to do: forged forms, other people's data, foreign script."""

import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.console.language import LANGUAGES, translations
from api.console.rendering import POLICY, TEMPLATES, environment
from api.console.session import COOKIE
from tests.api.world import Caller, vacancy

Browse = Callable[..., Any]
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


def test_the_pages_are_off_unless_a_setting_says_otherwise() -> None:
    from api.settings import Settings

    assert not Settings.model_fields["console"].default


def test_the_address_without_slash_leads_to_the_entrance(browse: Browse) -> None:
    page = browse().get("")
    assert page.status_code == 200
    assert page.url.path == "/console/"


def test_every_page_of_somebody_asks_to_sign_in_first(browse: Browse) -> None:
    for path in ("/me", "/vacancies", "/people", "/fairness", "/system-card"):
        page = browse().get(path)
        assert page.url.path == "/console/"
        assert "said=sign-in-first" in str(page.url)


@pytest.mark.parametrize("key", ["", "wrong", "skc_" + "x" * 43, "skt_Ω", "a b", "x" * 500])
def test_a_wrong_key_is_told_in_words_and_opens_nothing(browse: Browse, key: str) -> None:
    browser = browse()
    page = browser.sign_in(key)
    assert page.status_code in {400, 401}
    assert 'role="alert"' in page.text
    assert "said=sign-in-first" in str(browser.get("/me").url)


def test_the_cookie_is_sealed_strict_and_of_these_pages_only(browse: Browse, employer: Caller) -> None:
    browser = browse()
    browser.sign_in(employer.key)
    page = browser.send("/language", language="en", back="/console/vacancies")
    assert page.url.path == "/console/vacancies"
    said = next(answer.headers["set-cookie"] for answer in page.history if "set-cookie" in answer.headers)
    assert {"HttpOnly", "Path=/console", "SameSite=strict", "Secure"} <= set(said.split("; "))
    assert employer.key not in said


def test_plain_http_keeps_a_session_on_this_machine_only(client: TestClient) -> None:
    here = TestClient(client.app, base_url="http://localhost")
    away = TestClient(client.app, base_url="http://example.org")
    assert "Secure" not in here.get("/console/").headers["set-cookie"]
    assert "Secure" in away.get("/console/").headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "wrong", "Ω"])
def test_a_form_without_this_sessions_token_does_nothing(browse: Browse, employer: Caller, token: str) -> None:
    browser = browse(employer.key)
    fields = {"csrf": token, "title": "Kok", "text": "Je kookt."}
    assert browser.client.post("/console/vacancies/new", data=fields).status_code == 403
    assert employer.get("/vacancies").json()["items"] == []


def test_a_form_that_a_browser_says_is_of_another_site_does_nothing(browse: Browse, employer: Caller) -> None:
    browser = browse(employer.key)
    browser.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert browser.send("/vacancies/new", page="/vacancies", title="Kok", text="Je kookt.").status_code == 403
    assert employer.get("/vacancies").json()["items"] == []


def test_a_cookie_changed_by_one_character_is_nobodys(browse: Browse, employer: Caller) -> None:
    browser = browse(employer.key)
    sealed = browser.client.cookies[COOKIE]
    browser.client.cookies.clear()
    browser.client.cookies.set(COOKIE, sealed[:-5] + ("A" if sealed[-5] != "A" else "B") + sealed[-4:])
    assert "said=sign-in-first" in str(browser.get("/vacancies").url)


def test_a_revoked_key_ends_the_session(browse: Browse, employer: Caller) -> None:
    made = employer.post("/api-keys", {"name": "pages"}).json()
    browser = browse(made["key"])
    assert employer.delete(f"/api-keys/{made['id']}").status_code == 204
    page = browser.get("/vacancies")
    assert "said=ended" in str(page.url)
    assert COOKIE in browser.client.cookies


def test_nobody_is_led_elsewhere_after_a_form(browse: Browse) -> None:
    for back in ("https://example.org/", "//example.org", "/console/\\example.org", "/console/../v1"):
        page = browse().send("/language", page="/", language="en", back=back)
        assert page.url.host == "testserver"


def test_other_organisations_things_are_a_page_that_is_not_there(
    browse: Browse, employer: Caller, stranger: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    browser = browse(stranger.key)
    for path in (
        f"/vacancies/{made['id']}",
        f"/match-runs/{run['id']}",
        f"/match-runs/{run['id']}/people/{person.id}",
        f"/match-runs/{run['id']}/people/{person.id}/kit",
        f"/people/{person.id}",
        "/vacancies/not-an-id",
        "/nothing-here",
    ):
        page = browser.get(path)
        assert page.status_code == 404, path
        assert page.headers["content-type"].startswith("text/html")


def test_a_candidates_token_opens_no_organisations_page(browse: Browse, submit: Callable[..., Caller]) -> None:
    browser = browse(submit("a").key)
    for path in ("/organisation", "/people", "/audit-log"):
        assert browser.get(path).status_code == 403


def tags(page: str) -> dict[str, set[str]]:
    """The names of the attributes of each tag, as a browser's parser finds them."""
    found: dict[str, set[str]] = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.setdefault(tag, set()).update(name for name, _ in attrs)

    Parser().feed(page)
    return found


ODD = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" autofocus onfocus="alert(1)',
    "template": "{{ 7 * 7 }}{% include 'frame.html' %}",
    "right to left": "أنا أعمل مع المتطوعين \u202e كل يوم",
    "long": "Ik plan roosters voor vrijwilligers. " * 1352,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_is_shown_harmlessly(browse: Browse, employer: Caller, text: str) -> None:
    page = browse(employer.key).send("/vacancies/new", title=text[:300], text=text, language="nl")
    assert page.status_code == 200
    assert "said=vacancy-made" in str(page.url)
    assert not {"script", "img"} & tags(page.text).keys()
    assert not [
        name for names in tags(page.text).values() for name in names if name.startswith("on") and name != "once"
    ]
    assert 'dir="auto"' in page.text


def test_a_long_story_is_read_or_told_to_be_too_long(browse: Browse, submit: Callable[..., Caller]) -> None:
    browser = browse(submit("a").key)
    page = browser.send(
        "/me/story", do="try", hobby="<script>x</script> " + "Ik bouw vliegers. " * 2778, spoken_in="nl"
    )
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert browser.send("/me/story", do="try", hobby="x" * 100_001).status_code == 400
    assert browser.send("/me/story", do="try").status_code == 400


def test_no_page_has_style_or_script_of_its_own_and_all_carry_the_policy(browse: Browse, employer: Caller) -> None:
    browser = browse(employer.key)
    for path in ("/", "/vacancies", "/vacancies/new", "/fairness", "/organisation", "/nothing-here"):
        page = browser.get(path)
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["cache-control"] == "no-store"
    assert "unsafe" not in POLICY
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?! src)|<style|\sstyle=|\son[a-z]+=|javascript:|https?://|\|\s*safe", text), (
            template.name
        )
    assert "url(" not in (TEMPLATES.parent / "static" / "console.css").read_text("utf-8")


def test_the_stylesheet_is_served_from_here(browse: Browse) -> None:
    found = browse().get("/static/console.css")
    assert found.headers["content-type"].startswith("text/css")


def test_the_one_script_is_htmx_as_it_was_published(browse: Browse) -> None:
    """The sum is that of ``dist/htmx.min.js`` in the package of this version; the licence lies beside it."""
    found = browse().get("/static/htmx-2.0.11.min.js")
    assert hashlib.sha256(found.content).hexdigest() == HTMX
    assert "javascript" in found.headers["content-type"]
    assert "Zero-Clause BSD" in browse().get("/static/htmx-2.0.11.LICENSE").text
    written = "".join(template.read_text("utf-8") for template in TEMPLATES.glob("*.html"))
    assert re.findall(r"<script[^>]*>", written) == ['<script src="{{ here }}/static/htmx-2.0.11.min.js" defer>']


def sentences() -> set[str]:
    english = environment("en")
    return {
        message if isinstance(message, str) else message[0]
        for template in TEMPLATES.glob("*.html")
        for _, _, message in english.extract_translations(template.read_text("utf-8"))  # type: ignore[attr-defined]
    }


def test_every_sentence_is_there_in_dutch_and_no_other_is_kept() -> None:
    catalogue = translations("nl")._catalog  # type: ignore[attr-defined]
    assert sentences() == {message for message in catalogue if message}
    assert all(catalogue.values())
    placeholder = re.compile(r"%\(\w+\)s")
    for message in sentences():
        assert sorted(placeholder.findall(message)) == sorted(placeholder.findall(catalogue[message])), message


def test_every_word_is_there_in_both_languages() -> None:
    import json

    for name in ("words.json", "questions.json", "prompts.json"):
        data = json.loads((TEMPLATES.parent / "data" / name).read_text("utf-8"))
        labels = list(labels_in(data))
        assert labels
        assert all(set(label) == set(LANGUAGES) and all(label.values()) for label in labels)


def labels_in(value: Any) -> Any:
    if isinstance(value, dict) and "nl" in value and isinstance(value["nl"], str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from labels_in(inner)


def test_nobody_is_rejected_in_any_text() -> None:
    folder = TEMPLATES.parent
    texts = [path.read_text("utf-8") for kind in ("*.html", "*.po", "*.json") for path in folder.rglob(kind)]
    shown = re.sub(r'"(skill\.)?rejected"|\|rejectattr\(', "", "\n".join(texts).lower())
    assert not re.search(r"afgewezen|afwijz|wijst af|reject|denied|dismiss", shown)


def test_the_core_skills_each_have_their_questions() -> None:
    import json

    from taxonomy.catalogue import load_catalogue

    kept = json.loads((TEMPLATES.parent / "data" / "questions.json").read_text("utf-8"))["skills"]
    assert set(kept) == set(load_catalogue().core)


def test_the_pages_are_not_in_the_api_document(app: Any) -> None:
    assert not [path for path in app.openapi()["paths"] if "console" in path]


def test_whose_key_it_is_can_be_asked(employer: Caller, platform: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    asked = {name: one.get("/caller").json() for name, one in (("e", employer), ("p", platform), ("c", person))}
    assert [(one["kind"], one["organisationId"]) for one in asked.values()] == [
        ("employer", employer.id),
        ("platform", platform.id),
        ("candidate", platform.id),
    ]
    assert asked["c"]["skillscvId"] == person.id
    assert "vacancies:write" in asked["e"]["scopes"]
