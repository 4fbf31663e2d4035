"""Referrals as their readers are shown them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from api.auth import Caller
from api.referrals.disclosure import hands_over
from api.referrals.schemas import REFERRAL, HandoverOut, ReferralOut, ReferralState
from api.tables import Referral, SkillsCV


def present(session: Session, caller: Caller, referral: Referral) -> ReferralOut:
    """One referral, with the hand-over where the caller may have it; the look must be logged (``note_shown``)."""
    person = session.get_one(SkillsCV, referral.skillscv_id)
    handover = HandoverOut(platform_organisation_id=person.organisation_id, external_ref=person.external_ref or "")
    return _shown(referral, handover if hands_over(caller, referral) else None)


def present_all(referrals: Sequence[Referral]) -> list[ReferralOut]:
    """Many at once, without hand-overs."""
    return [_shown(referral, None) for referral in referrals]


def _shown(referral: Referral, handover: HandoverOut | None) -> ReferralOut:
    state = ReferralState(referral.state)
    return ReferralOut(
        id=referral.id,
        application_id=referral.application_id,
        skillscv_id=referral.skillscv_id,
        from_organisation_id=referral.from_organisation_id,
        to_organisation_id=referral.to_organisation_id,
        to_vacancy_id=referral.to_vacancy_id,
        message=referral.redacted_message,
        state=state,
        allowed=[step for origin, step in REFERRAL if origin is state],
        reason_skill_ids=referral.reason_skill_ids,
        resulting_application_id=referral.resulting_application_id,
        handover=handover,
        expires_at=referral.expires_at,
        created_at=referral.created_at,
        updated_at=referral.updated_at,
    )
