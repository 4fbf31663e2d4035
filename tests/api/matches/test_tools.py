"""A recruiter's tools: two people side by side, notes, filters beside the score, what would change a rank."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from api.knowledge import Knowledge
from api.matches import store
from api.tables import Organisation, SkillsCV
from taxonomy.catalogue import Catalogue
from tests.api.test_rights import consent
from tests.api.world import OTHER_STORY, STORY, Caller, submission, vacancy


@pytest.fixture
def run(employer: Caller, submit: Callable[..., Caller]) -> dict[str, Any]:
    submit("a", STORY)
    submit("b", OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    found: dict[str, Any] = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_two_people_are_compared_requirement_by_requirement(
    language: str, run: dict[str, Any], employer: Caller
) -> None:
    first, second = run["results"]
    path = f"/match-runs/{run['id']}/results/{first['skillscvId']}/comparison"
    found = employer.get(path, params={"otherSkillscvId": second["skillscvId"], "language": language}).json()
    assert found["points"] == first["score"] - second["score"]
    assert sum(item["points"] for item in found["differences"]) == found["points"]
    assert {item["skillId"] for item in found["differences"]} == {item["skillId"] for item in first["contributions"]}
    assert found["summary"]
    assert all(item["text"] for item in found["differences"])


def test_only_who_made_the_run_compares_its_people(
    run: dict[str, Any], employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    first, second = (result["skillscvId"] for result in run["results"])
    path = f"/match-runs/{run['id']}/results/{first}/comparison"
    assert other_employer.get(path, params={"otherSkillscvId": second}).status_code == 404
    person = submit("c")
    assert employer.get(path, params={"otherSkillscvId": person.id}).status_code == 404
    assert person.get(path, params={"otherSkillscvId": second}).status_code == 403


def test_a_note_is_kept_redacted_and_can_be_taken_back(run: dict[str, Any], employer: Caller) -> None:
    path = f"/match-runs/{run['id']}/notes"
    person = run["results"][0]["skillscvId"]
    written = employer.post(path, {"text": "Bel Anna de Vries op 06-12345678 over het rooster.", "skillscvId": person})
    assert written.status_code == 201, written.text
    made = written.json()
    assert "06-12345678" not in made["text"]
    assert "rooster" in made["text"]
    employer.post(path, {"text": "Deze lijst bespreken we maandag."})
    assert [item["skillscvId"] for item in employer.get(path).json()["items"]] == [person, None]
    assert employer.delete(f"{path}/{made['id']}").status_code == 204
    assert [item["skillscvId"] for item in employer.get(path).json()["items"]] == [None]
    assert employer.delete(f"{path}/{made['id']}").status_code == 404


def test_notes_are_for_ones_own_organisation_and_go_with_the_person(
    run: dict[str, Any], platform: Caller, employer: Caller, other_employer: Caller
) -> None:
    path = f"/match-runs/{run['id']}/notes"
    person = run["results"][0]["skillscvId"]
    employer.post(path, {"text": "Fijn gesprek gehad.", "skillscvId": person})
    assert other_employer.get(path).status_code == 404
    assert other_employer.post(path, {"text": "Fijn gesprek gehad."}).status_code == 404
    assert platform.delete(f"/skillscvs/{person}").status_code == 204
    assert employer.get(path).json()["items"] == []
    assert employer.post(path, {"text": "Fijn gesprek gehad.", "skillscvId": person}).status_code == 404


@pytest.mark.parametrize("end", ["withdrawal", "exclusion"])
def test_notes_about_a_person_are_not_shown_while_consent_does_not_show_the_person(
    end: str, run: dict[str, Any], platform: Caller, employer: Caller
) -> None:
    path = f"/match-runs/{run['id']}/notes"
    person = run["results"][0]["skillscvId"]
    about = employer.post(path, {"text": "Fijn gesprek gehad.", "skillscvId": person}).json()
    employer.post(path, {"text": "Deze lijst bespreken we maandag."})
    if end == "withdrawal":
        [given] = platform.get("/consents", params={"skillscvId": person}).json()["items"]
        assert platform.delete(f"/consents/{given['id']}").status_code == 204
    else:
        assert platform.post("/consents", consent("exclusion", employer) | {"skillscvId": person}).status_code == 201
    assert [item["skillscvId"] for item in employer.get(path).json()["items"]] == [None]
    assert employer.delete(f"{path}/{about['id']}").status_code == 204


@pytest.mark.parametrize("what", ["explanation", "gap", "comparison"])
def test_a_run_is_told_of_after_one_of_its_skills_has_left_the_catalogue(
    what: str, app: FastAPI, run: dict[str, Any], employer: Caller
) -> None:
    app.state.knowledge = Knowledge(without("planning", app.state.knowledge.catalogue), app.state.knowledge.reader)
    first, second = (result["skillscvId"] for result in run["results"])
    answer = employer.get(f"/match-runs/{run['id']}/results/{second}/{what}", params={"otherSkillscvId": first})
    assert answer.status_code == 200, answer.text
    told = answer.json().get("reasons") or answer.json().get("differences") or answer.json()["missing"]
    assert any(item["skillId"] == "planning" for item in told)


def without(skill_id: str, catalogue: Catalogue) -> Catalogue:
    """A release that no longer has the skill."""
    return replace(
        catalogue,
        hash=f"{catalogue.hash}-less",
        skills={known: skill for known, skill in catalogue.skills.items() if known != skill_id},
        relations=tuple(it for it in catalogue.relations if skill_id not in (it.source, it.target)),
        activities=tuple(it for it in catalogue.activities if skill_id not in {known for known, _ in it.skills}),
        core=tuple(known for known in catalogue.core if known != skill_id),
    )


PLACES: dict[str, dict[str, Any]] = {
    "utrecht, 32": {"region": "NL-UT", "availableHours": 32},
    "utrecht, 16": {"region": "NL-UT", "availableHours": 16},
    "antwerp, 32": {"region": "BE-VAN", "availableHours": 32},
    "says nothing": {},
}


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({"regions": ["NL-UT"]}, {"utrecht, 32", "utrecht, 16", "says nothing"}),
        ({"regions": ["NL"], "includeUnknown": False}, {"utrecht, 32", "utrecht, 16"}),
        ({"regions": ["NL-U"], "includeUnknown": False}, set()),
        ({"hours": 24}, {"utrecht, 32", "antwerp, 32", "says nothing"}),
        ({"regions": ["NL-UT", "BE"], "hours": 24, "includeUnknown": False}, {"utrecht, 32", "antwerp, 32"}),
    ],
)
def test_region_and_hours_narrow_a_run_and_score_nothing(
    filters: dict[str, Any], seen: set[str], platform: Caller, employer: Caller
) -> None:
    for ref, place in PLACES.items():
        assert platform.post("/skillscvs", submission(ref) | place).status_code == 201
    path = f"/vacancies/{employer.post('/vacancies', vacancy()).json()['id']}/match-runs"
    everyone = employer.post(path).json()
    assert len({result["score"] for result in everyone["results"]}) == 1
    narrowed = employer.post(path, {"filters": filters}).json()
    assert {result["externalRef"] for result in narrowed["results"]} == seen
    assert filters.items() <= narrowed["filters"].items()
    assert narrowed["criteriaHash"] == everyone["criteriaHash"]
    assert employer.post(f"/match-runs/{narrowed['id']}/verification").json()["verified"]


@pytest.mark.parametrize("region", ["Utrecht", "nl-ut", "NL-3511AB", "NL-UT-1", ""])
def test_a_region_is_a_coarse_code(region: str, platform: Caller) -> None:
    assert platform.post("/skillscvs", submission("a") | {"region": region}).status_code == 400


def test_region_and_hours_can_be_changed_and_taken_back(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a") | PLACES["utrecht, 32"])
    path = f"/skillscvs/{made.json()['id']}"
    patch = {"region": "NL-GR", "availableHours": None}
    changed = platform.call("PATCH", path, json=patch, headers={"If-Match": made.headers["ETag"]}).json()
    assert (changed["region"], changed["availableHours"]) == ("NL-GR", None)


def test_what_would_change_a_rank_is_scored_again(run: dict[str, Any], employer: Caller) -> None:
    last = run["results"][-1]
    gap = employer.get(f"/match-runs/{run['id']}/results/{last['skillscvId']}/gap").json()
    assert gap["changes"]
    assert all(change["score"] != last["score"] for change in gap["changes"])
    assert gap["changes"] == sorted(gap["changes"], key=lambda change: (-change["score"], change["skillId"]))
    for change in gap["changes"]:
        rank, more = change["rank"], change["score"] > last["score"]
        assert rank <= last["rank"] if more else rank >= last["rank"]


def test_who_was_erased_is_no_rival_so_that_no_change_lifts_a_rank_by_itself(
    run: dict[str, Any], platform: Caller, employer: Caller
) -> None:
    first, last = run["results"]
    assert platform.delete(f"/skillscvs/{first['skillscvId']}").status_code == 204
    gap = employer.get(f"/match-runs/{run['id']}/results/{last['skillscvId']}/gap").json()
    assert (last["rank"], gap["rankNow"], gap["rankThen"]) == (2, 1, 1)


def test_where_a_text_shows_a_rejected_skill_is_told_to_no_other_organisation_in_runs_made_before(
    run: dict[str, Any], platform: Caller, employer: Caller
) -> None:
    first = run["results"][0]
    before = next(item for item in first["contributions"] if item["skillId"] == "planning")
    assert before["evidence"]
    token = platform.post(f"/skillscvs/{first['skillscvId']}/candidate-token").json()["candidateToken"]
    person = Caller(platform.client, first["skillscvId"], token)
    assert person.put(f"/skillscvs/{person.id}/skills/planning", {"decision": "rejected"}).status_code == 200
    path = f"/match-runs/{run['id']}"
    shown = employer.get(path).json()["results"][0]
    after = next(item for item in shown["contributions"] if item["skillId"] == "planning")
    assert after == before | {"evidence": []}
    place = f"{path}/results/{person.id}/explanation"
    for caller, shows in ((employer, False), (person, True)):
        reasons = caller.get(place).json()["reasons"]
        reason = next(item for item in reasons if item["skillId"] == "planning")
        assert bool(reason["evidence"]) is shows


def test_a_filter_looks_at_the_own_community_alone(app: FastAPI, join: Callable[..., Caller]) -> None:
    pools = {name: join(f"Pool {name}", "platform", community=name) for name in ("one", "two")}
    for name, pool in pools.items():
        pool.post("/skillscvs", submission(name) | {"region": "NL-UT"})
    with app.state.database.reading() as session:
        here = session.get_one(Organisation, pools["one"].uuid).community_id
        found = [
            store.people_within(session, here, ["NL"], None, unknown=False),
            store.people_of_platforms(session, here, [pool.uuid for pool in pools.values()]),
        ]
        refs = [{session.get_one(SkillsCV, person).external_ref for person in people} for people in found]
    assert refs == [{"one"}, {"one"}]
