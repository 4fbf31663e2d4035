"""What is to go is announced in its answers and in the document."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.deprecations import DEPRECATIONS, Deprecation
from api.knowledge import Knowledge
from api.settings import Settings

OLD = Deprecation(date(2026, 1, 31), date(2026, 9, 1), "https://example.org/instead")


@pytest.fixture
def client(settings: Settings, knowledge: Knowledge) -> Iterator[TestClient]:
    app = create_app(settings, knowledge=knowledge, deprecations={"theOldWay": OLD})

    @app.get("/v1/old-way", operation_id="theOldWay", tags=["Skills"], summary="The old way")
    def old_way() -> str:
        return "still here"

    with TestClient(app) as found:
        yield found


def test_an_operation_that_is_to_go_says_since_when_and_until_when(client: TestClient) -> None:
    answer = client.get("/v1/old-way")
    assert answer.json() == "still here"
    assert answer.headers["deprecation"] == "@1769817600"
    assert answer.headers["sunset"] == "Tue, 01 Sep 2026 00:00:00 GMT"
    assert answer.headers["link"] == '<https://example.org/instead>; rel="deprecation"; type="text/html"'


def operations(client: TestClient) -> dict[str, dict[str, Any]]:
    paths = client.get("/v1/openapi.json").json()["paths"]
    found = (one for item in paths.values() for one in item.values() if isinstance(one, dict))
    return {one["operationId"]: one for one in found}


def test_the_document_marks_it_and_nothing_else(client: TestClient) -> None:
    assert [name for name, one in operations(client).items() if "deprecated" in one] == ["theOldWay"]
    assert "deprecation" not in client.get("/v1/system-card").headers


def test_six_months_notice_are_the_least() -> None:
    with pytest.raises(ValueError, match="183 days"):
        Deprecation(date(2026, 1, 31), date(2026, 7, 31), "https://example.org/instead")


def test_every_operation_in_the_table_exists(client: TestClient) -> None:
    assert DEPRECATIONS.keys() <= operations(client).keys()
