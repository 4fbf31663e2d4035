"""The callers of a test, and bodies they send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx import Response

from api.db import now

STORY = (
    "Elke donderdag maak ik het rooster voor twaalf vrijwilligers van de voedselbank en verdeel ik de ritten. "
    "Toen de koeling uitviel heb ik binnen een uur een andere plek geregeld, zodat er niets weg hoefde."
)
OTHER_STORY = (
    "Ik trainde de pupillen van de handbalclub en legde elke oefening net zo lang uit tot iedereen hem kon. "
    "Ouders die ruzie kregen langs het veld nam ik apart tot het uitgepraat was."
)


@dataclass
class Caller:
    """One key or token, and the organisation or SkillsCV it belongs to."""

    client: TestClient
    id: str
    key: str

    @property
    def uuid(self) -> UUID:
        return UUID(self.id)

    def call(self, method: str, path: str, **options: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.key}"} | options.pop("headers", {})
        response: Response = self.client.request(method, "/v1" + path, headers=headers, **options)
        return response

    def get(self, path: str, **options: Any) -> Response:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Response:
        return self.call("POST", path, json={} if json is None else json, **options)

    def patch(self, path: str, json: Any, etag: str | None = None) -> Response:
        return self.call("PATCH", path, json=json, headers={} if etag is None else {"If-Match": etag})

    def put(self, path: str, json: Any) -> Response:
        return self.call("PUT", path, json=json)

    def delete(self, path: str, **options: Any) -> Response:
        return self.call("DELETE", path, **options)


def submission(
    ref: str, *texts: str, consents: list[dict[str, Any]] | None = None, kind: str = "volunteering"
) -> dict[str, Any]:
    given = [{"purpose": "matching", "grantedAt": now().isoformat()}] if consents is None else consents
    return {
        "externalRef": ref,
        "language": "nl",
        "sections": [{"kind": kind, "text": text} for text in texts or (STORY,)],
        "consents": given,
    }


def vacancy(ref: str = "v-1", *, visibility: str = "community", **more: Any) -> dict[str, Any]:
    return {
        "externalRef": ref,
        "title": "Coördinator vrijwilligers",
        "language": "nl",
        "text": "Je maakt roosters, regelt vervoer en lost op wat er misgaat.",
        "requirements": [
            {"skillId": "planning", "weight": 5, "minimumLevel": 2, "need": "must"},
            {"skillId": "problem-solving", "weight": 3, "minimumLevel": 1, "need": "nice"},
        ],
        "visibility": visibility,
    } | more
