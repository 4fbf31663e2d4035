"""Match runs of many vacancies at once, in the background, with how far they are."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from api.console.rendering import by_id, onward, shown
from api.console.session import Sent, Visit

router = APIRouter(prefix="/match-batches")


@router.post("")
async def begin(visit: Visit, form: Sent) -> Response:
    """Ranks everyone for all open vacancies of this organisation."""
    made = await visit.calls.post("/match-batches", {"limit": form.number("limit", 20)}, once=form.once)
    return onward(f"/match-batches/{made['id']}")


@router.get("/{batch_id}")
async def one(batch_id: UUID, visit: Visit, cursor: str = "") -> Response:
    return shown(
        visit,
        "batch.html",
        batch=await visit.calls.get(f"/match-batches/{batch_id}"),
        runs=await visit.calls.page("/match-runs", cursor, matchBatchId=batch_id),
        vacancies=by_id(await visit.calls.items("/vacancies", organisationId=visit.session.id)),
    )


@router.post("/{batch_id}/cancellation")
async def cancel(batch_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/match-batches/{batch_id}/cancellation", {}, once=form.once)
    return onward(f"/match-batches/{batch_id}", "batch-stopped")
