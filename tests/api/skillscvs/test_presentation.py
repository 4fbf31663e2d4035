"""What the person's own platform sees of a SkillsCV, and what other organisations see."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.world import Caller, vacancy

BEFORE = "Als moeder van drie kinderen, moslima en hersteld van een burn-out "
STORY = BEFORE + (
    "maak ik elke donderdag het rooster voor twaalf vrijwilligers van de voedselbank en verdeel ik de ritten."
)
TELLING = ("[family]", "[religion]", "[health]", "[gender]")


@pytest.fixture
def person(submit: Callable[..., Caller]) -> Caller:
    return submit("p-1", STORY, "Ik repareerde de koeling toen die uitviel.")


def spans(skills: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(skill["id"], place["reason"]): place["section"] for skill in skills for place in skill["evidence"]}


def shown_words(skillscv: dict[str, Any], skills: list[dict[str, Any]]) -> list[str]:
    texts = [section["text"] for section in skillscv["sections"]]
    return [texts[place["section"]][place["start"] : place["end"]] for skill in skills for place in skill["evidence"]]


def test_an_employer_does_not_learn_of_what_kind_the_removed_was(
    person: Caller, platform: Caller, employer: Caller
) -> None:
    own, others = (caller.get(f"/skillscvs/{person.id}").json() for caller in (platform, employer))
    assert any(mask in own["sections"][0]["text"] for mask in TELLING)
    for mask in TELLING:
        assert mask not in str(others)
    assert "[…]" in others["sections"][0]["text"]
    assert {(item["type"], item["rule"]) for item in others["redactions"]} == {("withheld", "withheld")}
    assert sum(item["count"] for item in others["redactions"]) == sum(item["count"] for item in own["redactions"])


def test_evidence_points_at_the_same_words_for_everyone(person: Caller, platform: Caller, employer: Caller) -> None:
    own, others = (caller.get(f"/skillscvs/{person.id}").json() for caller in (platform, employer))
    assert spans(own["skills"]) == spans(others["skills"])
    veiled = [word for words in shown_words(others, others["skills"]) for word in words.split() if "[" not in word]
    plain = [word for words in shown_words(own, own["skills"]) for word in words.split() if "[" not in word]
    assert veiled == plain
    assert veiled


def test_evidence_in_a_run_points_into_the_text_that_its_reader_sees(person: Caller, employer: Caller) -> None:
    vacancy_id = employer.post("/vacancies", vacancy()).json()["id"]
    run = employer.post(f"/vacancies/{vacancy_id}/match-runs").json()
    [result] = run["results"]
    skillscv = employer.get(f"/skillscvs/{person.id}").json()
    for contribution in result["contributions"]:
        for place in contribution["evidence"]:
            text = skillscv["sections"][place["section"]]["text"]
            assert 0 <= place["start"] < place["end"] <= len(text)
    of_planning = [item for item in result["contributions"] if item["skillId"] == "planning"]
    assert any("rooster" in words for words in shown_words(skillscv, of_planning))
    assert set(run["invariance"]["signalsSuppressed"]) == {"withheld"}


def test_the_candidate_reads_why_something_was_removed(person: Caller) -> None:
    removals = person.get("/me").json()["skillscv"]["redactions"]
    assert removals
    for removal in removals:
        assert removal["explanation"]["nl"] != removal["explanation"]["en"]


def test_a_candidate_reports_a_wrong_removal_and_a_person_answers(person: Caller, platform: Caller) -> None:
    removal = person.get("/me").json()["skillscv"]["redactions"][0]
    about = {"section": removal["section"], "type": removal["type"]}
    made = person.post("/objections", {"text": "Dit hoort bij mijn werk.", "redaction": about})
    assert made.status_code == 201, made.text
    assert made.json()["redaction"] == about
    [seen] = platform.get("/objections").json()["items"]
    assert seen["redaction"] == about
    answered = platform.post(
        f"/objections/{seen['id']}/answer", {"text": "Klopt, dien het anders verwoord opnieuw in."}
    )
    assert answered.status_code == 200
    assert person.get("/objections").json()["items"][0]["answeredAt"]


@pytest.mark.parametrize(
    "about",
    [{"section": 1, "type": "religion"}, {"section": 99, "type": "age"}, {"section": 0, "type": "colour"}, {}],
)
def test_what_was_not_removed_cannot_be_reported(person: Caller, about: dict[str, Any]) -> None:
    refused = person.post("/objections", {"text": "Dit klopt niet.", "redaction": about})
    assert refused.status_code == 400
    assert all(problem["pointer"].startswith("/redaction") for problem in refused.json()["errors"])
    assert person.get("/objections").json()["items"] == []
