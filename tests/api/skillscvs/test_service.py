"""A changed text is read while nobody waits, and what was said of the old one no longer counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from api.audits.service import read_twins_of_waiting
from api.knowledge import Knowledge
from api.skillscvs.twins import LATER
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from tests.api.world import OTHER_STORY, STORY, Caller, vacancy


def is_free(url: str) -> bool:
    """Whether somebody else could write now, of every SkillsCV."""
    impatient = {"timeout": 0} if url.startswith("sqlite") else {"options": "-c lock_timeout=100"}
    engine = create_engine(url, connect_args=impatient)
    try:
        with engine.begin() as connection:
            connection.execute(text("UPDATE skillscvs SET region = region"))
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


class Looking(LinearBehaviour):
    """Reads as the linear model does, and looks each time whether others could write meanwhile."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.found: list[bool] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def scores_of(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        self.found.append(is_free(self._url))
        self.meanwhile()
        return super().scores_of(texts)


@pytest.fixture
def model(database_url: str) -> Looking:
    return Looking(database_url)


@pytest.fixture
def knowledge(knowledge: Knowledge, model: Looking) -> Knowledge:
    return Knowledge(knowledge.catalogue, Reader(knowledge.catalogue, model=model))


@pytest.mark.parametrize("wish", [{"language": "en"}, {"sections": [{"kind": "hobby", "text": OTHER_STORY}]}])
def test_a_text_is_read_again_while_others_can_write(
    wish: dict[str, object], model: Looking, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    etag = person.get(f"/skillscvs/{person.id}").headers["etag"]
    model.found.clear()
    assert person.patch(f"/skillscvs/{person.id}", wish, etag).status_code == 200
    assert model.found
    assert all(model.found)


def test_what_was_read_of_a_text_that_changed_meanwhile_is_not_kept(
    model: Looking, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    path = f"/skillscvs/{person.id}"

    def other_change() -> None:
        model.meanwhile = lambda: None
        assert platform.patch(path, {"externalRef": "b"}, "*").status_code == 200

    model.meanwhile = other_change
    assert person.patch(path, {"language": "en"}, "*").status_code == 412
    assert person.get(path).json()["language"] == "nl"


@pytest.mark.parametrize("wish", [{"language": "en"}, {"sections": [{"kind": "hobby", "text": OTHER_STORY}]}])
def test_twins_that_were_read_of_another_text_are_no_longer_told(
    wish: dict[str, object], app: FastAPI, employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", STORY)
    made = employer.post("/vacancies", vacancy()).json()

    def tested() -> int:
        found: int = employer.post(f"/vacancies/{made['id']}/match-runs").json()["invariance"]["twinsTested"]
        return found

    read_twins_of_waiting(app.state.database, app.state.knowledge)
    assert tested() == LATER
    etag = person.get(f"/skillscvs/{person.id}").headers["etag"]
    assert person.patch(f"/skillscvs/{person.id}", wish, etag).status_code == 200
    assert tested() == 0
    read_twins_of_waiting(app.state.database, app.state.knowledge)
    assert tested() == LATER


def test_twins_of_a_text_that_changed_meanwhile_do_not_count(
    app: FastAPI, model: Looking, platform: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")

    def other_change() -> None:
        model.meanwhile = lambda: None
        assert platform.patch(f"/skillscvs/{person.id}", {"language": "en"}, "*").status_code == 200

    model.meanwhile = other_change
    read_twins_of_waiting(app.state.database, app.state.knowledge)
    # those of the first text were put aside: there is still somebody to do
    assert read_twins_of_waiting(app.state.database, app.state.knowledge) == 1
