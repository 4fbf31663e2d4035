"""The way of a recruiter through the pages, from a pasted text to a referral."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.matches.batches import work_off
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy

Browse = Callable[..., Any]
TEXT = "Wij zijn een jong team. Je plant roosters voor vrijwilligers en lost problemen op."


def test_a_pasted_text_becomes_requirements_and_its_wording_is_pointed_at(browse: Browse, employer: Caller) -> None:
    browser = browse(employer.key)
    page = browser.send("/vacancies/new", title="Planner", text=TEXT, language="nl", visibility="community")
    assert '<mark class="lint">' in page.text
    (made,) = employer.get("/vacancies").json()["items"]
    path = f"/vacancies/{made['id']}"
    found = browser.get(path, find="onderhandelen")
    assert 'value="negotiation"' in found.text
    fields = {"skill": ["planning"], "weight-planning": "5", "level-planning": "2", "need-planning": "must"}
    browser.send(f"{path}/requirements", page=path, add="negotiation", **fields)
    kept = employer.get(path).json()["requirements"]
    assert {(one["skillId"], one["weight"], one["need"]) for one in kept} == {
        ("planning", 5, "must"),
        ("negotiation", 3, "nice"),
    }
    dropped = {**fields, "drop-planning": "yes"}
    browser.send(f"{path}/requirements", page=path, add="negotiation", **dropped)
    assert [one["skillId"] for one in employer.get(path).json()["requirements"]] == ["negotiation"]
    worded = browser.send(f"{path}/wording", page=path, title="Planner", text=TEXT.replace("jong ", "hecht "))
    assert '<mark class="lint">' not in worded.text


def test_a_form_thought_out_for_an_older_version_changes_nothing(browse: Browse, employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy())
    path = f"/vacancies/{made.json()['id']}"
    browser = browse(employer.key)
    first = browser.send(f"{path}/wording", page=path, title="Planner", text=TEXT)
    assert "said=wording-kept" in str(first.url)
    late = browser.send(f"{path}/wording", page=path, title="Iets anders", text=TEXT, version=made.headers["ETag"])
    assert late.status_code == 412
    assert "intussen veranderd" in late.text
    assert employer.get(path).json()["title"] == "Planner"


def test_what_is_missing_in_a_new_vacancy_is_told_and_the_rest_kept(browse: Browse, employer: Caller) -> None:
    page = browse(employer.key).send("/vacancies/new", title=" ", text=TEXT)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert TEXT in page.text


def test_from_a_run_to_a_person_their_kit_and_two_side_by_side(
    browse: Browse, employer: Caller, submit: Callable[..., Caller]
) -> None:
    planner, coach = submit("planner", STORY), submit("coach", OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    browser = browse(employer.key)
    run = browser.send(f"/vacancies/{made['id']}/runs", page=f"/vacancies/{made['id']}", limit="10")
    assert "<svg" in run.text
    assert run.text.index("planner") < run.text.index("coach")
    path = run.url.path.removeprefix("/console")
    verified = browser.send(f"{path}/verification", page=path)
    assert "said=run-verified" in str(verified.url)
    person = browser.get(f"{path}/people/{planner.id}")
    assert "<mark>" in person.text
    assert "<meter" in person.text
    feedback = browser.send(f"{path}/people/{planner.id}/feedback", page=f"{path}/people/{planner.id}", useful="yes")
    assert "said=feedback-kept" in str(feedback.url)
    kit = browser.get(f"{path}/people/{coach.id}/kit")
    assert "Vertel over iets wat u van begin tot eind hebt georganiseerd." in kit.text
    assert kit.text.count("1 · 2 · 3 · 4 · 5") == len(made["requirements"])
    both = browser.get(f"{path}/comparison", who=[planner.id, coach.id])
    assert both.status_code == 200
    assert both.text.count("<section>") == 2
    assert browser.get(f"{path}/comparison", who=[planner.id, uuid4()]).status_code == 404


@pytest.mark.parametrize("chosen", [[], [0], [0, 0], [0, 1, 1, 2]])
def test_side_by_side_lie_exactly_two(
    browse: Browse, employer: Caller, submit: Callable[..., Caller], chosen: list[int]
) -> None:
    people = [submit(ref) for ref in ("a", "b", "c")]
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    page = browse(employer.key).get(f"/match-runs/{run['id']}/comparison", who=[people[n].id for n in chosen])
    assert page.url.path == f"/console/match-runs/{run['id']}"
    assert "precies twee" in page.text


def test_a_note_is_kept_without_names_and_taken_back(
    browse: Browse, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    path = f"/match-runs/{run['id']}/people/{person.id}"
    browser = browse(employer.key)
    page = browser.send(f"{path}/notes", page=path, text="Vraag naar het rooster. Groet, Anna de Vries")
    assert "Vraag naar het rooster." in page.text
    assert "Vries" not in page.text
    (note,) = employer.get(f"/match-runs/{run['id']}/notes").json()["items"]
    assert "Vraag naar" not in browser.send(f"{path}/notes/{note['id']}/removal", page=path).text


def test_a_neutral_wording_is_accepted_by_one_click(browse: Browse, employer: Caller) -> None:
    browser = browse(employer.key)
    page = browser.send("/vacancies/new", title="Planner", text=TEXT, language="nl", visibility="community")
    path = page.url.path.removeprefix("/console")
    assert "Schrijf “hecht team” in plaats daarvan" in page.text
    worded = browser.send(f"{path}/suggestion", page=path, lint="1")
    assert employer.get(path).json()["text"] == TEXT.replace("jong team", "hecht team")
    assert '<mark class="lint">' not in worded.text
    for number in ("0", "2", "x"):
        assert browser.send(f"{path}/suggestion", page=path, lint=number).status_code == 200
    assert employer.get(path).json()["text"] == TEXT.replace("jong team", "hecht team")


def test_filters_narrow_who_is_looked_at_and_stand_on_the_page(
    browse: Browse, employer: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    path = f"/vacancies/{made['id']}"
    browser = browse(employer.key)
    page = browser.send(f"{path}/runs", page=path, region="nl-ut, NL-GE", hours="24", unknown="no")
    assert "NL-UT, NL-GE" in page.text
    assert "24 uur per week of meer" in page.text
    assert '<p class="empty">' in page.text
    everybody = browser.send(f"{path}/runs", page=path, region="", hours="")
    assert '<article class="result">' in everybody.text


def test_all_open_vacancies_are_ranked_at_once_with_progress(
    browse: Browse, employer: Caller, submit: Callable[..., Caller], app: FastAPI
) -> None:
    submit("a")
    for ref in ("v-1", "v-2"):
        employer.post("/vacancies", vacancy(ref))
    browser = browse(employer.key)
    page = browser.send("/match-batches", page="/vacancies")
    assert "<progress" in page.text
    assert "0 van 2 vacatures" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    while work_off(app.state.database, app.state.knowledge, app.state.pool):
        pass
    path = page.url.path.removeprefix("/console")
    done = browser.get(path)
    assert "2 van 2 vacatures bekeken, 2 matchruns" in done.text
    assert "hx-trigger" not in done.text
    assert done.text.count("/console/match-runs/") == 2
    assert browser.send("/match-batches", page="/vacancies").status_code == 200


def test_a_long_list_begins_with_the_newest_and_leads_on(browse: Browse, employer: Caller) -> None:
    for number in range(55):
        employer.post("/vacancies", vacancy(f"v-{number}", title=f"Kok {number}."))
    browser = browse(employer.key)
    first = browser.get("/vacancies").text
    assert first.index("Kok 54.") < first.index("Kok 5.")
    assert "Kok 4." not in first
    older = re.search(r'href="/console/vacancies\?cursor=([^"]+)"', first)
    assert older
    second = browser.get("/vacancies", cursor=unquote(older[1])).text
    assert "Kok 4." in second
    assert "?cursor=" not in second


def test_equal_people_are_shown_to_share_a_rank(
    browse: Browse, employer: Caller, submit: Callable[..., Caller]
) -> None:
    for ref in ("a", "b"):
        submit(ref)
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    assert browse(employer.key).get(f"/match-runs/{run['id']}").text.count("gedeelde plaats") == 2


def test_somebody_is_put_forward_spoken_with_and_referred(
    browse: Browse, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    here, there = (one.post("/vacancies", vacancy()).json() for one in (employer, other_employer))
    browser = browse(employer.key)
    page = browser.send("/applications", page="/vacancies", vacancy=here["id"], skillscv=person.id)
    path = page.url.path.removeprefix("/console")
    assert "In gesprek" in browser.send(path, step="conversation").text
    assert "Other employer" in browser.get(path).text
    fields = {"to": f"{other_employer.id}/{there['id']}", "message": "Bel Anna de Vries op 06-12345678."}
    referred = browser.send(f"{path}/referral", page=path, **fields)
    assert "said=referred" in str(referred.url)
    (referral,) = person.get("/referrals").json()["items"]
    assert "Vries" not in referral["message"]
    receiver = browse(other_employer.key)
    assert receiver.get(f"/referrals/{referral['id']}").status_code == 404
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    assert person.id not in receiver.get("/referrals").text
    accepted = receiver.send(f"/referrals/{referral['id']}", answer="accept")
    assert "said=referral-accepted" in str(accepted.url)
    assert "“a”" in accepted.text


def test_a_referral_that_does_not_fit_is_passed_on(
    browse: Browse, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    here, there = (one.post("/vacancies", vacancy()).json() for one in (employer, other_employer))
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    wish = {"applicationId": application["id"], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish).json()
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    receiver = browse(other_employer.key)
    receiver.send(f"/referrals/{referral['id']}", answer="decline", skill=["problem-solving"])
    found = person.get(f"/referrals/{referral['id']}").json()
    assert (found["state"], found["reasonSkillIds"]) == ("declined", ["problem-solving"])


def test_a_hundred_results_are_one_page(browse: Browse, employer: Caller, submit: Callable[..., Caller]) -> None:
    for number in range(100):
        submit(f"person-{number}")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs", {"limit": 100}).json()
    page = browse(employer.key).get(f"/match-runs/{run['id']}")
    assert page.text.count('<article class="result">') == 100
