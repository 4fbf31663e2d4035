"""What an organisation sees of itself: people, keys, imports, webhooks, the audit log and the system card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.own_skillscv import laid_out
from api.console.rendering import onward, shown
from api.console.session import Sent, Visit, Visitor

router = APIRouter()


@router.get("/people")
async def people(visit: Visit, cursor: str = "") -> Response:
    return shown(visit, "people.html", found=await visit.calls.get("/skillscvs", limit=100, cursor=cursor))


@router.get("/people/{skillscv_id}")
async def person(skillscv_id: UUID, visit: Visit) -> Response:
    skillscv = await visit.calls.get(f"/skillscvs/{skillscv_id}")
    return shown(visit, "one_of_people.html", **laid_out(skillscv, visit.session.language))


@router.get("/organisation")
async def organisation(visit: Visit) -> Response:
    return await _organisation(visit, None)


@router.post("/organisation/keys")
async def issue(visit: Visit, form: Sent) -> Response:
    made = await visit.calls.post("/api-keys", {"name": form.text("name").strip() or "console"}, once=form.once)
    return await _organisation(visit, made)  # no redirect: the key is shown in this answer only


async def _organisation(visit: Visitor, made: dict[str, Any] | None) -> Response:
    return shown(
        visit,
        "organisation.html",
        communities=(await visit.calls.get("/communities"))["items"],
        organisations=await visit.calls.items("/organisations"),
        keys=await visit.calls.items("/api-keys"),
        made=made,
    )


@router.post("/organisation/keys/{key_id}/revocation")
async def revoke(key_id: UUID, visit: Visit, form: Sent) -> Response:
    del form
    await visit.calls.delete(f"/api-keys/{key_id}")
    return onward("/organisation", "key-revoked")


@router.get("/imports")
async def imports(visit: Visit) -> Response:
    return shown(visit, "imports.html", items=await visit.calls.items("/imports"))


@router.post("/imports")
async def send(visit: Visit, form: Sent) -> Response:
    lines = await form.content("file") or form.text("lines").encode()
    made = await visit.calls.post_lines("/imports", lines)
    return onward(f"/imports/{made['id']}", "import-done")


@router.get("/imports/{import_id}")
async def one_import(import_id: UUID, visit: Visit) -> Response:
    return shown(
        visit,
        "import.html",
        found=await visit.calls.get(f"/imports/{import_id}"),
        errors=(await visit.calls.items(f"/imports/{import_id}/errors"))[::-1],
    )


@router.post("/imports/{import_id}/cancellation")
async def cancel(import_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/imports/{import_id}/cancellation", {}, once=form.once)
    return onward(f"/imports/{import_id}", "import-stopped")


@router.get("/webhooks")
async def webhooks(visit: Visit) -> Response:
    endpoints = await visit.calls.items("/webhook-endpoints")
    sent = {item["id"]: await visit.calls.items(f"/webhook-endpoints/{item['id']}/deliveries") for item in endpoints}
    return shown(visit, "webhooks.html", endpoints=endpoints, sent=sent)


@router.post("/webhooks/deliveries/{delivery_id}/replay")
async def replay(delivery_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/webhook-deliveries/{delivery_id}/replay", {}, once=form.once)
    return onward("/webhooks", "delivery-replayed")


@router.get("/audit-log")
async def audit_log(visit: Visit, cursor: str = "") -> Response:
    return shown(
        visit,
        "audit_log.html",
        found=await visit.calls.get("/audit-log", limit=100, cursor=cursor),
        chain=await visit.calls.get("/audit-log/verification"),
    )


@router.get("/system-card")
async def system_card(visit: Visit) -> Response:
    return shown(visit, "system_card.html", card=await visit.calls.get("/system-card"))
