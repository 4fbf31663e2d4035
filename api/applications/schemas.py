"""Applications: their states, their steps and their shapes. There is no step that rejects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from api.schemas import NextCursor, Schema


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    IN_CONVERSATION = "inConversation"
    HIRED = "hired"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class ApplicationStep(StrEnum):
    CONVERSE = "conversation"
    HIRE = "hire"
    REFER = "referral"
    WITHDRAW = "withdrawal"


_S, _T = ApplicationState, ApplicationStep
APPLICATION: Final[Mapping[tuple[ApplicationState, ApplicationStep], ApplicationState]] = {
    (_S.SUBMITTED, _T.CONVERSE): _S.IN_CONVERSATION,
    (_S.SUBMITTED, _T.REFER): _S.REFERRED,
    (_S.SUBMITTED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.IN_CONVERSATION, _T.HIRE): _S.HIRED,
    (_S.IN_CONVERSATION, _T.REFER): _S.REFERRED,
    (_S.IN_CONVERSATION, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.REFERRED, _T.REFER): _S.REFERRED,
    (_S.REFERRED, _T.WITHDRAW): _S.WITHDRAWN,
}


UNDER_WAY: Final = (_S.SUBMITTED, _S.IN_CONVERSATION)
OCCUPIED: Final = (*UNDER_WAY, _S.HIRED)
"""A person has one application for a vacancy in these states; after another end there can be a new one."""


class ApplicationIn(Schema):
    skillscv_id: UUID


class ApplicationOut(Schema):
    """``vacancyId`` is null where a referral named the organisation only. ``allowed``: the steps you can take now."""

    id: UUID
    vacancy_id: UUID | None
    skillscv_id: UUID
    organisation_id: UUID
    state: ApplicationState
    allowed: list[ApplicationStep]
    created_at: datetime
    updated_at: datetime


class ApplicationPage(Schema):
    items: list[ApplicationOut]
    next: NextCursor = None
