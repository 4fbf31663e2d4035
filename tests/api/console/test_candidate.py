"""The way of a candidate through the pages, with forms alone."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.api.world import OTHER_STORY, STORY, Caller, vacancy

Browse = Callable[..., Any]
PAGES = (
    "/me",
    "/me/story",
    "/me/vacancies",
    "/me/referrals",
    "/me/consents",
    "/me/views",
    "/me/objections",
    "/me/erasure",
    "/me/answers",
    "/me/print",
)


@pytest.fixture
def person(submit: Callable[..., Caller]) -> Caller:
    return submit("a", f"Ik ben Fatima el Amrani, 58 jaar. {STORY} Ik ben communicatief sterk.")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_in_both_languages_and_says_what_it_is_for(
    browse: Browse, person: Caller, language: str
) -> None:
    browser = browse(person.key)
    browser.send("/language", page="/me", language=language, back="/console/me")
    for path in PAGES:
        page = browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert len(re.findall("<h1>", page.text)) == 1
        assert re.search(r'<p class="purpose">[^<]{20,}</p>', page.text)
        for field in re.findall(r'<(?:textarea|select|input) id="([^"]+)"', page.text):
            assert f'for="{field}"' in page.text, (path, field)


def test_own_words_are_marked_and_what_was_hidden_is_explained(browse: Browse, person: Caller) -> None:
    page = browse(person.key).get("/me").text
    assert "<mark>" in page
    assert "Verteld: een situatie waarin het is gedaan." in page
    assert "Fatima" not in page
    assert '<span class="mask">[name]</span>' in page
    assert 'id="skill-1"' in page
    assert 'href="#skill-1"' in page
    assert "removals" in page


def test_a_refuted_skill_counts_nowhere_and_the_page_says_so(browse: Browse, person: Caller) -> None:
    page = browse(person.key).send("/me/skills/planning", page="/me", decision="refute")
    assert "weersproken" in page.text
    skills = {skill["id"]: skill for skill in person.get(f"/skillscvs/{person.id}").json()["skills"]}
    assert skills["planning"]["decision"] == "rejected"


def test_a_skill_that_was_not_read_is_no_address(browse: Browse, person: Caller) -> None:
    page = browse(person.key).send("/me/skills/..%2F..%2Fconsents", page="/me", decision="confirm")
    assert page.status_code in {200, 404}
    assert all(skill["decision"] is None for skill in person.get(f"/skillscvs/{person.id}").json()["skills"])


def test_a_story_is_tried_out_and_then_added(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    story = (
        "Toen de geluidsinstallatie op de buurtfeestdag uitviel heb ik met drie buren een oude versterker gerepareerd."
    )
    before = person.get(f"/skillscvs/{person.id}").json()["sections"]
    tried = browser.send("/me/story", do="try", hobby=story, spoken_in="nl")
    assert story in tried.text
    assert person.get(f"/skillscvs/{person.id}").json()["sections"] == before
    added = browser.send("/me/story", do="add", hobby=story, spoken_in="nl")
    assert added.url.path == "/console/me"
    kept = person.get(f"/skillscvs/{person.id}").json()["sections"]
    assert kept == [*before, {"kind": "hobby", "text": story}]


def test_consents_are_withdrawn_and_given_again(browse: Browse, person: Caller, employer: Caller) -> None:
    browser = browse(person.key)
    given = person.get("/consents").json()["items"]
    browser.send(f"/me/consents/{given[0]['id']}/withdrawal", page="/me/consents")
    assert person.get("/consents").json()["items"][0]["withdrawnAt"]
    page = browser.send("/me/consents", purpose="matching", organisation=employer.id)
    assert "Employer" in page.text
    assert person.get("/consents").json()["items"][-1]["organisationId"] == employer.id


def test_from_vacancies_by_reasons_and_a_step_to_an_application(
    browse: Browse, person: Caller, employer: Caller
) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    browser = browse(person.key)
    run = browser.send("/me/vacancies")
    assert made["title"] in run.text
    place = browser.get(f"{run.url.path.removeprefix('/console')}/{made['id']}")
    assert "<meter" in place.text
    applied = browser.send("/me/applications", page="/me/vacancies", vacancy=made["id"])
    assert applied.url.path == "/console/me/referrals"
    (application,) = person.get("/applications").json()["items"]
    withdrawn = browser.send(f"/me/applications/{application['id']}/withdrawal", page="/me/referrals")
    assert withdrawn.status_code == 200
    assert person.get("/applications").json()["items"][0]["state"] == "withdrawn"


@pytest.mark.parametrize(("answer", "state"), [("yes", "offered"), ("no", "revoked")])
def test_a_referral_waits_for_yes_or_no(
    browse: Browse, person: Caller, employer: Caller, other_employer: Caller, answer: str, state: str
) -> None:
    here, there = (one.post("/vacancies", vacancy()).json() for one in (employer, other_employer))
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    wish = {"applicationId": application["id"], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish).json()
    browser = browse(person.key)
    assert "Other employer" in browser.get("/me/referrals").text
    browser.send(f"/me/referrals/{referral['id']}", page="/me/referrals", answer=answer)
    assert person.get(f"/referrals/{referral['id']}").json()["state"] == state


def test_who_saw_me_is_told_in_words(browse: Browse, person: Caller, employer: Caller) -> None:
    employer.get(f"/skillscvs/{person.id}")
    page = browse(person.key).get("/me/views").text
    assert "Employer" in page
    assert "bekeken" in page


def test_who_did_something_is_told_from_who_heard_of_it(browse: Browse, person: Caller, employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    employer.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id})
    page = browse(person.key).get("/me/views").text
    rows = [re.sub("<[^>]+>", "|", row) for row in page.split("<tr>")]
    (row,) = [row for row in rows if "voorgedragen" in row]
    assert row.index("Employer") < row.index("voorgedragen") < row.index("Talent pool")


def test_a_wrong_removal_and_an_objection_reach_a_person(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    removal = person.get(f"/skillscvs/{person.id}").json()["redactions"][0]
    fields = {"section": removal["section"], "type": removal["type"], "text": "Dit is een merk."}
    assert browser.send("/me/removals", page="/me", **fields).url.path == "/console/me/objections"
    browser.send("/me/objections", text="Dit klopt niet.")
    kept = person.get("/objections").json()["items"]
    assert [item["redaction"] is None for item in kept] == [False, True]


def test_everything_is_taken_along_and_erased_only_when_sure(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    for form in ("native", "jsonresume"):
        taken = browser.get(f"/me/export/{form}")
        assert taken.headers["content-disposition"].startswith("attachment")
        assert taken.json()
    browser.send("/me/erasure")
    assert person.get("/me").status_code == 200
    gone = browser.send("/me/erasure", sure="yes")
    assert gone.url.path == "/console/"
    assert person.get("/me").status_code == 401


def test_sending_a_form_twice_has_one_effect(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    for _ in range(2):
        browser.send("/me/objections", text="Dit klopt niet.", once="the-form")
    assert len(person.get("/objections").json()["items"]) == 1


def test_a_document_comes_into_the_form_without_what_is_hidden_and_is_kept_when_added(
    browse: Browse, person: Caller
) -> None:
    browser = browse(person.key)
    before = person.get(f"/skillscvs/{person.id}").json()["sections"]
    text = f"Hobby\nIk ben Noor Verbeek. {OTHER_STORY}"
    tried = browser.upload("/me/story", {"file": text.encode()}, do="try", work="Ik plan de ritten.", spoken_in="nl")
    assert tried.status_code == 200
    assert "Verbeek" not in tried.text
    told = re.search(r'<textarea id="hobby"[^>]*>\n(.*?)</textarea>', tried.text, re.DOTALL)
    assert told
    assert "pupillen" in told[1]
    assert "Ik plan de ritten." in tried.text
    assert person.get(f"/skillscvs/{person.id}").json()["sections"] == before
    browser.send("/me/story", do="replace", hobby=unescape(told[1]), spoken_in="nl")
    kept = person.get(f"/skillscvs/{person.id}").json()["sections"]
    assert [section["kind"] for section in kept] == ["hobby"]
    assert kept[0]["text"] == unescape(told[1])


def test_a_document_beside_add_is_shown_first(browse: Browse, person: Caller) -> None:
    before = person.get(f"/skillscvs/{person.id}").json()["sections"]
    page = browse(person.key).upload("/me/story", {"file": OTHER_STORY.encode()}, do="add", spoken_in="nl")
    assert page.url.path == "/console/me/story"
    assert person.get(f"/skillscvs/{person.id}").json()["sections"] == before


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x89PNG\r\n\x1a\n", "geen PDF"), (b"%PDF-1.7 cut off", "niet worden gelezen"), (b"x" * 100_001, "te lang")],
    ids=["picture", "broken", "long"],
)
def test_a_document_that_cannot_be_read_is_told_in_words_and_the_rest_stays(
    browse: Browse, person: Caller, content: bytes, said: str
) -> None:
    page = browse(person.key).upload("/me/story", {"file": content}, do="try", work="Ik plan de ritten.")
    assert page.status_code == 400
    assert said in page.text
    assert 'role="alert"' in page.text
    assert "Ik plan de ritten." in page.text


def test_the_printed_page_leaves_out_what_was_refuted(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    assert "Plannen en organiseren" in browser.get("/me/print").text
    browser.send("/me/skills/planning", page="/me", decision="refute")
    assert "Plannen en organiseren" not in browser.get("/me/print").text


def test_voluntary_answers_are_kept_and_taken_back(browse: Browse, person: Caller) -> None:
    browser = browse(person.key)
    browser.send("/me/answers", ageBand="55-64", gender="", background="europe")
    assert person.get("/me/demographics").json() == {"ageBand": "55-64", "gender": None, "background": "europe"}
    assert '<option value="55-64" selected>' in browser.get("/me/answers").text
    browser.send("/me/answers", ageBand="", gender="", background="")
    assert set(person.get("/me/demographics").json().values()) == {None}


def test_one_objects_to_a_match_run_one_stands_in(browse: Browse, person: Caller, employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    browser = browse(person.key)
    page = browser.get("/me/views").text
    assert f"/console/me/objections?run={run['id']}" in page
    assert "<meter" in browser.get(f"/me/vacancies/{run['id']}/{made['id']}").text
    browser.send("/me/objections", text="Mijn hobby telt niet mee.", run=run["id"])
    assert person.get("/objections").json()["items"][0]["matchRunId"] == run["id"]
