"""What every answer has, whatever was asked."""

from uuid import UUID

import pytest

from tests.api.world import Caller


@pytest.mark.parametrize("path", ["/skills?limit=3", "/skills/planning", "/system-card", "/skills/no-such-skill"])
def test_head_answers_as_get_does_without_a_body(path: str, platform: Caller) -> None:
    got, asked = platform.call("GET", path), platform.call("HEAD", path)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert asked.headers["content-length"] == str(len(got.content))


def test_head_is_not_taken_where_nothing_can_be_read(platform: Caller) -> None:
    refused = platform.call("HEAD", "/readings")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/skills/jan-de-vries-1980", "/nowhere/jan-de-vries-1980"])
def test_a_problem_names_its_request_and_not_what_was_typed(path: str, platform: Caller) -> None:
    problem = platform.call("GET", path)
    request_id = UUID(problem.headers["X-Request-Id"])
    assert problem.json()["instance"] == f"urn:uuid:{request_id}"
    assert "jan" not in problem.text
