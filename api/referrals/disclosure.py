"""Handing over the platform's reference: after acceptance only, so many a day, and every time in the audit log."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlmodel import Session

from api.audit_log.service import note
from api.auth import Caller
from api.db import now
from api.errors import TooMany
from api.referrals import store
from api.referrals.schemas import ReferralState
from api.settings import Settings
from api.tables import Referral

_DAY: Final = timedelta(days=1)


def check_limit(session: Session, settings: Settings, caller: Caller) -> None:
    """Raises TooMany when the caller's organisation was given as many references in 24 hours as it may."""
    store.queue_disclosures(session, caller.organisation_id)
    times = store.disclosures_since(session, caller.organisation_id, now() - _DAY)
    if len(times) < settings.disclosures_per_day:
        return
    again = times[-settings.disclosures_per_day] + _DAY - now()
    raise TooMany(
        "Your organisation was given as many references in a day as it may; accept this referral later.",
        headers={"Retry-After": str(max(1, int(again.total_seconds()) + 1))},
    )


def hands_over(caller: Caller, referral: Referral) -> bool:
    """Whether the caller may have the platform's reference now."""
    received = referral.to_organisation_id == caller.organisation_id and not caller.is_candidate
    return received and referral.state == ReferralState.ACCEPTED


def note_disclosed(session: Session, caller: Caller, referral: Referral) -> None:
    _note(session, caller, referral, "reference.disclosed")


def note_shown(session: Session, caller: Caller, referral: Referral) -> None:
    """A later look at what was handed over is a disclosure again."""
    if hands_over(caller, referral):
        _note(session, caller, referral, "reference.shown")


def _note(session: Session, caller: Caller, referral: Referral, action: str) -> None:
    note(session, caller, action, f"referral:{referral.id}", skillscv_id=referral.skillscv_id)
