"""``/v1/audits/funnel``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import ReadsAudit
from api.db import ReadSession
from api.funnel import plot, service
from api.funnel.schemas import FunnelOut, Grouping
from api.schemas import Days
from taxonomy.model import Language

router = APIRouter(prefix="/audits", tags=["Audits"])
SVG = "image/svg+xml"


@router.get(
    "/funnel",
    operation_id="getFunnel",
    summary="Applications, referrals, acceptances and time to answer; small cells suppressed",
)
def funnel(
    caller: ReadsAudit,
    session: ReadSession,
    by: Annotated[Grouping, Query()] = "organisation",
    days: Annotated[Days, Query(description="Counted is what began in so many days until now.")] = 365,
) -> FunnelOut:
    return service.figures(session, caller, by, days)


@router.get(
    "/funnel/plot",
    operation_id="plotFunnel",
    summary="The community's funnel as an SVG picture",
    response_class=Response,
    responses={200: {"content": {SVG: {"schema": {"type": "string"}}}}},
)
def picture(
    caller: ReadsAudit,
    session: ReadSession,
    days: Annotated[Days, Query()] = 365,
    language: Annotated[Language, Query()] = Language.NL,
) -> Response:
    total = service.figures(session, caller, "organisation", days).total
    return Response(plot.svg(total, language), media_type=SVG)
