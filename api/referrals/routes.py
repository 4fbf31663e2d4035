"""``/v1/referrals`` and the proposals of an application."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from api.auth import Candidate, Refers, RefersOrIsReferred
from api.bodies import Configured
from api.db import ReadSession, WriteSession
from api.etags import set_etag
from api.idempotency import IdempotentRoute
from api.knowledge import Knows
from api.paging import Paged
from api.referrals import disclosure, presentation, proposals, service, store
from api.referrals.schemas import (
    DeclineIn,
    ProposalsOut,
    ReferralConsentIn,
    ReferralIn,
    ReferralOut,
    ReferralPage,
    ReferralState,
)
from api.tables import Referral

router = APIRouter(tags=["Referrals"], route_class=IdempotentRoute)


@router.get(
    "/applications/{application_id}/referral-proposals",
    operation_id="listReferralProposals",
    summary="Where else in the community this person does well, and why",
)
def propose(application_id: UUID, caller: Refers, session: ReadSession, knowledge: Knows) -> ProposalsOut:
    application = service.own_application(session, caller, application_id)
    return proposals.propose(session, knowledge, caller, application)


@router.post(
    "/referrals",
    operation_id="createReferral",
    summary="Propose to a person to go on at another organisation",
    status_code=status.HTTP_201_CREATED,
)
def refer(
    wish: ReferralIn, caller: Refers, session: WriteSession, settings: Configured, response: Response
) -> ReferralOut:
    referral = service.refer(session, settings, caller, wish)
    response.headers["Location"] = f"/v1/referrals/{referral.id}"
    set_etag(response, referral.version)
    return presentation.present(session, caller, referral)


@router.get("/referrals", operation_id="listReferrals", summary="The referrals you may see")
def list_referrals(
    caller: RefersOrIsReferred,
    session: ReadSession,
    page: Paged,
    state: Annotated[ReferralState | None, Query()] = None,
) -> ReferralPage:
    statement = store.visible_to(caller)
    if state is not None:
        statement = statement.where(Referral.state == state)
    rows, after = page.fetch(
        session, statement, Referral.created_at, Referral.id, filters={"caller": caller.name, "state": state}
    )
    return ReferralPage(items=presentation.present_all(caller, rows), next=after)


@router.get("/referrals/{referral_id}", operation_id="getReferral", summary="One referral")
def get_referral(
    referral_id: UUID, caller: RefersOrIsReferred, session: WriteSession, response: Response
) -> ReferralOut:
    referral = service.shown(session, caller, referral_id)
    disclosure.note_shown(session, caller, referral)
    set_etag(response, referral.version)
    return presentation.present(session, caller, referral)


@router.post(
    "/referrals/{referral_id}/consent",
    operation_id="consentToReferral",
    summary="The candidate says yes or no; only a yes shows the SkillsCV to the other organisation",
)
def consent(referral_id: UUID, wish: ReferralConsentIn, caller: Candidate, session: WriteSession) -> ReferralOut:
    return presentation.present(session, caller, service.consent(session, caller, referral_id, granted=wish.granted))


@router.post(
    "/referrals/{referral_id}/acceptance",
    operation_id="acceptReferral",
    summary="The receiving organisation goes on with the person; an application there begins",
)
def accept(referral_id: UUID, caller: Refers, session: WriteSession, settings: Configured) -> ReferralOut:
    return presentation.present(session, caller, service.accept(session, settings, caller, referral_id))


@router.post(
    "/referrals/{referral_id}/decline",
    operation_id="declineReferral",
    summary="Not here: the next proposal is made at once",
)
def decline(
    referral_id: UUID,
    wish: DeclineIn,
    caller: Refers,
    session: WriteSession,
    knowledge: Knows,
    settings: Configured,
) -> ReferralOut:
    referral = service.decline(session, knowledge, settings, caller, referral_id, wish)
    return presentation.present(session, caller, referral)


@router.post("/referrals/{referral_id}/revocation", operation_id="revokeReferral", summary="Take a referral back")
def revoke(referral_id: UUID, caller: RefersOrIsReferred, session: WriteSession) -> ReferralOut:
    return presentation.present(session, caller, service.revoke(session, caller, referral_id))
