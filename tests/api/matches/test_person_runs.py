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
