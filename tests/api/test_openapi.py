"""The API document is the app's, is valid, and keeps the API design rules; each rule is seen to find what breaks it."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.app import create_app
from api.knowledge import Knowledge
from api.settings import Settings
from openapi.document import DOCUMENT, written
from tests.api import design_rules as rules
from tests.api.design_rules import Document

Rule = Callable[[Document], Iterator[str]]


def set_at(*place: str | int, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        target: Any = document
        for step in place[:-1]:
            target = target[step]
        target[place[-1]] = value

    return change


_ANY = {"description": "An answer."}
_QUERY = ("paths", "/skills", "get", "parameters", 0, "name")
RULES: dict[Rule, Callable[[Document], None]] = {
    rules.contact_is_complete: set_at("info", "contact", value={"name": "Someone"}),
    rules.version_is_only_in_the_server: set_at("paths", "/v2/skills", value={}),
    rules.paths_are_kebab_case_without_slash_at_the_end: set_at("paths", "/skills/", value={}),
    rules.collections_are_plural: set_at("paths", "/skill/{skillId}", value={}),
    rules.methods_are_standard: set_at("paths", "/skills", "trace", value={"responses": {}}),
    rules.operations_are_described: set_at("paths", "/skills", "get", "summary", value=""),
    rules.operation_ids_are_unique: set_at("paths", "/skills", "get", "operationId", value="getSkill"),
    rules.queries_and_properties_are_camel_case: set_at(*_QUERY, value="skill_kind"),
    rules.nothing_sensitive_is_in_addresses: set_at(*_QUERY, value="lastName"),
    rules.every_answer_carries_the_version: set_at("paths", "/skills", "get", "responses", "200", value=_ANY),
    rules.problems_are_problem_documents: set_at("paths", "/skills", "get", "responses", "409", value=_ANY),
    rules.problems_have_their_fields: set_at("components", "schemas", "Problem", "required", value=["type"]),
    rules.every_operation_declares_its_problems: set_at("paths", "/skills", "get", "responses", value={"200": _ANY}),
    rules.unprocessable_is_a_reused_key_only: set_at("paths", "/skills", "get", "responses", "422", value=_ANY),
    rules.what_makes_something_takes_an_idempotency_key: set_at("paths", "/vacancies", "post", "parameters", value=[]),
    rules.answers_have_no_defaults_and_can_grow: set_at(
        "components", "schemas", "LabelOut", "properties", "nl", "default", value="?"
    ),
    rules.requests_are_closed: set_at("components", "schemas", "SectionIn", "additionalProperties", value=True),
    rules.moments_are_rfc_3339: set_at(
        "components", "schemas", "KeyOut", "properties", "createdAt", value={"type": "string"}
    ),
    rules.ids_are_uuids: set_at(
        "paths", "/vacancies/{vacancyId}", "get", "parameters", 0, "schema", value={"type": "integer"}
    ),
    rules.guarded_operations_name_their_security: set_at("paths", "/skills", "get", "security", value=[]),
}


@pytest.fixture(scope="module")
def committed() -> Document:
    found: Document = json.loads(DOCUMENT.read_text("utf-8"))
    return found


@pytest.fixture
def sqlite_app(sqlite_url: str, knowledge: Knowledge) -> Iterator[FastAPI]:
    app = create_app(Settings(database_url=sqlite_url, background_jobs=False), knowledge=knowledge)
    yield app
    app.state.database.dispose()


def test_the_committed_document_is_the_apps(sqlite_app: FastAPI) -> None:
    assert DOCUMENT.read_text("utf-8") == written(sqlite_app), "run 'make openapi' and look at the change"


def test_the_document_is_valid_openapi(committed: Document) -> None:
    assert committed["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(committed).iter_errors()] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_document_keeps_the_rule(rule: Rule, committed: Document) -> None:
    assert list(rule(committed)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_finds_a_document_that_breaks_it(rule: Rule, committed: Document) -> None:
    broken = deepcopy(committed)
    RULES[rule](broken)
    assert list(rule(broken)) != []


def test_every_reference_leads_somewhere_and_everything_is_referred_to(committed: Document) -> None:
    text = json.dumps(committed)
    used = set(re.findall(r'"#/components/(\w+)/([\w-]+)"', text))
    there = {
        (kind, name) for kind, found in committed["components"].items() if kind != "securitySchemes" for name in found
    }
    assert used == there


@pytest.fixture
def spectral() -> Path:
    found = DOCUMENT.parent / "node_modules" / ".bin" / "spectral"
    if shutil.which("node") is None or not found.exists():
        pytest.skip("the Spectral linter is not installed: run 'npm ci' in openapi/")
    return found


def linted(spectral: Path, document: Path) -> set[str]:
    ruleset = DOCUMENT.with_name("spectral.yaml")
    command = [spectral, "lint", document, "--ruleset", ruleset, "--format", "json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own linter
    return {finding["code"] for finding in json.loads(done.stdout)}


def test_the_linter_finds_nothing_in_the_document(spectral: Path) -> None:
    assert linted(spectral, DOCUMENT) == set()


BREAKS: dict[str, Callable[[Document], None]] = {
    "contact-can-be-reached": set_at("info", "contact", value={"name": "Someone"}),
    "version-is-semantic": set_at("info", "version", value="1"),
    "no-version-in-paths": set_at("paths", "/v2/skills", value={}),
    "paths-are-kebab-case": set_at("paths", "/skill_levels", value={}),
    "no-trailing-slash": set_at("paths", "/skills/", value={}),
    "collections-are-plural": set_at("paths", "/skill", value={}),
    "members-are-of-plurals": set_at("paths", "/skill/{skillId}", value={}),
    "nobody-is-rejected": set_at("paths", "/applications/{applicationId}/rejection", value={}),
    "queries-are-camel-case": set_at(*_QUERY, value="skill_kind"),
    "nothing-sensitive-in-addresses": set_at("paths", "/skills", "get", "parameters", 1, "name", value="lastName"),
    "only-standard-methods": set_at("paths", "/skills", "trace", value={"responses": {"200": _ANY}}),
    "operation-is-described": set_at("paths", "/skills", "get", "tags", value=[]),
    "answers-carry-the-version": set_at("paths", "/skills", "get", "responses", "200", value=_ANY),
    "problems-are-problem-documents": set_at(
        "paths", "/skills", "get", "responses", "409", value=_ANY | {"content": {"text/plain": {}}}
    ),
    "problem-has-its-fields": set_at("components", "schemas", "Problem", "required", value=["type"]),
    "guarded-operations-say-so": set_at("paths", "/vacancies", "get", "responses", value={"200": _ANY}),
    "moments-are-rfc-3339": set_at(
        "components", "schemas", "KeyOut", "properties", "createdAt", value={"type": "string"}
    ),
    "answers-have-no-defaults": set_at("components", "schemas", "LabelOut", "properties", "nl", "default", value="?"),
    "requests-are-closed": set_at("components", "schemas", "SectionIn", "additionalProperties", value=True),
    "ids-are-uuids": set_at("paths", "/vacancies/{vacancyId}", "get", "parameters", 0, "schema", value={}),
}


def test_the_linter_finds_what_breaks_its_rules(spectral: Path, committed: Document, tmp_path: Path) -> None:
    broken = deepcopy(committed)
    for change in BREAKS.values():
        change(broken)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken), "utf-8")
    assert BREAKS.keys() - linted(spectral, path) == set()
