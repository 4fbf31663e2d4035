"""Objections: a candidate sends one, a person of their organisation answers it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.rendering import onward, shown
from api.console.session import Sent, Visit

router = APIRouter()


@router.get("/me/objections")
async def own(visit: Visit, run: UUID | None = None, cursor: str = "") -> Response:
    return shown(visit, "objections.html", found=await visit.calls.page("/objections", cursor), run=run)


@router.post("/me/objections")
async def object_to(visit: Visit, form: Sent) -> Response:
    wish: dict[str, Any] = {"text": form.text("text")}
    if form.text("run"):
        wish["matchRunId"] = form.text("run")
    await visit.calls.post("/objections", wish, once=form.once)
    return onward("/me/objections", "objected")


@router.get("/objections")
async def received(visit: Visit, cursor: str = "") -> Response:
    return shown(visit, "objections_received.html", found=await visit.calls.page("/objections", cursor))


@router.post("/objections/{objection_id}")
async def answer(objection_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/objections/{objection_id}/answer", {"text": form.text("text")}, once=form.once)
    return onward("/objections", "objection-answered")
