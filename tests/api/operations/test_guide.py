"""The guide is served, its links lead somewhere, and every request of its cookbook works."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from api.operations.guide import TITLES, source
from tests.api.world import Caller


@pytest.mark.parametrize("name", ["", *(f"/{name}" for name in TITLES)])
def test_every_page_is_served_and_its_links_lead_somewhere(name: str, client: TestClient) -> None:
    answer = client.get(f"/docs/guide{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in answer.text
    links = set(re.findall(r'href="([^"]+)"', answer.text))
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


def test_the_cookbook_works_from_its_first_request_to_its_last(
    client: TestClient, platform: Caller, employer: Caller
) -> None:
    requests = [
        (token.info, token.content)
        for token in MarkdownIt().parse(source("cookbook"))
        if token.type == "fence" and token.info.startswith("http ")
    ]
    assert len(requests) >= 14
    cook = Cook(client, platform=platform, employer=employer)
    for info, content in requests:
        cook.carry_out(info, content)
