"""Vacancies in the database, many of them at once."""

from __future__ import annotations

from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import inspect

from api.tables import Vacancy
from api.vacancies import store
from tests.api.world import Caller, vacancy

PARAMETERS = 65_535
"""As many as PostgreSQL takes in one statement; SQLite takes half of them."""


def test_requirements_are_found_of_more_vacancies_than_a_statement_can_name(app: FastAPI, employer: Caller) -> None:
    made = UUID(employer.post("/vacancies", vacancy()).json()["id"])
    with app.state.database.reading() as session:
        stored = session.get_one(Vacancy, made)
        found = store.requirements_of(session, [*(Vacancy(id=uuid4()) for _ in range(PARAMETERS)), stored])
    assert len(found) == PARAMETERS + 1
    assert [row.skill_id for row in found[made]] == ["planning", "problem-solving"]


def test_all_that_a_community_is_shown_comes_without_its_texts(app: FastAPI, employer: Caller) -> None:
    employer.post("/vacancies", vacancy())
    employer.post("/vacancies", vacancy("hidden", visibility="own"))
    with app.state.database.reading() as session:
        community = session.get_one(Vacancy, UUID(employer.get("/vacancies").json()["items"][0]["id"])).community_id
        session.expunge_all()
        [shown] = store.shared_in(session, community)
        assert "redacted_text" in inspect(shown).unloaded
