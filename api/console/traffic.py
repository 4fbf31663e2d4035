"""What comes in and goes out in bulk: imports, and webhooks."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.console.calls import Refused
from api.console.rendering import onward, shown
from api.console.session import Sent, Visit, Visitor

router = APIRouter()
_PATIENCE: Final = 3.0
"""Seconds that a visitor waits for an import; after that they see how far it is."""


@router.get("/imports")
async def imports(visit: Visit, cursor: str = "") -> Response:
    return shown(visit, "imports.html", found=await visit.calls.page("/imports", cursor))


@router.post("/imports")
async def send(request: Request, visit: Visit, form: Sent) -> Response:
    lines = form.content("file") or form.text("lines").encode()
    sending = asyncio.create_task(visit.calls.post_lines("/imports", lines))
    under_way: set[asyncio.Task[Any]] = request.app.state.imports
    under_way.add(sending)  # the loop itself keeps no task alive
    sending.add_done_callback(_ended(under_way))
    done, _ = await asyncio.wait({sending}, timeout=_PATIENCE)
    if done:
        return onward(f"/imports/{(await sending)['id']}", "import-done")
    newest = (await visit.calls.page("/imports", ""))["items"]
    running = next((item for item in newest if item["status"] == "running"), None)
    return onward("/imports" if running is None else f"/imports/{running['id']}", "import-begun")


def _ended(under_way: set[asyncio.Task[Any]]) -> Any:
    def forget(task: asyncio.Task[Any]) -> None:
        under_way.discard(task)
        if not task.cancelled():
            task.exception()  # an import that broke off says so itself, in its row

    return forget


@router.get("/imports/{import_id}")
async def one_import(import_id: UUID, visit: Visit, cursor: str = "") -> Response:
    return shown(
        visit,
        "import.html",
        found=await visit.calls.get(f"/imports/{import_id}"),
        errors=await visit.calls.get(f"/imports/{import_id}/errors", limit=100, cursor=cursor),
    )


@router.post("/imports/{import_id}/cancellation")
async def cancel(import_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/imports/{import_id}/cancellation", {}, once=form.once)
    return onward(f"/imports/{import_id}", "import-stopped")


@router.get("/webhooks")
async def webhooks(visit: Visit) -> Response:
    return await _webhooks(visit)


async def _webhooks(visit: Visitor, *, status: int = 200, **more: Any) -> Response:
    values = {"secret": "", "url": "", "problems": ()} | more
    endpoints = await visit.calls.items("/webhook-endpoints")
    sent = {item["id"]: await _deliveries(visit, item["id"]) for item in endpoints}
    return shown(visit, "webhooks.html", status=status, endpoints=endpoints, sent=sent, **values)


async def _deliveries(visit: Visitor, endpoint_id: str) -> list[Any]:
    found: list[Any] = (await visit.calls.page(f"/webhook-endpoints/{endpoint_id}/deliveries", ""))["items"]
    return found


@router.post("/webhooks")
async def add(visit: Visit, form: Sent) -> Response:
    url = form.text("url").strip()
    try:
        made = await visit.calls.post("/webhook-endpoints", {"url": url}, once=form.once)
    except Refused as refused:
        if refused.status != 400:  # noqa: PLR2004  an address that cannot be taken
            raise
        return await _webhooks(visit, status=400, url=url, problems=refused.errors)
    return await _webhooks(visit, secret=made["secret"])  # no redirect: it is shown in this answer only


@router.post("/webhooks/{endpoint_id}/rotation")
async def rotate(endpoint_id: UUID, visit: Visit, form: Sent) -> Response:
    made = await visit.calls.post(f"/webhook-endpoints/{endpoint_id}/secret-rotation", {}, once=form.once)
    return await _webhooks(visit, secret=made["secret"])


@router.post("/webhooks/{endpoint_id}")
async def change(endpoint_id: UUID, visit: Visit, form: Sent) -> Response:
    path = f"/webhook-endpoints/{endpoint_id}"
    if form.text("do") == "delete":
        await visit.calls.delete(path)
        return onward("/webhooks", "endpoint-deleted")
    version = (await visit.calls.fetch(path)).headers["etag"]
    await visit.calls.patch(path, {"status": form.text("do")}, version)
    return onward("/webhooks", "endpoint-changed")


@router.post("/webhooks/deliveries/{delivery_id}/replay")
async def replay(delivery_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/webhook-deliveries/{delivery_id}/replay", {}, once=form.once)
    return onward("/webhooks", "delivery-replayed")
