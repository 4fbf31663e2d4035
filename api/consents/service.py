"""Granting and withdrawing consent. What follows from a withdrawal is the business of ``rights``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from api.consents import store
from api.consents.schemas import TEXT_VERSION, TEXTS, ConsentIn, ConsentText, ConsentTextsOut, Purpose
from api.db import now
from api.errors import BadInput
from api.field_problems import FieldProblem
from api.schemas import LabelOut
from api.settings import Settings
from api.tables import Consent, SkillsCV

CLOCK_SKEW = timedelta(minutes=5)


def grant(
    session: Session, skillscv: SkillsCV, wishes: Sequence[ConsentIn], *, place: str = "/consents"
) -> list[Consent]:
    """The consents as they stand then, in the order of ``wishes``; one that stands already is not doubled.

    Raises BadInput for organisations outside the community and times to come.
    """
    named = any(wish.organisation_id is not None for wish in wishes)
    known = store.organisations_of_community(session, skillscv.community_id) if named else set()
    problems = [
        problem
        for index, wish in enumerate(wishes)
        for problem in _problems(wish, known, skillscv, f"{place}/{index}" if place else "")
    ]
    if problems:
        raise BadInput("A consent cannot be recorded like this.", errors=problems)
    return _standing(session, skillscv.id, wishes)


def _standing(session: Session, skillscv_id: UUID, wishes: Sequence[ConsentIn]) -> list[Consent]:
    """What stands of each wish for the same purpose and organisation, in the same words; else a new one."""
    standing = {_words(consent): consent for consent in store.standing_of(session, skillscv_id)}
    given = [_row(skillscv_id, wish) for wish in wishes]
    rows = [standing.setdefault(_words(row), row) for row in given]
    session.add_all(rows)
    session.flush()
    return rows


def _words(consent: Consent) -> tuple[str, UUID | None, str]:
    return consent.purpose, consent.organisation_id, consent.text_version


def _problems(wish: ConsentIn, known: set[UUID], skillscv: SkillsCV, place: str) -> list[FieldProblem]:
    found = []
    detail = _problem_of_organisation(wish, known, skillscv)
    if detail is not None:
        found.append(FieldProblem(pointer=f"{place}/organisationId", detail=detail))
    if wish.granted_at > now() + CLOCK_SKEW:
        found.append(FieldProblem(pointer=f"{place}/grantedAt", detail="This time is still to come."))
    return found


def _problem_of_organisation(wish: ConsentIn, known: set[UUID], skillscv: SkillsCV) -> str | None:
    excludes = wish.purpose is Purpose.EXCLUSION
    if wish.organisation_id is None:
        return "An exclusion names the organisation." if excludes else None
    if wish.organisation_id not in known:
        return "No such organisation in the community."
    if excludes and wish.organisation_id == skillscv.organisation_id:
        return "This is the platform that keeps the SkillsCV; leave it by erasing the SkillsCV."
    return None


def texts() -> ConsentTextsOut:
    return ConsentTextsOut(
        version=TEXT_VERSION,
        texts=[ConsentText(purpose=purpose, text=LabelOut(**TEXTS["texts"][purpose])) for purpose in Purpose],
    )


def _row(skillscv_id: UUID, wish: ConsentIn) -> Consent:
    return Consent(
        skillscv_id=skillscv_id,
        purpose=wish.purpose,
        organisation_id=wish.organisation_id,
        text_version=wish.text_version or TEXT_VERSION,
        granted_at=wish.granted_at,
        recorded_at=now(),
    )


def agrees_to_matching(session: Session, skillscv_id: UUID, organisation_id: UUID) -> bool:
    """Whether the person consents now to be matched by the organisation."""
    if organisation_id in store.excluded_by(session, skillscv_id):
        return False
    standing = store.standing_of(session, skillscv_id, Purpose.MATCHING)
    return any(consent.organisation_id in (None, organisation_id) for consent in standing)


def grant_for_referral(session: Session, skillscv_id: UUID, organisation_id: UUID) -> None:
    """The candidate's yes to one referral is consent for that one organisation."""
    wish = ConsentIn(purpose=Purpose.REFERRAL, organisation_id=organisation_id, granted_at=now())
    _standing(session, skillscv_id, [wish])


def withdraw(session: Session, consent: Consent) -> None:
    """Marks the consent as withdrawn, and what else stands for the same in other words: a no is a no to all of it."""
    moment = now()
    for one in store.standing_of(session, consent.skillscv_id, Purpose(consent.purpose)):
        if one.organisation_id == consent.organisation_id:
            one.withdrawn_at = moment
            session.add(one)
    session.flush()


def retention_until(session: Session, skillscv: SkillsCV, settings: Settings) -> datetime:
    """28 days after the SkillsCV was last touched, or a year with consent (days are settings)."""
    kept = store.standing_of(session, skillscv.id, Purpose.RETENTION)
    days = settings.retention_days_with_consent if kept else settings.retention_days
    return skillscv.updated_at + timedelta(days=days)
