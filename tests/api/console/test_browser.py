"""A real browser walks the three ways whole: script off, in Dutch and English, at phone and desktop width.

What is only there with script on has its tests at the end.

Pictures are left in ``build/console``; every page is checked for accessibility, in a light and in a dark window.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.console.browsing import ENOUGH, NEEDS_CHROMIUM, Served, Visitor, example

STORY = "Ik ben Noor Verbeek. Toen de versterker uitviel repareerde ik hem met drie buren, en het feest ging door."
pytestmark = [pytest.mark.browser, pytest.mark.slow, NEEDS_CHROMIUM]


def test_a_candidate_tells_checks_chooses_and_goes(visitor: Visitor, served: Served, tmp_path: Path) -> None:
    me = served.submitted("kade-001")
    here, there = (served.vacancy(key, "vandaalen-teamleider") for key in (served.employer, served.other))
    application = served.call(
        served.employer, "POST", f"/vacancies/{here['id']}/applications", {"skillscvId": me["id"]}
    )
    to = {"toOrganisationId": there["organisationId"], "toVacancyId": there["id"]}
    served.call(served.employer, "POST", "/referrals", {"applicationId": application["id"], **to})
    page = visitor.page
    page.goto(f"{served.base}/console/")
    visitor.look("entrance")
    visitor.enter(me["candidateToken"])
    assert page.locator("mark").count() > 3
    visitor.look("candidate")
    skill = page.locator("article").first
    visitor.press("This is not right", skill)
    assert page.get_by_role("status").is_visible()
    visitor.follow(visitor.link("Page to print"))
    visitor.look("candidate-print")
    tell_a_story(visitor, tmp_path)
    visitor.open("Referrals")
    visitor.look("candidate-referrals")
    visitor.press("Yes, show them my SkillsCV")
    assert served.call(me["candidateToken"], "GET", "/referrals")["items"][0]["state"] == "offered"
    choose_consents(visitor)  # after the referral: hiding from where it leads, or applying there, ends it
    apply_for_a_vacancy(visitor)
    object_and_answer(visitor)
    visitor.open("Take along or erase")
    visitor.look("candidate-erasure")
    page.get_by_label(visitor.says("Yes, I want everything erased")).check()
    visitor.press("Erase everything")
    assert page.get_by_label(visitor.says("Your key or token")).is_visible()
    visitor.look("candidate-gone")


def tell_a_story(visitor: Visitor, folder: Path) -> None:
    page = visitor.page
    visitor.open("New story")
    visitor.look("candidate-story")
    visitor.press("See what is read")
    assert page.get_by_role("alert").is_visible()
    document = folder / "cv-noor-verbeek.txt"
    document.write_text(f"Hobby\n{STORY}", "utf-8")
    page.get_by_label(visitor.says("A document you have already")).set_input_files(document)
    visitor.press("See what is read")
    assert page.get_by_role("heading", name=visitor.says("This is what is read")).is_visible()
    assert "versterker" in page.locator("#hobby").input_value()
    assert "Verbeek" not in page.content()
    visitor.look("candidate-story-read")
    visitor.press("Add this to my SkillsCV")
    assert "versterker" in page.get_by_role("main").inner_text()


def choose_consents(visitor: Visitor) -> None:
    visitor.open("Consents")
    given = visitor.page.get_by_role("button", name=visitor.says("Withdraw"))
    before = given.count()
    visitor.look("candidate-consents")
    visitor.unfold("Choose an organisation")
    visitor.page.locator("#to-exclusion").select_option(label="Van Daalen Distributie")
    visitor.press("Do not show me there")
    assert given.count() == before + 1
    visitor.follow(given.last)
    assert given.count() == before


def apply_for_a_vacancy(visitor: Visitor) -> None:
    visitor.open("Vacancies")
    visitor.look("candidate-vacancies")
    visitor.press("Look now")
    visitor.look("candidate-vacancies-found")
    places = [place.get_attribute("href") or "" for place in visitor.page.locator("article h2 a").all()]
    for place in places:  # for some of them the person was put forward already
        visitor.page.goto(f"{visitor.served.base}{place}")
        if visitor.button("Apply with my anonymous SkillsCV").is_visible():
            break
    visitor.look("candidate-place")
    visitor.press("Apply with my anonymous SkillsCV")
    assert visitor.page.url.endswith("said=applied")


def object_and_answer(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("Who saw me")
    visitor.look("candidate-views")
    visitor.open("Objections")
    page.get_by_label(visitor.says("What do you not agree with, and why?")).fill("Mijn hobby telt niet mee.")
    visitor.press("Send")
    visitor.look("candidate-objections")
    visitor.open("Voluntary questions")
    page.locator("#ageBand").select_option("55-64")
    visitor.press("Keep my answers")
    visitor.look("candidate-answers")


def test_a_recruiter_asks_ranks_compares_and_refers(visitor: Visitor, served: Served) -> None:
    served.vacancy(served.other, "vandaalen-teamleider")
    person, vacancy = served.submitted("kade-001"), example("vacancies", "vandaalen-teamleider")
    page = visitor.page
    visitor.enter(served.employer)
    visitor.look("vacancies")
    visitor.follow(visitor.link("New vacancy"))
    visitor.look("vacancy-new")
    page.get_by_label(visitor.says("Title")).fill(vacancy["title"])
    page.locator("#text").fill("Wij zijn een jong, dynamisch team.\n" + vacancy["text"])
    visitor.press("Read this vacancy")
    visitor.look("vacancy")
    visitor.follow(page.get_by_role("button", name=re.compile("hecht")))
    assert page.locator("mark.lint").count() == 0
    page.locator("#find").fill("onderhandelen")
    visitor.press("Find")
    page.get_by_role("radio").first.check()
    visitor.press("Keep these requirements")
    rank_and_compare(visitor, person["id"])
    put_forward_and_refer(visitor)
    visitor.open("Vacancies")
    visitor.press("Rank for all open vacancies")
    visitor.look("batch")
    for name, picture in (("Applications", "applications"), ("Referrals", "referrals")):
        visitor.open(name)
        visitor.look(picture)
    visitor.open("Fairness")
    visitor.press("Show ratios")
    visitor.look("fairness-employer")


def rank_and_compare(visitor: Visitor, person: str) -> None:
    page = visitor.page
    visitor.press("Freeze and rank people on skills alone")
    assert page.locator("article svg").count() > 3
    visitor.look("ranking")
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    visitor.press("Compare two side by side")
    visitor.look("comparison")
    visitor.follow(visitor.link("Back to the ranking"))
    visitor.follow(page.locator(f"article h2 a[href$='{person}']"))
    visitor.look("person")
    page.get_by_label(visitor.says("A note of your own")).fill("Vraag naar het rooster.")
    visitor.press("Keep this note")
    visitor.press("Useful")
    visitor.follow(visitor.link("Interview kit to print"))
    visitor.look("kit")
    visitor.follow(visitor.link("Back to the person"))


def put_forward_and_refer(visitor: Visitor) -> None:
    visitor.press("Put this person forward")
    visitor.look("application")
    visitor.press("Start the conversation")
    visitor.page.locator("#message").fill("Deze persoon plant rustig en legt goed uit.")
    visitor.press("Propose this referral")
    visitor.look("application-referred")
    visitor.follow(visitor.page.locator("article a").first)
    visitor.look("referral")


def test_an_employer_receives_a_referral(visitor: Visitor, served: Served) -> None:
    me = served.submitted("kade-006")
    here, there = (served.vacancy(key, "vandaalen-teamleider") for key in (served.employer, served.other))
    application = served.call(
        served.employer, "POST", f"/vacancies/{here['id']}/applications", {"skillscvId": me["id"]}
    )
    to = {"toOrganisationId": there["organisationId"], "toVacancyId": there["id"]}
    made = served.call(served.employer, "POST", "/referrals", {"applicationId": application["id"], **to})
    served.call(me["candidateToken"], "POST", f"/referrals/{made['id']}/consent", {"granted": True})
    visitor.enter(served.other)
    visitor.open("Referrals")
    visitor.follow(visitor.page.locator(f"a[href$='{made['id']}']"))
    visitor.look("referral-received")
    visitor.press("Go on with this person")
    visitor.look("referral-accepted")
    assert me["externalRef"] in visitor.page.get_by_role("main").inner_text()


def test_a_platform_imports_answers_and_watches(visitor: Visitor, served: Served, tmp_path: Path) -> None:
    me = served.submitted("kade-010")
    served.call(me["candidateToken"], "POST", "/objections", {"text": "Mijn hobby telt niet mee."})
    page = visitor.page
    visitor.enter(served.platform)
    visitor.look("people")
    visitor.follow(page.locator(f"a[href$='{me['id']}']"))
    visitor.look("one-of-people")
    import_lines(visitor, tmp_path)
    visitor.open("Objections")
    visitor.look("objections")
    page.get_by_label(visitor.says("Your answer")).first.fill("We lezen het opnieuw.")
    visitor.press("Send the answer")
    visitor.open("Organisation")
    page.get_by_label(visitor.says("Name of a new key")).fill("kiosk")
    visitor.press("Issue a key")
    assert page.get_by_text("skc_").count() > 0
    visitor.look("organisation")
    visitor.open("Webhooks")
    visitor.look("webhooks-empty")
    page.get_by_label(visitor.says("Address")).fill("http://127.0.0.1:9/hook")
    visitor.press("Add")
    visitor.look("webhooks")
    visitor.press("Delete")
    watch(visitor)


def import_lines(visitor: Visitor, folder: Path) -> None:
    body = example("skillscvs", "kade-002") | {"externalRef": f"import-{visitor.language}-{folder.name}"}
    file = folder / "lines.ndjson"
    file.write_text("\n".join([json.dumps(body), "{"]), "utf-8")
    visitor.open("Imports")
    visitor.look("imports")
    visitor.page.get_by_label(visitor.says("A file of lines (NDJSON)")).set_input_files(file)
    visitor.press("Send")
    while visitor.link("Look again").is_visible():
        visitor.follow(visitor.link("Look again"))
    assert visitor.page.locator("td.number").all_inner_texts() == ["2"]
    visitor.look("import")


def watch(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("Fairness")
    page.locator("#people").fill("1")
    visitor.press("Read twins")
    assert page.get_by_role("status").is_visible()
    visitor.look("fairness")
    for name, picture in (("Audit log", "audit-log"), ("What this is", "system-card")):
        visitor.open(name)
        visitor.look(picture)


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visitor: Visitor, served: Served) -> None:
    page: Page = visitor.page
    page.goto(f"{served.base}/console/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_with_script_on_what_is_read_shows_while_one_tells(scripted: Visitor, served: Served) -> None:
    scripted.enter(served.submitted("kade-001")["candidateToken"])
    scripted.open("New story")
    read = scripted.page.locator("#read-so-far")
    expect(read).to_be_empty()
    scripted.page.locator("#hobby").press_sequentially(STORY)
    expect(read.locator(".tag").first).to_be_visible(timeout=ENOUGH)
    assert scripted.page.url.endswith("/me/story")
    scripted.look("candidate-story-live")


def test_with_script_on_progress_moves_by_itself(scripted: Visitor, served: Served) -> None:
    for _ in range(5):
        served.vacancy(served.employer, "vandaalen-teamleider")
    scripted.enter(served.employer)
    scripted.press("Rank for all open vacancies")
    expect(scripted.link("Look again")).to_have_count(0, timeout=ENOUGH)
    done = scripted.page.get_by_role("progressbar")
    assert done.get_attribute("value") == done.get_attribute("max")
