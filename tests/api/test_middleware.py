"""The bound on requests is a key's own, however it is spelt; what was not accepted counts by its address."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.api.world import Caller

BOUND = 6


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, background_jobs=False, rate_limit_per_minute=BOUND)


def answered(client: TestClient, header: str, path: str = "/v1/caller") -> int:
    return client.get(path, headers={"Authorization": header}).status_code


def test_a_key_has_one_bound_however_its_header_is_spelt(client: TestClient, platform: Caller) -> None:
    spelt = [f"Bearer {platform.key}", f"bearer {platform.key}", f"BEARER   {platform.key}", f"Bearer  {platform.key} "]
    assert [answered(client, spelt[turn % len(spelt)]) for turn in range(BOUND)] == [200] * BOUND
    assert {answered(client, spelling) for spelling in spelt} == {429}


def test_keys_that_were_made_up_have_no_bound_of_their_own(client: TestClient) -> None:
    answers = [answered(client, f"Bearer {number}", "/v1/openapi.json") for number in range(BOUND + 1)]
    assert answers == [200] * BOUND + [429]


def test_a_key_that_was_accepted_goes_on_when_its_address_may_not(client: TestClient, platform: Caller) -> None:
    assert platform.get("/caller").status_code == 200
    for number in range(BOUND):
        answered(client, f"Bearer {number}", "/v1/openapi.json")
    assert answered(client, "Bearer new", "/v1/openapi.json") == 429
    assert platform.get("/caller").status_code == 200


def test_the_requests_that_are_left_are_told_of_the_key(platform: Caller) -> None:
    told = [platform.get("/caller").headers["ratelimit"].split(";")[1] for _ in range(3)]
    assert told == [f"r={BOUND - 1}", f"r={BOUND - 2}", f"r={BOUND - 3}"]
