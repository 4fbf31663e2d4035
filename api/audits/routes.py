"""``/v1/audits`` and the candidate's voluntary answers for them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.audits import service, store
from api.audits.schemas import (
    Attribute,
    DemographicsIn,
    DemographicsOut,
    ImpactRatiosOut,
    InvarianceAuditOut,
    InvarianceIn,
)
from api.auth import Candidate, ReadsAudit, own_skillscv
from api.db import Database, WriteSession, get_database
from api.knowledge import Knows
from api.turns import AuditsInTurn

router = APIRouter()


@router.post(
    "/audits/invariance",
    operation_id="auditInvariance",
    summary="Read twins of real SkillsCVs again: same story, other identity, same result?",
    tags=["Audits"],
    responses={404: {}},
)
def invariance(
    wish: InvarianceIn,
    caller: ReadsAudit,
    turn: AuditsInTurn,
    knowledge: Knows,
    database: Annotated[Database, Depends(get_database)],
) -> InvarianceAuditOut:
    del turn
    with database.writing() as session:  # short: reading the twins takes its time and holds no lock
        people, plan = service.gather(session, knowledge, caller, wish)
    return service.audit(knowledge, caller, people, plan, wish)


@router.get(
    "/audits/impact-ratios",
    operation_id="getImpactRatios",
    summary="How often each group is shown for a vacancy, with exact intervals; small cells suppressed",
    tags=["Audits"],
    responses={404: {}},
)
def impact_ratios(
    caller: ReadsAudit,
    session: WriteSession,
    vacancy_id: Annotated[UUID, Query(alias="vacancyId")],
    attribute: Annotated[Attribute, Query()],
) -> ImpactRatiosOut:
    return service.ratios(session, caller, vacancy_id, attribute)


@router.get("/me/demographics", operation_id="getMyDemographics", summary="Your voluntary answers", tags=["Candidate"])
def demographics(caller: Candidate, session: WriteSession) -> DemographicsOut:
    return DemographicsOut.model_validate(store.demographics_of(session, own_skillscv(caller)))


@router.put(
    "/me/demographics",
    operation_id="answerDemographics",
    summary="Answer, or take back, voluntary questions; used for audits alone",
    tags=["Candidate"],
)
def answer(wish: DemographicsIn, caller: Candidate, session: WriteSession) -> DemographicsOut:
    service.answer(session, caller, wish)
    return DemographicsOut.model_validate(store.demographics_of(session, own_skillscv(caller)))
