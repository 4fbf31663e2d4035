"""A service over a real database, and its callers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.db import Database
from api.knowledge import Knowledge
from api.organisations.service import add_organisation
from api.settings import Settings
from api.tables import Role
from tests.api.world import Caller, submission


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, background_jobs=False, allow_private_webhooks=True)


@pytest.fixture
def app(settings: Settings, knowledge: Knowledge) -> FastAPI:
    return create_app(settings, knowledge=knowledge)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def join(app: FastAPI, client: TestClient) -> Callable[..., Caller]:
    """Adds an organisation: ``join("name", "platform", community="…")``."""

    def add(name: str, role: str, community: str = "one") -> Caller:
        database: Database = app.state.database
        with database.writing() as session:
            row, key = add_organisation(session, name, Role(role), community)
            return Caller(client, str(row.id), key)

    return add


@pytest.fixture
def platform(join: Callable[..., Caller]) -> Caller:
    return join("Talent pool", "platform")


@pytest.fixture
def employer(join: Callable[..., Caller]) -> Caller:
    return join("Employer", "employer")


@pytest.fixture
def other_employer(join: Callable[..., Caller]) -> Caller:
    return join("Other employer", "employer")


@pytest.fixture
def stranger(join: Callable[..., Caller]) -> Caller:
    """An employer of another community."""
    return join("Stranger", "employer", community="two")


@pytest.fixture
def submit(platform: Caller, client: TestClient) -> Callable[..., Caller]:
    """Submits a SkillsCV and returns its candidate."""

    def send(ref: str, *texts: str, **more: Any) -> Caller:
        response = platform.post("/skillscvs", submission(ref, *texts, **more))
        assert response.status_code == 201, response.text
        return Caller(client, response.json()["id"], response.json()["candidateToken"])

    return send
