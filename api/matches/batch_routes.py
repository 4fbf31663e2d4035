"""``/v1/match-batches``."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response, status

from api.auth import Matches
from api.db import ReadSession, WriteSession
from api.idempotency import IdempotentRoute
from api.matches import batches
from api.matches.schemas import MatchBatchIn, MatchBatchOut, MatchBatchPage
from api.paging import Paged
from api.tables import MatchBatch

router = APIRouter(route_class=IdempotentRoute)


@router.post(
    "/match-batches",
    operation_id="createMatchBatch",
    summary="Rank everyone for many vacancies, in the background",
    status_code=status.HTTP_202_ACCEPTED,
)
def create(wish: MatchBatchIn, caller: Matches, session: WriteSession, response: Response) -> MatchBatchOut:
    row = batches.create(session, caller, wish)
    response.headers["Location"] = f"/v1/match-batches/{row.id}"
    return batches.present(row)


@router.get("/match-batches", operation_id="listMatchBatches", summary="Your match batches, also those under way")
def list_batches(caller: Matches, session: ReadSession, page: Paged) -> MatchBatchPage:
    rows, after = page.fetch(
        session, batches.visible_to(caller), MatchBatch.created_at, MatchBatch.id, filters={"caller": caller.name}
    )
    return MatchBatchPage(items=[batches.present(row) for row in rows], next=after)


@router.get(
    "/match-batches/{match_batch_id}",
    operation_id="getMatchBatch",
    summary="How far a match batch is; its runs are match runs with its id",
)
def get_batch(match_batch_id: UUID, caller: Matches, session: ReadSession) -> MatchBatchOut:
    return batches.present(batches.seen(session, caller, match_batch_id))


@router.post(
    "/match-batches/{match_batch_id}/cancellation",
    operation_id="cancelMatchBatch",
    summary="Stop a match batch; the runs it made stay",
)
def cancel(match_batch_id: UUID, caller: Matches, session: WriteSession) -> MatchBatchOut:
    return batches.present(batches.cancel(session, caller, match_batch_id))
