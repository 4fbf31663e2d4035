"""Every operation, called with what its document allows and with what it does not; the answers keep the document."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.db import Database
from api.knowledge import Knowledge
from api.organisations.service import add_organisation
from api.settings import Settings
from api.tables import Import, Role, WebhookDelivery
from openapi.document import DOCUMENT
from tests.api.what_exists import STAND_INS, WELL_KNOWN, with_what_exists
from tests.api.world import Caller, submission, vacancy

CONFIG = SchemathesisConfig.from_dict(
    {
        "base-url": "http://testserver/v1",
        # every call is made with a key: without one the answer is 401, which ``ignored_auth`` checks
        # a NUL is refused everywhere (test_bad_input); as a pattern in the document it would cost half a minute here
        "generation": {"with-security-parameters": False, "allow-x00": False},
        # RFC 6585 has a status of its own for a missing If-Match
        "phases": {"coverage": {"unexpected-methods": ["put", "trace"]}},
        "checks": {
            "missing_required_header": {"expected-statuses": [400, 428]},
            "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 409, 413, 415, 422, 428]},
        },
    }
)


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes) else json.dumps(value).encode()


class Doorway:
    """Leads to the app of the running test: Schemathesis wants one when it collects, before there is a database."""

    app: FastAPI

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


doorway = Doorway()
# Schemathesis does not follow the server that a path itself names
schema = schemathesis.openapi.from_path(DOCUMENT, config=CONFIG).exclude(path=["/healthz", "/readyz", "/metrics"])
schema.app = doorway


@dataclass
class World:
    """A community amid its work, in a database file, with one resource of every kind."""

    database: Path
    keys: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


def build(path: Path, knowledge: Knowledge) -> World:
    world = World(path)
    app = create_app(service_settings(path), knowledge=knowledge)
    with TestClient(app) as client:
        callers = {name: joined(app, client, name, role) for name, role in ROLES.items()}
        fill(world, client, callers)
        hold(app.state.database, world)
    return world


ignored_auth = CHECKS.get_one("ignored_auth")
NDJSON = "application/x-ndjson"
negative_data_rejection = CHECKS.get_one("negative_data_rejection")
positive_data_acceptance = CHECKS.get_one("positive_data_acceptance")
ROLES = {"platform": "platform", "employer": "employer", "other": "employer"}


def service_settings(path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{path}",
        background_jobs=False,
        allow_private_webhooks=True,
        rate_limit_per_minute=1_000_000,
        failed_logins_per_minute=1_000_000,
    )


def joined(app: FastAPI, client: TestClient, name: str, role: str) -> Caller:
    database: Database = app.state.database
    with database.writing() as session:
        row, key = add_organisation(session, name, Role(role), "one")
        return Caller(client, str(row.id), key)


def made(response: Any) -> dict[str, Any]:
    assert response.is_success, response.text
    found: dict[str, Any] = response.json()
    return found


def fill(world: World, client: TestClient, callers: dict[str, Caller]) -> None:
    platform, employer, other = callers["platform"], callers["employer"], callers["other"]
    hook = made(employer.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}))
    people = [made(platform.post("/skillscvs", submission(f"person-{number}"))) for number in range(4)]
    persons = [Caller(client, person["id"], person["candidateToken"]) for person in people]
    candidate, second = persons[:2]
    here, there = made(employer.post("/vacancies", vacancy())), made(other.post("/vacancies", vacancy()))
    spare = made(employer.post("/vacancies", vacancy("spare")))
    run = made(employer.post(f"/vacancies/{here['id']}/match-runs"))
    note = made(employer.post(f"/match-runs/{run['id']}/notes", {"text": "Maandag bespreken."}))
    batch = made(employer.post("/match-batches"))
    applications = [
        made(person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id})) for person in persons
    ]
    wish = {"toOrganisationId": other.id, "toVacancyId": there["id"]}
    proposed, offered = (made(employer.post("/referrals", wish | {"applicationId": a["id"]})) for a in applications[:2])
    made(employer.post(f"/applications/{applications[3]['id']}/conversation"))
    made(second.post(f"/referrals/{offered['id']}/consent", {"granted": True}))
    objection = made(candidate.post("/objections", {"text": "Dit klopt niet.", "matchRunId": run["id"]}))
    lines = made(platform.call("POST", "/imports", content=b"{}\n", headers={"Content-Type": "application/x-ndjson"}))
    gone = made(platform.post("/skillscvs", submission("gone")))
    assert platform.delete(f"/skillscvs/{gone['id']}").status_code == 204
    world.keys = {name: caller.key for name, caller in callers.items()} | {"candidate": candidate.key}
    world.ids = {
        "skillscvId": candidate.id,
        "erasedSkillscvId": gone["id"],
        "vacancyId": here["id"],
        "spareVacancyId": spare["id"],
        "openVacancyId": there["id"],
        "matchRunId": run["id"],
        "noteId": note["id"],
        "matchBatchId": batch["id"],
        "otherSkillscvId": second.id,
        "applicationId": applications[0]["id"],
        "thirdApplicationId": applications[2]["id"],
        "applicationInConversationId": applications[3]["id"],
        "referralId": proposed["id"],
        "offeredReferralId": offered["id"],
        "consentId": candidate.get("/consents").json()["items"][0]["id"],
        "objectionId": objection["id"],
        "importId": lines["id"],
        "endpointId": hook["id"],
        "deliveryId": made(employer.get(f"/webhook-endpoints/{hook['id']}/deliveries"))["items"][0]["id"],
        "keyId": made(employer.post("/api-keys", {"name": "Spare"}))["id"],
        "organisationId": employer.id,
        "toOrganisationId": other.id,
        "platformId": platform.id,
        "skillId": "planning",
    }


def hold(database: Database, world: World) -> None:
    """What is over too fast to be met half-way: an import that runs, a delivery that was given up."""
    with database.writing() as session:
        session.get_one(Import, UUID(world.ids["importId"])).status = "running"
        session.get_one(WebhookDelivery, UUID(world.ids["deliveryId"])).status = "failed"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, knowledge: Knowledge) -> World:
    path = tmp_path_factory.mktemp("schemathesis") / "world.db"
    shutil.copy(_sqlite_template, path)
    return build(path, knowledge)


@dataclass
class Service:
    """The app over a copy of the world, and the statuses it answered with."""

    app: FastAPI
    world: World
    statuses: set[int] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def answered(self) -> bool:
        return any(status < 300 for status in self.statuses)


@pytest.fixture
def service(world: World, knowledge: Knowledge, tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "service.db"
    shutil.copy(world.database, path)
    found = Service(create_app(service_settings(path), knowledge=knowledge), world)
    doorway.app = found.app
    yield found
    found.app.state.database.dispose()
    assert found.answered, f"never got through: {sorted(found.statuses)}"


POSTING = Path(__file__).parents[2] / "openapi" / "examples" / "jobposting" / "theatre-technician.json"
CALLERS = {
    "Imports": "platform",
    "Exports": "platform",
    "SkillsCVs": "platform",
    "Candidate": "candidate",
    "Consents": "candidate",
    "decideOnSkill": "candidate",
    "answerObjection": "employer",
    "withdrawApplication": "candidate",
    "consentToReferral": "candidate",
    "acceptReferral": "other",
    "declineReferral": "other",
    "createVacancyMatchRun": "candidate",
}


def caller_of(case: Case) -> str:
    described = case.operation.definition.raw
    return CALLERS.get(described["operationId"]) or CALLERS.get(described["tags"][0], "employer")


def is_as_allowed(case: Case, place: ParameterLocation) -> bool:
    found = case.meta.components.get(place) if case.meta else None
    return found is not None and found.mode == GenerationMode.POSITIVE


def point_at_what_exists(case: Case, service: Service) -> None:
    """Puts in what no schema can say where what was made is well-formed: ids that exist, an own key."""
    operation = case.operation.definition.raw["operationId"]
    ids = service.world.ids
    known = ids | {name: ids[other] for name, other in STAND_INS.get(operation, {}).items()}
    if is_as_allowed(case, ParameterLocation.PATH):
        case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
    if is_as_allowed(case, ParameterLocation.QUERY):
        given = {name: known.get(name, value) for name, value in case.query.items()}
        case.query = {name: value for name, value in given.items() if name != "cursor"}
    if is_as_allowed(case, ParameterLocation.HEADER):
        own = {"If-Match": "*", "Idempotency-Key": f"key-{next(service.numbers)}"}
        case.headers.update({name: value for name, value in own.items() if name in case.headers})
    if is_as_allowed(case, ParameterLocation.BODY):
        lists = {"vacancyIds": [ids["vacancyId"]]}
        case.body = with_what_exists(case.body, known | WELL_KNOWN | lists)
        if operation == "importVacancies":  # no schema says what makes a JobPosting
            case.body = [json.loads(POSTING.read_text("utf-8"))]


def excluded_checks(case: Case, service: Service) -> list[Any]:
    """A schema says less of JSON Resume, JSON-LD and files than is asked; lines are judged one by one in the answer."""
    excluded = []
    if case.media_type not in (None, "application/json", "application/merge-patch+json"):
        excluded.append(positive_data_acceptance)
    if case.media_type == NDJSON:
        excluded.append(negative_data_rejection)
    if service.answered:  # by then it was seen that the same call without a key, or with a wrong one, is refused
        excluded.append(ignored_auth)
    return excluded


def a_test_of(operation_id: str) -> Callable[..., None]:
    """A function for each operation: those of one function would share one id, of which pytest-xdist runs one."""

    @schema.include(operation_id=operation_id).parametrize()
    @settings(max_examples=3, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def keeps_the_document(case: Case, service: Service) -> None:
        headers = {"Authorization": f"Bearer {service.world.keys[caller_of(case)]}"}
        point_at_what_exists(case, service)
        response = case.call(headers=headers)
        case.validate_response(response, headers=headers, excluded_checks=excluded_checks(case, service))
        service.statuses.add(response.status_code)

    return keeps_the_document


for found in schema.get_all_operations():
    name = found.ok().definition.raw["operationId"]
    globals()[f"test_{name}_keeps_the_document"] = a_test_of(name)
