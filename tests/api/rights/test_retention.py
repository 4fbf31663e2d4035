"""Time passes: kept to the day, warned before, and the service forgets its own traces."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import col, func, select, text

from api.matches.pool import Pool
from api.rights.retention import purge
from api.tables import ImportProblem, ProfileChange, WebhookDelivery
from tests.api.clock import set_clock
from tests.api.test_journey import refer
from tests.api.test_rights import consent, people_in
from tests.api.world import Caller, vacancy


def purged(app: FastAPI) -> dict[str, int]:
    return purge(app.state.database, app.state.knowledge, app.state.settings)


@pytest.mark.parametrize(
    ("purposes", "days", "erased"),
    [
        (("matching",), 27, 0),
        (("matching",), 28, 1),
        (("matching",), 29, 1),
        (("matching", "retention"), 364, 0),
        (("matching", "retention"), 365, 1),
        (("matching", "retention"), 366, 1),
    ],
)
def test_a_skillscv_is_kept_to_the_day(
    purposes: tuple[str, ...], days: int, erased: int, app: FastAPI, submit: Callable[..., Caller]
) -> None:
    with set_clock() as clock:
        person = submit("a", consents=[consent(purpose) for purpose in purposes])
        clock.pass_by(days=days)
        assert purged(app)["erased"] == erased
        assert person.get("/me").status_code == (401 if erased else 200)


@pytest.fixture
def refuse(app: FastAPI) -> Callable[[str], None]:
    """Lets the database refuse a change: ``"UPDATE ON referrals"``, with a condition if need be."""

    def begin(change: str) -> None:
        with app.state.database.writing() as session:
            refusal = "BEGIN SELECT RAISE(ABORT, 'no'); END"
            session.connection().execute(text(f"CREATE TRIGGER refused BEFORE {change} {refusal}"))

    return begin


only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_sqlite
def test_one_who_cannot_be_erased_holds_up_no_other(
    app: FastAPI, submit: Callable[..., Caller], refuse: Callable[[str], None]
) -> None:
    with set_clock() as clock:
        people = [submit(ref) for ref in ("a", "b", "c")]
        clock.pass_by(days=28)
        refuse("UPDATE ON skillscvs WHEN OLD.external_ref = 'b'")
        with pytest.raises(ExceptionGroup):
            purged(app)
        assert [person.get("/me").status_code for person in people] == [401, 200, 401]


@only_sqlite
def test_people_are_erased_when_another_step_goes_wrong(
    app: FastAPI,
    employer: Caller,
    other_employer: Caller,
    submit: Callable[..., Caller],
    refuse: Callable[[str], None],
) -> None:
    with set_clock() as clock:
        over, referred = submit("a"), submit("b")
        refer(employer, other_employer, referred)
        clock.pass_by(days=60)
        refuse("UPDATE ON referrals")
        with pytest.raises(ExceptionGroup):
            purged(app)
        assert over.get("/me").status_code == 401


@pytest.mark.parametrize(("days", "erased"), [(27, 0), (28, 1), (29, 1)])
def test_after_a_procedure_it_counts_from_its_end(
    days: int, erased: int, app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    with set_clock() as clock:
        person = submit("a")
        made = employer.post("/vacancies", vacancy()).json()
        application = person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).json()
        clock.pass_by(days=60)
        assert purged(app)["erased"] == 0
        person.post(f"/applications/{application['id']}/withdrawal")
        clock.pass_by(days=days)
        assert purged(app)["erased"] == erased


def test_an_application_nobody_moves_keeps_nobody_for_ever(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    with set_clock() as clock:
        person = submit("a")
        made = employer.post("/vacancies", vacancy()).json()
        person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id})
        clock.pass_by(days=90)
        assert purged(app) | {"answers": 0, "traces": 0} == {
            "referred": 1, "expired": 0, "reminded": 0, "warned": 0, "erased": 0, "answers": 0, "traces": 0,
        }  # fmt: skip
        clock.pass_by(days=27)
        assert purged(app)["erased"] == 0
        clock.pass_by(days=1)
        assert purged(app)["erased"] == 1


@pytest.mark.parametrize(("days", "warned"), [(20, 0), (21, 1), (27, 1), (28, 0)])
def test_a_warning_comes_a_week_before_and_once(
    days: int, warned: int, app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    platform.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook", "events": ["retention.ending"]})
    with set_clock() as clock:
        person = submit("a")
        clock.pass_by(days=days)
        assert purged(app)["warned"] == warned
        assert purged(app)["warned"] == 0
        with app.state.database.reading() as session:
            told = session.exec(select(WebhookDelivery.subject_id)).all()
        assert told == [person.uuid] * warned
        if days < 28:
            me = person.get("/me").json()
            until = [datetime.fromisoformat(item["until"]) for item in me["notices"]]
            assert until == [datetime.fromisoformat(me["skillscv"]["retentionUntil"])] * warned


def test_who_is_warned_and_agrees_to_stay_stays_and_is_warned_again(
    app: FastAPI, submit: Callable[..., Caller]
) -> None:
    with set_clock() as clock:
        person = submit("a")
        clock.pass_by(days=22)
        assert purged(app)["warned"] == 1
        assert person.post("/consents", consent("retention")).status_code == 201
        clock.pass_by(days=300)
        assert purged(app) | {"answers": 0, "traces": 0} == dict.fromkeys(
            ("referred", "expired", "reminded", "warned", "erased", "answers", "traces"), 0
        )
        clock.pass_by(days=60)
        assert purged(app)["warned"] == 1
        assert len(person.get("/me").json()["notices"]) == 2


def count(app: FastAPI, table: type, *where: object) -> int:
    with app.state.database.reading() as session:
        return int(session.exec(select(func.count()).select_from(table).where(*where)).one())  # type: ignore[arg-type]


def test_sent_webhooks_and_problems_of_imports_are_forgotten_after_a_month(
    app: FastAPI, platform: Caller, submit: Callable[..., Caller]
) -> None:
    platform.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook", "events": ["skillscv.created"]})
    submit("a")
    with app.state.database.writing() as session:
        session.exec(select(WebhookDelivery)).one().status = "delivered"
    submit("b")  # this one still waits
    platform.call("POST", "/imports", content=b"{}\n", headers={"Content-Type": "application/x-ndjson"})
    assert count(app, ImportProblem) > 0
    with set_clock() as clock:
        clock.pass_by(days=27)
        purged(app)
        assert count(app, WebhookDelivery) == 2
        clock.pass_by(days=5)
        purged(app)
        assert count(app, ImportProblem) == 0
        assert count(app, WebhookDelivery, col(WebhookDelivery.status) == "delivered") == 0
        assert count(app, WebhookDelivery, col(WebhookDelivery.subject_id).is_not(None)) == 1


def test_the_change_log_keeps_the_last_change_of_each_and_every_index_stays_right(
    app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    person, other = submit("a"), submit("b")
    assert people_in(employer, made["id"]) != []
    for _ in range(3):
        path = f"/consents/{person.get('/consents').json()['items'][-1]['id']}"
        person.delete(path)
        person.post("/consents", consent("matching"))
    with app.state.database.reading() as session:
        last = max(session.exec(select(ProfileChange.sequence)).all())  # type: ignore[type-var]
    assert purged(app)["traces"] == 6
    assert count(app, ProfileChange) == 2
    with app.state.database.reading() as session:
        assert max(session.exec(select(ProfileChange.sequence)).all()) == last  # type: ignore[type-var]
    expected = sorted([person.id, other.id])
    assert sorted(people_in(employer, made["id"])) == expected
    app.state.pool = Pool()  # as a process that begins now
    assert sorted(people_in(employer, made["id"])) == expected
    assert timedelta(days=app.state.settings.traces_days) > timedelta()
