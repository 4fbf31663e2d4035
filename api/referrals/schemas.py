"""Referrals: their states, their steps and their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from api.matches.schemas import ContributionOut, StepOut
from api.schemas import LabelOut, NextCursor, PerMille, PlainText, Schema, SkillIdText


class ReferralState(StrEnum):
    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ReferralStep(StrEnum):
    GRANT = "consent"
    REFUSE = "refusal"
    ACCEPT = "acceptance"
    DECLINE = "decline"
    EXPIRE = "expiry"
    REVOKE = "revocation"


_S, _T = ReferralState, ReferralStep
REFERRAL: Final[Mapping[tuple[ReferralState, ReferralStep], ReferralState]] = {
    (_S.PROPOSED, _T.GRANT): _S.OFFERED,
    (_S.PROPOSED, _T.REFUSE): _S.REVOKED,
    (_S.PROPOSED, _T.EXPIRE): _S.EXPIRED,
    (_S.PROPOSED, _T.REVOKE): _S.REVOKED,
    (_S.OFFERED, _T.REFUSE): _S.REVOKED,
    (_S.OFFERED, _T.ACCEPT): _S.ACCEPTED,
    (_S.OFFERED, _T.DECLINE): _S.DECLINED,
    (_S.OFFERED, _T.EXPIRE): _S.EXPIRED,
    (_S.OFFERED, _T.REVOKE): _S.REVOKED,
    (_S.ACCEPTED, _T.REVOKE): _S.REVOKED,
}
ACTIVE: Final = (ReferralState.PROPOSED, ReferralState.OFFERED)


class ReferralIn(Schema):
    application_id: UUID
    to_organisation_id: UUID
    to_vacancy_id: UUID | None = None
    message: Annotated[PlainText, StringConstraints(max_length=4000)] | None = None


class ReferralConsentIn(Schema):
    granted: StrictBool


class DeclineIn(Schema):
    """Which asked skills stay open, so that the person knows what to work on; a reason about skills only."""

    reason_skill_ids: Annotated[list[SkillIdText], Field(max_length=50)] = []


class HandoverOut(Schema):
    """How contact is made: the platform knows the person by its own reference. It never passes through here."""

    platform_organisation_id: UUID
    external_ref: str


class ReferralOut(Schema):
    """``message`` is redacted. ``allowed``: the steps you can take now.

    ``handover`` is there for the receiving organisation once it accepted: in the answer to the acceptance and to a
    look at this one referral, never in a list; each is in the audit log.
    """

    id: UUID
    application_id: UUID
    skillscv_id: UUID
    from_organisation_id: UUID
    to_organisation_id: UUID
    to_vacancy_id: UUID | None
    message: str | None
    state: ReferralState
    allowed: list[ReferralStep]
    reason_skill_ids: list[str]
    resulting_application_id: UUID | None
    handover: HandoverOut | None
    expires_at: datetime
    created_at: datetime
    updated_at: datetime


class ReferralPage(Schema):
    items: list[ReferralOut]
    next: NextCursor = None


class StrengthOut(Schema):
    skill_id: str
    label: LabelOut
    points: PerMille


class ProposalOut(Schema):
    """A vacancy elsewhere where this SkillsCV does well. ``openings``: how many that organisation has for them."""

    organisation_id: UUID
    organisation_name: str
    vacancy_id: UUID
    vacancy_title: str
    score: PerMille
    coverage: PerMille
    band: str
    why: LabelOut
    strengths: list[StrengthOut]
    contributions: list[ContributionOut]
    openings: int


class OpenPoolOut(Schema):
    """When nothing fits yet: the person stays in the open pool, with the smallest step that would help."""

    nearest_vacancy_id: UUID | None
    steps: list[StepOut]
    explanation: LabelOut


class ProposalsOut(Schema):
    items: list[ProposalOut]
    open_pool: OpenPoolOut | None
