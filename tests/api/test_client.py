"""A client made from the document walks the whole way over HTTP, against a server process of its own."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from api.db import Database
from api.organisations.service import add_organisation
from api.tables import Role
from openapi.document import DOCUMENT
from tests.api.serving import serving
from tests.api.world import submission, vacancy

PACKAGE = "skillscv_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    options = ["--path", DOCUMENT, "--config", DOCUMENT.with_name("client.json"), "--output-path", folder / PACKAGE]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603  our own tool
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


@pytest.fixture
def client(generated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the generated package by its name below it."""
    monkeypatch.syspath_prepend(generated)
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class Session:
    """One key at the server; ``call`` takes an operation by its module and answers what it parsed."""

    def __init__(self, module: Callable[[str], ModuleType], base: str, key: str, opened: ExitStack) -> None:
        self._module = module
        patient = httpx.Timeout(60)  # a first reading on a busy machine takes longer than a client's five seconds
        made = module("client").AuthenticatedClient(base_url=f"{base}/v1", token=key, timeout=patient)
        self._client = opened.enter_context(made)

    def call(self, operation: str, status: HTTPStatus, *places: Any, **body: Any) -> Any:
        found = self._module(f"api.{operation}").sync_detailed(*places, client=self._client, **body)
        assert found.status_code == status, found.content
        return found.parsed

    def body(self, model: str, values: dict[str, Any]) -> Any:
        return getattr(self._module("models"), model).from_dict(values)


def test_every_operation_of_the_document_is_in_the_client(generated: Path) -> None:
    document = json.loads(DOCUMENT.read_text("utf-8"))
    operations = [one for item in document["paths"].values() for one in item.values() if isinstance(one, dict)]
    modules = [path for path in (generated / PACKAGE / "api").glob("*/*.py") if path.name != "__init__.py"]
    assert len(modules) == len(operations)


def test_the_client_walks_from_a_submission_to_an_accepted_referral(
    client: Callable[[str], ModuleType], sqlite_url: str, tmp_path: Path
) -> None:
    keys = {name: organisation(sqlite_url, name, role) for name, role in ROLES.items()}
    with serving(sqlite_url, tmp_path / "log") as (_, base), ExitStack() as opened:
        platform, employer, other = (Session(client, base, keys[name][1], opened) for name in ROLES)
        wish = platform.body("SkillsCVIn", submission("a"))
        person = platform.call("skills_c_vs.submit_skills_cv", HTTPStatus.CREATED, body=wish)
        assert "planning" in [skill.id for skill in person.skills]
        candidate = Session(client, base, person.candidate_token, opened)

        here, there = (
            one.call("vacancies.create_vacancy", HTTPStatus.CREATED, body=one.body("VacancyIn", vacancy()))
            for one in (employer, other)
        )
        limit = employer.body("MatchRunIn", {"limit": 10})
        run = employer.call("matching.create_match_run", HTTPStatus.CREATED, here.id, body=limit)
        best = run.results[0]
        assert (best.skillscv_id, best.score) == (person.id, sum(item.points for item in best.contributions))

        application = candidate.call(
            "applications.create_application",
            HTTPStatus.CREATED,
            here.id,
            body=candidate.body("ApplicationIn", {"skillscvId": str(person.id)}),
        )
        proposals = employer.call("referrals.list_referral_proposals", HTTPStatus.OK, application.id)
        assert [item.vacancy_id for item in proposals.items] == [there.id]
        wish = {
            "applicationId": str(application.id),
            "toOrganisationId": keys["other"][0],
            "toVacancyId": str(there.id),
        }
        referral = employer.call(
            "referrals.create_referral", HTTPStatus.CREATED, body=employer.body("ReferralIn", wish)
        )
        granted = candidate.body("ReferralConsentIn", {"granted": True})
        offered = candidate.call("referrals.consent_to_referral", HTTPStatus.OK, referral.id, body=granted)
        assert offered.state == "offered"
        accepted = other.call("referrals.accept_referral", HTTPStatus.OK, referral.id)
        assert accepted.state == "accepted"
        begun = other.call("applications.get_application", HTTPStatus.OK, accepted.resulting_application_id)
        assert (begun.state, begun.vacancy_id) == ("submitted", there.id)

        missing = other.call("vacancies.get_vacancy", HTTPStatus.NOT_FOUND, application.id)
        assert (missing.status, missing.title) == (404, "Not found")


ROLES = {"platform": Role.PLATFORM, "employer": Role.EMPLOYER, "other": Role.EMPLOYER}


def organisation(database_url: str, name: str, role: Role) -> tuple[str, str]:
    database = Database(database_url)
    with database.writing() as session:
        row, key = add_organisation(session, name, role, "one")
        found = str(row.id), key
    database.dispose()
    return found
