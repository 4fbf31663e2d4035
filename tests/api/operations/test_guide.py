"""The guide is served, its links lead somewhere, and every request on its pages works: in a shell as well."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt
from standardwebhooks import Webhook, WebhookVerificationError

from api.db import Database
from api.operations.guide import PICTURES, TITLES, source
from api.operations.snippets import PREAMBLE, command, is_request
from api.organisations.service import add_organisation
from api.settings import Settings
from api.tables import Role
from api.webhooks.events import Event
from tests.api.serving import serving
from tests.api.world import Caller

WITH_REQUESTS = ("cookbook", "recruiters", "candidate-apps")


def fences(page: str) -> list[tuple[str, str]]:
    return [(token.info, token.content) for token in MarkdownIt().parse(source(page)) if token.type == "fence"]


def requests_of(page: str) -> list[tuple[str, str]]:
    return [(info, content) for info, content in fences(page) if is_request(info)]


@pytest.mark.parametrize("name", ["", *(f"/{name}" for name in TITLES)])
def test_every_page_is_served_and_its_links_lead_somewhere(name: str, client: TestClient) -> None:
    answer = client.get(f"/docs/guide{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in answer.text
    links = set(re.findall(r'(?:href|src)="([^"]+)"', answer.text))
    assert links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("name", ["nothing", "frame", "../routes", "INDEX", "index.md"])
def test_there_are_no_other_pages(name: str, client: TestClient) -> None:
    assert client.get(f"/docs/guide/{name}").status_code == 404


class Cook:
    """Carries out the requests of the cookbook, and keeps what their answers hold."""

    def __init__(self, client: TestClient, **callers: Caller) -> None:
        self._client = client
        self._callers = callers
        self.known: dict[str, str] = {}

    def carry_out(self, info: str, content: str) -> None:
        _, name, status, *kept = info.split()
        line, _, body = content.partition("\n")
        method, path = self._filled(line).split()
        caller = self._callers.get(name) or Caller(self._client, "", self.known[name])
        wish: dict[str, Any] = {"json": json.loads(self._filled(body))} if body.strip() else {}
        answer = caller.call(method, path.removeprefix("/v1"), **wish)
        assert answer.status_code == int(status), (line, answer.text)
        for pair in kept:
            variable, _, field = pair.partition("=")
            self.known[variable] = answer.json()[field]

    def _filled(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.known[found[1]], text)


@pytest.mark.parametrize("page", WITH_REQUESTS)
def test_the_requests_of_a_page_work_from_the_first_to_the_last(
    page: str, client: TestClient, platform: Caller, employer: Caller
) -> None:
    cook = Cook(client, platform=platform, employer=employer)
    for info, content in requests_of(page):
        cook.carry_out(info, content)


def test_the_cookbook_has_its_ten_tasks() -> None:
    assert len(re.findall(r"(?m)^## \d+\. ", source("cookbook"))) >= 10
    assert len(requests_of("cookbook")) >= 14


def in_shell(script: str, folder: Path, url: str, base: str) -> str:
    """What the script prints, run as a reader would in ``folder``. Fails with the first command that does."""
    environment = os.environ | {
        "SKILLSCV_DATABASE_URL": url,
        "SKILLSCV_URL": base,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    command = ["bash", "-c", "set -eu\n" + script.replace("http://localhost:8000", base)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def added(url: str) -> dict[str, str]:
    """Keys by what stands in their place in the guide."""
    database = Database(url)
    with database.writing() as session:
        keys = {
            "KEY_OF_A_PLATFORM": add_organisation(session, "One", Role.PLATFORM, "one")[1],
            "KEY_OF_AN_EMPLOYER": add_organisation(session, "Two", Role.EMPLOYER, "one")[1],
        }
    database.dispose()
    return keys


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl")
def test_the_commands_that_are_shown_work_in_a_shell(sqlite_url: str, tmp_path: Path) -> None:
    quick_start = "\n".join(content for info, content in fences("quick-start") if info == "sh")
    preamble = PREAMBLE
    for name, key in added(sqlite_url).items():
        preamble = preamble.replace(name, key)
    asked = [request for page in WITH_REQUESTS for request in requests_of(page)]
    with serving(sqlite_url, tmp_path / "log") as (_, base):
        in_shell(quick_start, tmp_path, sqlite_url, base)
        ranking = (tmp_path / "ranking.csv").read_text("utf-8")
        answered = in_shell("\n".join([preamble, *(command(*one) for one in asked)]), tmp_path, sqlite_url, base)
    assert ("p-1" in ranking, "p-2" in ranking) == (True, True)
    assert answered.split() == [info.split()[2] for info, _ in asked]


def test_what_checks_a_webhook_takes_ours_and_nothing_else() -> None:
    found: dict[str, Any] = {}
    (content,) = (content for info, content in fences("cookbook") if info == "python")
    exec(content, found)  # noqa: S102  our own page
    secret, moment = "whsec_" + "a" * 44, datetime.now(UTC)
    head = {"webhook-id": "1", "webhook-timestamp": str(int(moment.timestamp()))}
    signature = Webhook(secret).sign("1", moment, '{"id": 1}')
    assert found["accept"](secret, '{"id": 1}', head | {"webhook-signature": signature}) == {"id": 1}
    with pytest.raises(WebhookVerificationError):
        found["accept"](secret, '{"id": 2}', head | {"webhook-signature": signature})


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_served_and_says_in_words_what_it_shows(name: str, client: TestClient) -> None:
    answer = client.get(f"/docs/guide/pictures/{name}.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    told = {element.tag.rpartition("}")[2] for element in ET.fromstring(answer.text)}  # noqa: S314  our own file
    assert {"title", "desc"} <= told
    assert f"/docs/guide/pictures/{name}.svg" in source("concepts")


def test_there_are_no_other_pictures(client: TestClient) -> None:
    assert client.get("/docs/guide/pictures/nothing.svg").status_code == 404


def shown(default: object) -> str:
    if default is None:
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_told_as_it_is_and_no_other() -> None:
    """A row is the name, the default and the description of the field: who changes one changes the page."""
    rows = re.findall(r"(?m)^\| `([A-Z_]+)` \| (\S.*?) \| (.+) \|$", source("running"))
    assert all(field.description for field in Settings.model_fields.values())
    assert rows == [
        (name.upper(), shown(field.default), field.description) for name, field in Settings.model_fields.items()
    ]


def test_every_event_is_told_once_and_no_other() -> None:
    rows = re.findall(r"(?m)^\| ((?:`[a-z]+\.[a-z]+`(?:, )?)+) \|", source("cookbook"))
    told = [event for row in rows for event in re.findall(r"`(.+?)`", row)]
    assert sorted(told) == sorted(Event)


def test_what_a_webhook_is_shown_to_send_is_what_is_sent() -> None:
    """Beside what ``tests/api/webhooks`` receives."""
    (body,) = (json.loads(content) for info, content in fences("cookbook") if info == "json")
    assert set(body) == {"specversion", "id", "source", "type", "time", "data"}
    assert body["type"] in {*Event}
