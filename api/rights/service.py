"""What takes effect everywhere at once: consent given and withdrawn, erasing, objecting."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from api.applications import service as applications
from api.applications.schemas import ApplicationStep
from api.audit_log.schemas import AuditEntryOut
from api.audit_log.service import note_as
from api.auth import Caller
from api.consents import service as consents
from api.consents import store as consent_store
from api.consents.schemas import ConsentGrant, Purpose
from api.db import leave_no_trace, now
from api.errors import BadInput, NotFound
from api.etags import check_if_match
from api.field_problems import FieldProblem
from api.idempotency import forget_answers_about
from api.referrals import service as referrals
from api.rights import store
from api.rights.schemas import ErasureOut, NamingRows, OwnResultOut
from api.settings import Settings
from api.skillscvs import service as skillscvs
from api.skillscvs import store as skillscv_store
from api.tables import Consent, MatchResult, MatchRun, SkillsCV
from api.webhooks.events import Event
from api.webhooks.outbox import emit


def grant(session: Session, settings: Settings, caller: Caller, wish: ConsentGrant) -> Consent:
    """Records a consent of the candidate, or one that their platform passes on."""
    skillscv_id = caller.skillscv_id or wish.skillscv_id
    if skillscv_id is None:
        problem = FieldProblem(pointer="/skillscvId", detail="Say whose consent this is.")
        raise BadInput("The consent cannot be recorded like this.", errors=[problem])
    if caller.is_candidate and wish.skillscv_id not in (None, caller.skillscv_id):
        raise NotFound(skillscvs.UNSEEN)
    row = skillscvs.own(session, caller, skillscv_id)
    [given] = consents.grant(session, row, [wish], place="")
    if given.purpose == Purpose.EXCLUSION and given.organisation_id is not None:
        _end(session, caller, row, {given.organisation_id} & store.concerned_organisations(session, row.id))
        _after_consent(session, settings, caller, row, "exclusion.made")
        return given
    _after_consent(session, settings, caller, row, "consent.granted")
    return given


def withdraw(session: Session, settings: Settings, caller: Caller, consent_id: UUID) -> None:
    """Effective with the next request, at the receiving side too. Raises NotFound."""
    consent = session.exec(consent_store.visible_to(caller).where(Consent.id == consent_id)).first()
    if consent is None:
        raise NotFound("There is no such consent, or not for you.")
    row = skillscvs.own(session, caller, consent.skillscv_id)
    session.refresh(consent)  # as it is now that the person is locked
    if consent.withdrawn_at is not None:
        return
    consents.withdraw(session, consent)
    if consent.purpose == Purpose.EXCLUSION:  # what is allowed beside it counts again
        _after_consent(session, settings, caller, row, "exclusion.lifted")
        return
    _end(session, caller, row, store.concerned_organisations(session, row.id))
    _after_consent(session, settings, caller, row, "consent.withdrawn")


def _end(session: Session, caller: Caller, row: SkillsCV, concerned: set[UUID]) -> None:
    """Ends what no consent carries any more, and tells those ``concerned`` and the platform."""
    _end_what_it_carried(session, caller, row)
    forget_answers_about(session, row.id, keep_for=(f"organisation:{row.organisation_id}", f"candidate:{row.id}"))
    for organisation_id in sorted(concerned | {row.organisation_id}):
        emit(session, organisation_id, Event.CONSENT_WITHDRAWN, row.id)


def _end_what_it_carried(session: Session, caller: Caller, row: SkillsCV) -> None:
    community = consent_store.organisations_of_community(session, row.community_id)
    excluded = consent_store.excluded_by(session, row.id)
    referral, matching = (
        _agreed(session, row, purpose, community) - excluded for purpose in (Purpose.REFERRAL, Purpose.MATCHING)
    )
    referrals.revoke_for(session, caller.name, row.id, keep=referral)
    seen_there = matching | (referral & store.referred_to(session, row.id))
    for application in store.applications_of(session, row.id):
        running = applications.can(application, ApplicationStep.WITHDRAW)
        if running and application.organisation_id not in seen_there:
            applications.take(session, caller, application, ApplicationStep.WITHDRAW)


def _agreed(session: Session, row: SkillsCV, purpose: Purpose, community: set[UUID]) -> frozenset[UUID]:
    standing = consent_store.standing_of(session, row.id, purpose)
    if any(consent.organisation_id is None for consent in standing):
        return frozenset(community)
    return frozenset(consent.organisation_id for consent in standing if consent.organisation_id is not None)


def _after_consent(session: Session, settings: Settings, caller: Caller, row: SkillsCV, action: str) -> None:
    skillscvs.touch(session, row)
    row.retention_until = consents.retention_until(session, row, settings)
    session.add(row)
    skillscv_store.note_change(session, row.id)
    note_as(
        session,
        caller.name,
        action,
        f"skillscv:{row.id}",
        organisation_id=row.organisation_id,
        skillscv_id=row.id,
    )


def erase(session: Session, caller: Caller, skillscv_id: UUID, if_match: str | None) -> None:
    """Leaves a tombstone without content, at once and everywhere. Raises NotFound and Stale."""
    row = skillscvs.own(session, caller, skillscv_id)
    check_if_match(if_match, row.version, required=False)
    erase_row(session, caller, row)


def erase_row(session: Session, caller: Caller, row: SkillsCV) -> None:
    concerned = store.concerned_organisations(session, row.id) | {row.organisation_id}
    referrals.end_for(session, caller.name, row.id)
    for application in store.applications_of(session, row.id):
        if applications.can(application, ApplicationStep.WITHDRAW):
            applications.take(session, caller, application, ApplicationStep.WITHDRAW)
    forget_answers_about(session, row.id)  # while it is still known in which runs they stand
    store.clear_results(session, row.id)
    skillscv_store.delete_content(session, row.id)
    store.delete_personal(session, row.id)
    leave_no_trace(session)
    row.external_ref, row.token_hash, row.language = None, None, ""
    row.region = row.available_hours = None
    row.status, row.erased_at = "erased", now()
    skillscvs.touch(session, row)
    skillscv_store.note_change(session, row.id)
    for organisation_id in sorted(concerned):
        note_as(
            session,
            caller.name,
            "skillscv.erased",
            f"skillscv:{row.id}",
            organisation_id=organisation_id,
            skillscv_id=row.id,
        )
        emit(session, organisation_id, Event.SKILLSCV_ERASED, row.id)


def proof_of_erasure(session: Session, caller: Caller, skillscv_id: UUID) -> ErasureOut:
    """Raises NotFound for what is not erased, or not the caller's."""
    found = store.erasure_of(session, caller, skillscv_id)
    if found is None or found[0].erased_at is None:
        raise NotFound(skillscvs.UNSEEN)
    row, entry = found
    return ErasureOut(
        skillscv_id=row.id,
        erased_at=row.erased_at,
        entry=AuditEntryOut.model_validate(entry, from_attributes=True),
        remaining=[NamingRows(table=name, rows=count) for name, count in store.rows_naming(session, row.id).items()],
    )


def present_place(run: MatchRun, place: MatchResult) -> OwnResultOut | None:
    """Where a run of an organisation placed a person; None for a place that was emptied."""
    result = place.result
    if result is None:
        return None
    return OwnResultOut(
        match_run_id=run.id,
        vacancy_id=run.vacancy_id,
        organisation_id=run.organisation_id,
        rank=place.rank,
        score=result["score"],
        score_if_unknowns_held=result["scoreIfUnknownsHeld"],
        coverage=result["coverage"],
        band=result["band"],
        at=run.created_at,
    )
