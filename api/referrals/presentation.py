"""Referrals as their readers are shown them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from api.auth import Caller
from api.referrals.disclosure import hands_over
from api.referrals.schemas import REFERRAL, HandoverOut, ReferralOut, ReferralState, ReferralStep
from api.tables import Referral, SkillsCV


def present(session: Session, caller: Caller, referral: Referral) -> ReferralOut:
    """One referral, with the hand-over where the caller may have it; the look must be logged (``note_shown``)."""
    person = session.get_one(SkillsCV, referral.skillscv_id)
    handover = HandoverOut(platform_organisation_id=person.organisation_id, external_ref=person.external_ref or "")
    return _shown(caller, referral, handover if hands_over(caller, referral) else None)


def present_all(caller: Caller, referrals: Sequence[Referral]) -> list[ReferralOut]:
    """Many at once, without hand-overs."""
    return [_shown(caller, referral, None) for referral in referrals]


def _steps_of(caller: Caller, referral: Referral) -> frozenset[ReferralStep]:
    """What is the caller's to do: the person's, the receiver's, or to take it back for the sender and the platform."""
    if caller.is_candidate:
        return frozenset({ReferralStep.GRANT, ReferralStep.REFUSE, ReferralStep.REVOKE})
    if referral.to_organisation_id == caller.organisation_id:
        return frozenset({ReferralStep.ACCEPT, ReferralStep.DECLINE})
    gone = referral.from_organisation_id == caller.organisation_id and referral.state == ReferralState.ACCEPTED
    return frozenset() if gone else frozenset({ReferralStep.REVOKE})


def _shown(caller: Caller, referral: Referral, handover: HandoverOut | None) -> ReferralOut:
    state, own = ReferralState(referral.state), _steps_of(caller, referral)
    return ReferralOut(
        id=referral.id,
        application_id=referral.application_id,
        skillscv_id=referral.skillscv_id,
        from_organisation_id=referral.from_organisation_id,
        to_organisation_id=referral.to_organisation_id,
        to_vacancy_id=referral.to_vacancy_id,
        message=referral.redacted_message,
        state=state,
        allowed=[step for origin, step in REFERRAL if origin is state and step in own],
        reason_skill_ids=referral.reason_skill_ids,
        resulting_application_id=referral.resulting_application_id,
        handover=handover,
        expires_at=referral.expires_at,
        created_at=referral.created_at,
        updated_at=referral.updated_at,
    )
