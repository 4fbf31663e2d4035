"""``/v1/me``, ``/v1/consents``, ``/v1/objections``, and erasing a SkillsCV."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from api.audit_log import store as audit_log
from api.auth import (
    Candidate,
    ListsSkillsCVs,
    ManagesOrganisation,
    ReadsCatalogue,
    ReadsSkillsCVs,
    WritesSkillsCVs,
    own_skillscv,
)
from api.bodies import Configured
from api.consents import service as consent_service
from api.consents import store as consents
from api.consents.schemas import ConsentGrant, ConsentOut, ConsentPage, ConsentTextsOut, Purpose
from api.db import ReadSession, WriteSession
from api.errors import NotFound
from api.etags import IfMatch, set_etag
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.paging import Paged
from api.referrals import presentation as referrals
from api.referrals import store as referral_store
from api.rights import objections, service, store
from api.rights.schemas import (
    AnswerIn,
    ErasureOut,
    MeOut,
    NoticeOut,
    ObjectionIn,
    ObjectionOut,
    ObjectionPage,
    OwnResultPage,
    ViewOut,
    ViewPage,
)
from api.skillscvs import presentation as skillscv_presentation
from api.skillscvs import service as skillscvs
from api.tables import AuditEntry, Consent, MatchRun, Objection

router = APIRouter(route_class=IdempotentRoute)
_LINKS = {
    "views": "/v1/me/views",
    "matchRuns": "/v1/me/match-runs",
    "applications": "/v1/applications",
    "referrals": "/v1/referrals",
    "consents": "/v1/consents",
    "objections": "/v1/objections",
    "demographics": "/v1/me/demographics",
}


@router.delete(
    "/skillscvs/{skillscv_id}",
    operation_id="eraseSkillsCV",
    summary="Erase a SkillsCV, everywhere and at once",
    status_code=status.HTTP_204_NO_CONTENT,
    tags=["SkillsCVs"],
)
def erase(skillscv_id: UUID, caller: WritesSkillsCVs, session: WriteSession, if_match: IfMatch = None) -> None:
    service.erase(session, caller, skillscv_id, if_match)


@router.get(
    "/skillscvs/{skillscv_id}/erasure",
    operation_id="getErasure",
    summary="Proof that a SkillsCV was erased: its entry in the audit log, and what still names it",
    tags=["SkillsCVs"],
)
def erasure(skillscv_id: UUID, caller: ListsSkillsCVs, session: ReadSession) -> ErasureOut:
    return service.proof_of_erasure(session, caller, skillscv_id)


@router.get("/me", operation_id="getMe", summary="What is kept of you", tags=["Candidate"])
def me(caller: Candidate, session: WriteSession, knowledge: Knows, response: Response) -> MeOut:
    row = skillscvs.show(session, caller, own_skillscv(caller))
    set_etag(response, row.version)
    unanswered = store.objections_visible_to(caller).where(Objection.answered_at == None)  # noqa: E711  SQL
    links = _LINKS | {"export": f"/v1/skillscvs/{row.id}/export", "erase": f"/v1/skillscvs/{row.id}"}
    return MeOut(
        skillscv=skillscv_presentation.present(session, knowledge, caller, row),
        consents=[_consent(consent) for consent in session.exec(consents.visible_to(caller)).all()],
        referrals=referrals.present_all(caller, referral_store.of_person(session, row.id)),
        open_objections=len(session.exec(unanswered).all()),
        notices=[
            NoticeOut(kind=item.kind, vacancy_id=item.vacancy_id, until=item.until, at=item.created_at)
            for item in store.notices_of(session, row.id)
        ],
        links=links,
    )


@router.delete(
    "/me",
    operation_id="eraseMe",
    summary="Erase everything kept of you",
    status_code=status.HTTP_204_NO_CONTENT,
    tags=["Candidate"],
)
def erase_me(caller: Candidate, session: WriteSession) -> None:
    service.erase(session, caller, own_skillscv(caller), None)


@router.get(
    "/me/views", operation_id="listMyViews", summary="Who did what with your data, and when", tags=["Candidate"]
)
def views(caller: Candidate, session: ReadSession, page: Paged) -> ViewPage:
    rows, after = page.fetch(
        session, audit_log.visible_to(caller), AuditEntry.at, AuditEntry.id, filters={"caller": caller.name}
    )
    return ViewPage(items=[ViewOut.model_validate(row, from_attributes=True) for row in rows], next=after)


@router.get("/me/match-runs", operation_id="listMyMatchRuns", summary="The match runs you stand in", tags=["Candidate"])
def match_runs(caller: Candidate, session: ReadSession, page: Paged) -> OwnResultPage:
    person = own_skillscv(caller)
    rows, after = page.fetch(
        session, store.results_about(person), MatchRun.created_at, MatchRun.id, filters={"caller": caller.name}
    )
    places = store.results_in(session, [run.id for run in rows], person)
    shown = (service.present_place(run, places[run.id]) for run in rows if run.id in places)
    return OwnResultPage(items=[item for item in shown if item is not None], next=after)


@router.get("/consents", operation_id="listConsents", summary="Consents given and withdrawn", tags=["Consents"])
def list_consents(
    caller: ReadsSkillsCVs,
    session: ReadSession,
    page: Paged,
    skillscv_id: Annotated[UUID | None, Query(alias="skillscvId")] = None,
    purpose: Annotated[Purpose | None, Query()] = None,
) -> ConsentPage:
    statement = consents.visible_to(caller)
    if skillscv_id is not None:
        statement = statement.where(Consent.skillscv_id == skillscv_id)
    if purpose is not None:
        statement = statement.where(Consent.purpose == purpose)
    rows, after = page.fetch(
        session,
        statement,
        Consent.recorded_at,
        Consent.id,
        filters={"caller": caller.name, "skillscv": skillscv_id, "purpose": purpose},
    )
    return ConsentPage(items=[_consent(row) for row in rows], next=after)


@router.post(
    "/consents",
    operation_id="grantConsent",
    summary="Give consent for a purpose",
    status_code=status.HTTP_201_CREATED,
    tags=["Consents"],
)
def grant(
    wish: ConsentGrant, caller: WritesSkillsCVs, session: WriteSession, settings: Configured, response: Response
) -> ConsentOut:
    consent = service.grant(session, settings, caller, wish)
    response.headers["Location"] = f"/v1/consents/{consent.id}"
    return _consent(consent)


@router.get(
    "/consent-texts", operation_id="listConsentTexts", summary="What a person agrees to, in words", tags=["Consents"]
)
def consent_texts(caller: ReadsCatalogue) -> ConsentTextsOut:
    del caller
    return consent_service.texts()


@router.get("/consents/{consent_id}", operation_id="getConsent", summary="One consent", tags=["Consents"])
def get_consent(consent_id: UUID, caller: ReadsSkillsCVs, session: ReadSession) -> ConsentOut:
    row = session.exec(consents.visible_to(caller).where(Consent.id == consent_id)).first()
    if row is None:
        raise NotFound("There is no such consent, or not for you.")
    return _consent(row)


@router.delete(
    "/consents/{consent_id}",
    operation_id="withdrawConsent",
    summary="Withdraw a consent: effective with the next request, everywhere",
    status_code=status.HTTP_204_NO_CONTENT,
    tags=["Consents"],
)
def withdraw(consent_id: UUID, caller: WritesSkillsCVs, session: WriteSession, settings: Configured) -> None:
    service.withdraw(session, settings, caller, consent_id)


@router.get("/objections", operation_id="listObjections", summary="Objections and their answers", tags=["Candidate"])
def list_objections(caller: ReadsSkillsCVs, session: ReadSession, page: Paged) -> ObjectionPage:
    rows, after = page.fetch(
        session,
        store.objections_visible_to(caller),
        Objection.created_at,
        Objection.id,
        filters={"caller": caller.name},
    )
    return ObjectionPage(items=[objections.present(row) for row in rows], next=after)


@router.post(
    "/objections",
    operation_id="createObjection",
    summary="Object; a person answers within 28 days",
    status_code=status.HTTP_201_CREATED,
    tags=["Candidate"],
)
def object_to(wish: ObjectionIn, caller: Candidate, session: WriteSession, response: Response) -> ObjectionOut:
    objection = objections.object_to(session, caller, wish)
    response.headers["Location"] = f"/v1/objections/{objection.id}"
    return objections.present(objection)


@router.get(
    "/objections/{objection_id}",
    operation_id="getObjection",
    summary="One objection and its answer",
    tags=["Candidate"],
)
def get_objection(objection_id: UUID, caller: ReadsSkillsCVs, session: ReadSession) -> ObjectionOut:
    return objections.present(objections.seen(session, caller, objection_id))


@router.post(
    "/objections/{objection_id}/answer",
    operation_id="answerObjection",
    summary="A person of your organisation answers an objection",
    tags=["Candidate"],
)
def answer(objection_id: UUID, wish: AnswerIn, caller: ManagesOrganisation, session: WriteSession) -> ObjectionOut:
    return objections.present(objections.answer(session, caller, objection_id, wish.text))


def _consent(row: Consent) -> ConsentOut:
    return ConsentOut.model_validate(row, from_attributes=True)
