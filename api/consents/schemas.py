"""Shapes of consents."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints

from api.schemas import LabelOut, NextCursor, Schema, UtcTime

TEXTS: Final = json.loads((files("api.consents") / "texts.json").read_text("utf-8"))
TEXT_VERSION: Final[str] = TEXTS["version"]
TextVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


class Purpose(StrEnum):
    MATCHING = "matching"
    RETENTION = "retention"
    REFERRAL = "referral"
    EXCLUSION = "exclusion"


class ConsentIn(Schema):
    """Without ``organisationId`` the consent holds for the whole community.

    The purpose ``exclusion`` is a no to the organisation it must name ("not my present employer"): whatever else was
    consented to, that organisation sees nothing of the person, but for objections that it must answer. Withdrawing the
    exclusion lifts it. ``textVersion`` is the wording the person agreed to; without it that of ``/v1/consent-texts``.
    """

    purpose: Purpose
    organisation_id: UUID | None = None
    granted_at: UtcTime
    text_version: TextVersion | None = None


class ConsentOut(Schema):
    id: UUID
    skillscv_id: UUID
    purpose: Purpose
    organisation_id: UUID | None
    text_version: str
    granted_at: datetime
    withdrawn_at: datetime | None


class ConsentPage(Schema):
    items: list[ConsentOut]
    next: NextCursor = None


class ConsentText(Schema):
    purpose: Purpose
    text: LabelOut


class ConsentTextsOut(Schema):
    """What a person agrees to, in words; ``version`` is kept with each consent."""

    version: str
    texts: list[ConsentText]


class ConsentGrant(ConsentIn):
    """By the platform for one of its SkillsCVs; a candidate leaves ``skillscvId`` out.

    A consent that stands already in the same words is answered as it stands, not doubled; a withdrawal ends what
    stands for the same purpose and organisation, in whatever words.
    """

    skillscv_id: UUID | None = None
