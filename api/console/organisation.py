"""What an organisation sees of itself: people, keys, the audit log and the system card."""

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
    return shown(visit, "people.html", found=await visit.calls.page("/skillscvs", cursor))


@router.get("/people/{skillscv_id}")
async def person(skillscv_id: UUID, visit: Visit) -> Response:
    return await _person(visit, skillscv_id, "")


@router.post("/people/{skillscv_id}/token")
async def issue_token(skillscv_id: UUID, visit: Visit, form: Sent) -> Response:
    made = await visit.calls.post(f"/skillscvs/{skillscv_id}/candidate-token", {}, once=form.once)
    return await _person(visit, skillscv_id, made["candidateToken"])  # no redirect: it is shown in this answer only


async def _person(visit: Visitor, skillscv_id: UUID, token: str) -> Response:
    skillscv = await visit.calls.get(f"/skillscvs/{skillscv_id}")
    return shown(
        visit,
        "one_of_people.html",
        token=token,
        is_own=visit.session.kind == "platform",
        **laid_out(skillscv, visit.session.language),
    )


@router.get("/organisation")
async def organisation(visit: Visit) -> Response:
    return await _organisation(visit, None)


@router.post("/organisation/keys")
async def issue(visit: Visit, form: Sent) -> Response:
    wish: dict[str, Any] = {"name": form.text("name").strip() or "console"}
    if form.texts("scope"):
        wish["scopes"] = form.texts("scope")
    made = await visit.calls.post("/api-keys", wish, once=form.once)
    return await _organisation(visit, made)  # no redirect: the key is shown in this answer only


async def _organisation(visit: Visitor, made: dict[str, Any] | None) -> Response:
    return shown(
        visit,
        "organisation.html",
        communities=(await visit.calls.get("/communities"))["items"],
        organisations=await visit.calls.items("/organisations"),
        keys=await visit.calls.items("/api-keys"),
        scopes=(await visit.calls.get("/caller"))["scopes"],
        made=made,
    )


@router.post("/organisation/keys/{key_id}/revocation")
async def revoke(key_id: UUID, visit: Visit, form: Sent) -> Response:
    del form
    await visit.calls.delete(f"/api-keys/{key_id}")
    return onward("/organisation", "key-revoked")


@router.get("/audit-log")
async def audit_log(visit: Visit, cursor: str = "") -> Response:
    return shown(
        visit,
        "audit_log.html",
        found=await visit.calls.page("/audit-log", cursor),
        chain=await visit.calls.get("/audit-log/verification"),
    )


@router.get("/system-card")
async def system_card(visit: Visit) -> Response:
    return shown(visit, "system_card.html", card=await visit.calls.get("/system-card"))
