"""A batch ranks everyone for many vacancies in the background, and shows how far it is."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.matches import batches
from tests.api.world import Caller, vacancy


def work(app: FastAPI) -> int:
    return batches.work_off(app.state.database, app.state.knowledge, app.state.pool)


def work_all(app: FastAPI) -> int:
    """Round after round: on a slow machine one round does not do all."""
    return sum(iter(lambda: work(app), 0))


def test_a_batch_makes_a_run_for_every_open_vacancy_of_ones_own(
    app: FastAPI, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    submit("a")
    submit("b")
    ids = [employer.post("/vacancies", vacancy(f"v-{number}")).json()["id"] for number in range(4)]
    closed = employer.post("/vacancies", vacancy("closed"))
    employer.patch(f"/vacancies/{closed.json()['id']}", {"status": "closed"}, closed.headers["ETag"])
    other_employer.post("/vacancies", vacancy("not mine"))
    begun = employer.post("/match-batches", {"limit": 1})
    assert begun.status_code == 202, begun.text
    batch = begun.json()
    assert (batch["status"], batch["vacancies"], batch["done"]) == ("running", 4, 0)
    assert work_all(app) == 4
    ended = employer.get(begun.headers["Location"].removeprefix("/v1")).json()
    assert (ended["status"], ended["done"], ended["runs"]) == ("completed", 4, 4)
    runs = employer.get("/match-runs", params={"matchBatchId": batch["id"]}).json()["items"]
    assert sorted(run["vacancyId"] for run in runs) == sorted(ids)
    for run in runs:
        whole = employer.get(f"/match-runs/{run['id']}").json()
        assert len(whole["results"]) == 1
        assert employer.post(f"/match-runs/{run['id']}/verification").json()["verified"]


def test_a_batch_over_chosen_vacancies_goes_on_where_it_was_left(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit("a")
    ids = [employer.post("/vacancies", vacancy(f"v-{number}")).json()["id"] for number in range(3)]
    batch = employer.post("/match-batches", {"vacancyIds": [ids[2], ids[0], ids[1]]}).json()
    monkeypatch.setattr(batches, "AT_A_TIME", 1e-9)
    assert work(app) == 1
    assert employer.get(f"/match-batches/{batch['id']}").json()["done"] == 1
    employer.delete(f"/vacancies/{ids[0]}")
    work_all(app)
    ended = employer.get(f"/match-batches/{batch['id']}").json()
    assert (ended["status"], ended["done"], ended["runs"]) == ("completed", 3, 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_vacancy_for_which_no_run_can_be_made_is_passed_over(app: FastAPI, employer: Caller) -> None:
    ids = [employer.post("/vacancies", vacancy(f"v-{number}")).json()["id"] for number in range(3)]
    batch = employer.post("/match-batches", {"vacancyIds": ids}).json()
    with app.state.database.writing() as session:
        condition = f"WHEN NEW.vacancy_id = '{UUID(ids[0]).hex}' BEGIN SELECT RAISE(ABORT, 'no'); END"
        session.connection().execute(text(f"CREATE TRIGGER refused BEFORE INSERT ON match_runs {condition}"))
    assert work_all(app) == 3
    ended = employer.get(f"/match-batches/{batch['id']}").json()
    assert (ended["status"], ended["done"], ended["runs"]) == ("completed", 3, 2)


def test_batches_take_turns(
    app: FastAPI, employer: Caller, other_employer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_A_TIME", 1e-9)
    begun = []
    for caller in (employer, other_employer):
        for number in range(3):
            caller.post("/vacancies", vacancy(f"v-{number}"))
        begun.append((caller, caller.post("/match-batches").json()["id"]))
    done = []
    while work(app):
        done.append([caller.get(f"/match-batches/{batch_id}").json()["done"] for caller, batch_id in begun])
    assert done == [[1, 0], [1, 1], [2, 1], [2, 2], [3, 2], [3, 3]]


def test_a_cancelled_batch_makes_no_more_runs(app: FastAPI, employer: Caller) -> None:
    employer.post("/vacancies", vacancy())
    batch = employer.post("/match-batches").json()
    cancelled = employer.post(f"/match-batches/{batch['id']}/cancellation")
    assert cancelled.json()["status"] == "cancelled"
    assert work(app) == 0
    assert employer.post(f"/match-batches/{batch['id']}/cancellation").status_code == 409


def test_a_batch_is_its_organisations_own(app: FastAPI, employer: Caller, other_employer: Caller) -> None:
    batch = employer.post("/match-batches").json()
    assert batch["status"] == "completed"
    path = f"/match-batches/{batch['id']}"
    assert other_employer.get(path).status_code == 404
    assert other_employer.post(f"{path}/cancellation").status_code == 404
    assert other_employer.get("/match-batches").json()["items"] == []
    mine = employer.post("/vacancies", vacancy()).json()["id"]
    refused = other_employer.post("/match-batches", {"vacancyIds": [mine, str(uuid4())]})
    assert refused.status_code == 400
    assert [problem["pointer"] for problem in refused.json()["errors"]] == ["/vacancyIds/0", "/vacancyIds/1"]
    assert work(app) == 0


def test_a_platform_ranks_its_own_people_for_the_communitys_vacancies(
    app: FastAPI, platform: Caller, employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    submit("a")
    other = join("Other pool", "platform")
    employer.post("/vacancies", vacancy())
    employer.post("/vacancies", vacancy("hidden", visibility="own"))
    for caller, people in ((platform, 1), (other, 0)):
        batch = caller.post("/match-batches").json()
        assert batch["vacancies"] == 1
        work_all(app)
        (run,) = caller.get("/match-runs", params={"matchBatchId": batch["id"]}).json()["items"]
        assert len(caller.get(f"/match-runs/{run['id']}").json()["results"]) == people
