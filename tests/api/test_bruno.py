"""The collection for Bruno is a story: sent in its order, every request of it gets the answer that it asserts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from fastapi.testclient import TestClient

from openapi.document import DOCUMENT
from tests.api.world import Caller

COLLECTION: Final = DOCUMENT.parent / "examples" / "bruno"
_BLOCK: Final = re.compile(r"^(?P<name>[a-z:-]+) \{\n(?P<content>.*?)^\}", re.MULTILINE | re.DOTALL)
_METHODS: Final = {"get", "post", "put", "patch", "delete"}


def blocks(file: Path) -> dict[str, str]:
    """The blocks of a ``.bru`` file by name, their lines without the indent."""
    found = _BLOCK.finditer(file.read_text("utf-8"))
    return {block["name"]: re.sub(r"(?m)^  ", "", block["content"]) for block in found}


def pairs(block: str) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition(": ") for line in block.splitlines())}


def requests() -> list[dict[str, str]]:
    found = [blocks(file) for file in COLLECTION.glob("*.bru")]
    return sorted(found, key=lambda request: int(pairs(request["meta"])["seq"]))


class Story:
    """The variables of the collection, filled in and kept as Bruno does."""

    def __init__(self, client: TestClient, known: dict[str, str]) -> None:
        self._client = client
        self._known = known

    def send(self, request: dict[str, str]) -> None:
        (method,) = _METHODS & request.keys()
        url = self._filled(pairs(request[method])["url"])
        headers = {"Authorization": "Bearer " + self._filled(pairs(request["auth:bearer"])["token"])}
        headers |= pairs(request.get("headers", ""))
        body = json.loads(self._filled(request["body:json"])) if "body:json" in request else None
        answer = self._client.request(method.upper(), url, headers=headers, json=body)
        (asserted,) = pairs(request["assert"]).items()
        assert asserted == ("res.status", f"eq {answer.status_code}"), (request["meta"], answer.text)
        for name, place in pairs(request.get("vars:post-response", "")).items():
            self._known[name] = answer.json()[place.removeprefix("res.body.")]

    def _filled(self, text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda found: self._known[found[1]], text)


def test_the_collection_works_from_its_first_request_to_its_last(
    client: TestClient, platform: Caller, employer: Caller, other_employer: Caller
) -> None:
    known = {
        "base": "",
        "platformKey": platform.key,
        "employerKey": employer.key,
        "otherEmployerKey": other_employer.key,
        "otherOrganisationId": other_employer.id,
    }
    assert (
        known.keys() == pairs(blocks(COLLECTION / "environments" / "local.bru")["vars"].replace(":\n", ": \n")).keys()
    )
    story = Story(client, known)
    for request in requests():
        story.send(request)


def test_the_requests_are_numbered_without_a_gap_and_named_as_their_files() -> None:
    told = [pairs(request["meta"]) for request in requests()]
    assert [int(meta["seq"]) for meta in told] == list(range(1, len(told) + 1))
    names = [f"{int(meta['seq']):02}-{meta['name'].replace(' ', '-')}.bru" for meta in told]
    assert names == sorted(file.name for file in COLLECTION.glob("*.bru"))
    assert len(told) >= 20
