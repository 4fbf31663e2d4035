"""``/v1/skillscvs``. Erasing one is in ``rights``: it takes effect everywhere."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status
from fastapi.responses import JSONResponse

from api.auth import Candidate, ListsSkillsCVs, ReadsSkillsCVs, SubmitsSkillsCVs, WritesSkillsCVs
from api.bodies import Configured, MergePatch, merge_patch_body
from api.db import Database, ReadSession, WriteSession, get_database
from api.etags import IfMatch, check_if_match, set_etag
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.paging import Paged
from api.schemas import Filter
from api.skillscvs import jsonresume, presentation, service, store
from api.skillscvs.schemas import (
    JSON_RESUME,
    CandidateToken,
    DecisionIn,
    DecisionOut,
    NewSkillsCVOut,
    SkillsCVIn,
    SkillsCVOut,
    SkillsCVPage,
    SkillsCVPatch,
    SkillsCVSummary,
)
from api.skillscvs.submission import SUBMISSION_BODY, submission
from api.tables import SkillsCV
from api.turns import ReadsInTurn

router = APIRouter(tags=["SkillsCVs"], route_class=IdempotentRoute)


@router.post(
    "/skillscvs",
    operation_id="submitSkillsCV",
    summary="Submit a SkillsCV: it is redacted, read and stored without its raw text",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=SUBMISSION_BODY,
)
def submit(
    caller: SubmitsSkillsCVs,  # before the body: a stranger's document is not opened
    wish: Annotated[SkillsCVIn, Depends(submission)],
    turn: ReadsInTurn,
    session: WriteSession,
    knowledge: Knows,
    settings: Configured,
    response: Response,
) -> NewSkillsCVOut:
    del turn
    row, token = service.submit(session, knowledge, settings, caller, wish)
    response.headers["Location"] = f"/v1/skillscvs/{row.id}"
    set_etag(response, row.version)
    shown = presentation.present(session, knowledge, caller, row)
    return NewSkillsCVOut(**dict(shown), candidate_token=token)


@router.get("/skillscvs", operation_id="listSkillsCVs", summary="The SkillsCVs you may see")
def list_skillscvs(
    caller: ListsSkillsCVs,
    session: ReadSession,
    page: Paged,
    external_ref: Annotated[Filter | None, Query(alias="externalRef")] = None,
) -> SkillsCVPage:
    statement = store.visible_to(caller)
    if external_ref is not None:
        statement = statement.where(SkillsCV.external_ref == external_ref)
    rows, after = page.fetch(
        session,
        statement,
        SkillsCV.created_at,
        SkillsCV.id,
        filters={"caller": caller.name, "externalRef": external_ref},
    )
    return SkillsCVPage(items=[SkillsCVSummary.model_validate(row, from_attributes=True) for row in rows], next=after)


@router.get("/skillscvs/{skillscv_id}", operation_id="getSkillsCV", summary="One SkillsCV, redacted, with its evidence")
def get_skillscv(
    skillscv_id: UUID, caller: ReadsSkillsCVs, session: WriteSession, knowledge: Knows, response: Response
) -> SkillsCVOut:
    row = service.show(session, caller, skillscv_id)
    set_etag(response, row.version)
    return presentation.present(session, knowledge, caller, row)


@router.patch(
    "/skillscvs/{skillscv_id}",
    operation_id="changeSkillsCV",
    summary="Change a SkillsCV; new sections are read anew",
    openapi_extra=merge_patch_body(SkillsCVPatch),
)
def change(
    skillscv_id: UUID,
    caller: WritesSkillsCVs,
    patch: Annotated[SkillsCVPatch, Depends(MergePatch(SkillsCVPatch))],
    turn: ReadsInTurn,
    session: WriteSession,
    knowledge: Knows,
    database: Annotated[Database, Depends(get_database)],
    settings: Configured,
    response: Response,
    if_match: IfMatch = None,
) -> SkillsCVOut:
    del turn
    with database.reading() as before:
        told = service.tell(before, knowledge, caller, skillscv_id, patch)
    row = service.change(session, knowledge, settings, caller, skillscv_id, patch, if_match, told=told)
    set_etag(response, row.version)
    return presentation.present(session, knowledge, caller, row)


@router.put(
    "/skillscvs/{skillscv_id}/skills/{skill_id}",
    operation_id="decideOnSkill",
    summary="The candidate confirms or rejects a skill that was read",
)
def decide(
    skillscv_id: UUID,
    skill_id: str,
    wish: DecisionIn,
    caller: Candidate,
    session: WriteSession,
    if_match: IfMatch = None,
) -> DecisionOut:
    check_if_match(if_match, service.own(session, caller, skillscv_id).version, required=False)
    made = service.decide(session, caller, skillscv_id, skill_id, wish.decision)
    return DecisionOut.model_validate(made, from_attributes=True)


@router.post(
    "/skillscvs/{skillscv_id}/candidate-token",
    operation_id="issueCandidateToken",
    summary="A new token for the candidate; the old one stops working",
    status_code=status.HTTP_201_CREATED,
)
def issue_token(skillscv_id: UUID, caller: SubmitsSkillsCVs, session: WriteSession) -> CandidateToken:
    return CandidateToken(candidate_token=service.issue_token(session, caller, skillscv_id))


@router.get(
    "/skillscvs/{skillscv_id}/export",
    operation_id="exportSkillsCV",
    summary="Everything kept of a SkillsCV, in its own form or as JSON Resume",
    response_model=SkillsCVOut,
    response_class=JSONResponse,
    responses={200: {"content": {JSON_RESUME: {"schema": {"type": "object", "description": "JSON Resume 1.x."}}}}},
)
def export(
    skillscv_id: UUID,
    caller: ReadsSkillsCVs,
    session: WriteSession,
    knowledge: Knows,
    form: Annotated[Literal["native", "jsonresume"], Query(alias="format")] = "native",
) -> JSONResponse:
    row = service.show(session, caller, skillscv_id)
    shown = presentation.present(session, knowledge, caller, row)
    if form == "native":
        return JSONResponse(shown.model_dump(mode="json", by_alias=True))
    return JSONResponse(jsonresume.written(shown), media_type=JSON_RESUME)
