"""A person's run over vacancies speaks of the vacancy one asks about."""

from collections.abc import Callable

import pytest

from tests.api.world import Caller, vacancy

ELSE = [{"skillId": "ai-literacy", "weight": 5, "minimumLevel": 2, "need": "must"}]


@pytest.mark.parametrize("what", ["explanation", "gap"])
def test_each_vacancy_of_a_persons_run_is_explained_by_itself(
    what: str, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    suits = employer.post("/vacancies", vacancy("suits")).json()["id"]
    asks_else = employer.post("/vacancies", vacancy("else", requirements=ELSE)).json()["id"]
    hidden = employer.post("/vacancies", vacancy("hidden", visibility="own")).json()["id"]
    run = person.post(f"/skillscvs/{person.id}/match-runs").json()
    path = f"/match-runs/{run['id']}/results/{person.id}/{what}"
    told = {found: person.get(path, params={"vacancyId": found}).json() for found in (suits, asks_else)}
    assert [answer["vacancyId"] for answer in told.values()] == [suits, asks_else]
    assert told[suits] != told[asks_else]
    assert person.get(path).json() == told[suits]
    assert person.get(path, params={"vacancyId": hidden}).status_code == 404


def test_a_place_in_a_vacancys_run_is_that_of_no_other_vacancy(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    ids = [employer.post("/vacancies", vacancy(ref)).json()["id"] for ref in ("one", "two")]
    run = employer.post(f"/vacancies/{ids[0]}/match-runs").json()
    path = f"/match-runs/{run['id']}/results/{person.id}/explanation"
    statuses = [employer.get(path, params={"vacancyId": id_}).status_code for id_ in ids]
    assert statuses == [200, 404]


@pytest.mark.parametrize("change", [{"status": "closed"}, {"visibility": "own"}])
@pytest.mark.parametrize("what", ["explanation", "gap"])
def test_a_vacancy_that_is_not_shown_any_more_is_not_explained(
    change: dict[str, str], what: str, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    suits = employer.post("/vacancies", vacancy("suits"))
    still = employer.post("/vacancies", vacancy("else", requirements=ELSE)).json()["id"]
    gone = suits.json()["id"]
    run = person.post(f"/skillscvs/{person.id}/match-runs").json()
    changed = employer.patch(f"/vacancies/{gone}", change, suits.headers["etag"])
    assert changed.status_code == 200, changed.text
    path = f"/match-runs/{run['id']}/results/{person.id}/{what}"
    assert person.get(path, params={"vacancyId": gone}).status_code == 404
    assert person.get(path, params={"vacancyId": still}).status_code == 200
    assert person.get(path).json()["vacancyId"] == still


def test_a_step_lifts_the_persons_other_vacancies_too(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    asked = {"skillId": "ai-literacy", "minimumLevel": 2, "need": "nice"}
    suited = {"skillId": "planning", "weight": 5, "minimumLevel": 1, "need": "nice"}
    more, less = (
        employer.post("/vacancies", vacancy(ref, requirements=[suited, asked | {"weight": weight}])).json()["id"]
        for ref, weight in (("more", 2), ("less", 3))
    )
    run = person.post(f"/skillscvs/{person.id}/match-runs").json()
    assert [place["vacancyId"] for place in run["results"]] == [more, less]
    path = f"/match-runs/{run['id']}/results/{person.id}/gap"
    told = {found: person.get(path, params={"vacancyId": found}).json() for found in (more, less)}
    learned = {
        found: next(change for change in gap["changes"] if change["skillId"] == "ai-literacy")
        for found, gap in told.items()
    }
    by_score = sorted(learned, key=lambda found: -learned[found]["score"])
    assert learned[less]["score"] > run["results"][0]["score"]  # so that the old scores would give it the first rank
    assert [learned[found]["rank"] for found in by_score] == [1, 2]
    assert {gap["goal"] for gap in told.values()} <= {"band", "points"}
