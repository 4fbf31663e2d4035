"""Calls to the service from its own process, by the rules that hold for everybody: its ASGI interface."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Final
from uuid import UUID

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
_MOST: Final = 500
_PAGE: Final = 100
_SHOWN: Final = 50
_visitor_at: ContextVar[tuple[str, int]] = ContextVar("visitor_at", default=("unknown", 0))
Query = Mapping[str, str | int | UUID | None]


class Refused(Exception):  # noqa: N818  the service's answer, not a failure of ours
    """The service answered with a problem document; its texts quote no input."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.detail: str = problem.get("detail", "")
        self.errors: list[dict[str, str]] = list(problem.get("errors") or ())


class Service:
    """The service as a client sees it. One object for the life of the app; no network is used."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        transport = httpx.ASGITransport(self._from_visitor, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://console", trust_env=False)

    async def _from_visitor(self, scope: Scope, receive: Receive, send: Send) -> None:
        # bounds on wrong keys count by address: the visitor's, not one that all visitors share
        await self._app({**scope, "client": _visitor_at.get()}, receive, send)

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer to a request below ``/v1``. Raises Refused where it is a problem document."""
        response = await self._client.request(method, "/v1" + path, **options)
        if response.is_error:
            is_json = response.headers.get("content-type", "").endswith("json")
            raise Refused(response.status_code, response.json() if is_json else {})
        return response


class Calls:
    """The service for one visitor, with their key or token."""

    def __init__(self, service: Service, key: str, address: tuple[str, int]) -> None:
        self._service = service
        self._headers = {"Authorization": f"Bearer {key}"}
        self._address = address

    async def get(self, path: str, **query: str | int | UUID | None) -> Any:
        return (await self.fetch(path, query)).json()

    async def fetch(self, path: str, query: Query | None = None) -> httpx.Response:
        given = {name: str(value) for name, value in (query or {}).items() if value not in (None, "")}
        return await self._call("GET", path, params=given)

    async def page(self, path: str, cursor: str, **query: str | int | UUID | None) -> Any:
        """A page of a list as ``{"items", "next"}``, the newest first; ``next`` is empty at the end."""
        found = await self.get(path, **{**query, "limit": _SHOWN, "cursor": cursor, "order": "newest"})
        return {"next": "", **found}

    async def items(self, path: str, **query: str | int | UUID | None) -> list[Any]:
        """The newest 500 of a list, the newest first: for names and choices. What can be longer is shown in pages."""
        found: list[Any] = []
        cursor: str | None = None
        while len(found) < _MOST:
            page = await self.get(path, **{**query, "limit": _PAGE, "cursor": cursor, "order": "newest"})
            found += page["items"]
            cursor = page.get("next")
            if cursor is None:
                break
        return found

    async def post(self, path: str, body: Any, *, once: str | None = None) -> Any:
        """``once``: the number of the form, so that sending it twice has one effect."""
        headers = {} if once is None else {"Idempotency-Key": once}
        return (await self._call("POST", path, json=body, headers=headers)).json()

    async def post_lines(self, path: str, lines: bytes) -> Any:
        headers = {"Content-Type": "application/x-ndjson"}
        return (await self._call("POST", path, content=lines, headers=headers)).json()

    async def read_document(self, content: bytes) -> Any:
        """What is read of a PDF, DOCX or TXT; nothing of it is kept."""
        return (await self._call("POST", "/readings", files={"file": ("document", content)})).json()

    async def put(self, path: str, body: Any) -> Any:
        return (await self._call("PUT", path, json=body)).json()

    async def patch(self, path: str, change: Mapping[str, Any], version: str) -> Any:
        """``version``: entity tag of what the change was thought out for; Refused (412) when it is another by now."""
        headers = {"If-Match": version, "Content-Type": MERGE_PATCH}
        return (await self._call("PATCH", path, json=change, headers=headers)).json()

    async def delete(self, path: str) -> None:
        await self._call("DELETE", path)

    async def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = self._headers | options.pop("headers", {})
        token = _visitor_at.set(self._address)
        try:
            return await self._service.call(method, path, headers=headers, **options)
        finally:
            _visitor_at.reset(token)
