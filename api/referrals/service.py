"""Referrals: proposed by an organisation, decided on by the person, then by the receiving organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from api.applications import service as applications
from api.applications import store as application_store
from api.applications.schemas import OCCUPIED, ApplicationState, ApplicationStep
from api.audit_log.service import note_as
from api.auth import Caller, own_skillscv
from api.consents.service import agrees_to_matching, grant_for_referral
from api.consents.store import excluded_by
from api.db import now
from api.errors import BadInput, Conflict, NotFound
from api.field_problems import FieldProblem
from api.idempotency import forget_answers_to
from api.knowledge import Knowledge, refuse_unknown
from api.organisations import store as organisations
from api.referrals import store
from api.referrals.disclosure import check_limit, note_disclosed
from api.referrals.proposals import fits
from api.referrals.schemas import (
    ACTIVE,
    REFERRAL,
    DeclineIn,
    ReferralIn,
    ReferralState,
    ReferralStep,
)
from api.settings import Settings
from api.tables import Application, Referral, Role, SkillsCV
from api.transitions import advance
from api.vacancies import store as vacancies
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from taxonomy.redaction import redacted_text

UNSEEN = "There is no such referral, or not for you."
SERVICE: Final = "service"
"""How the audit log calls what nobody asked for."""
_IN_TIME = frozenset({ReferralStep.GRANT, ReferralStep.ACCEPT, ReferralStep.DECLINE})
_EVENTS = {
    ReferralState.PROPOSED: Event.REFERRAL_PROPOSED,
    ReferralState.OFFERED: Event.REFERRAL_OFFERED,
    ReferralState.ACCEPTED: Event.REFERRAL_ACCEPTED,
    ReferralState.DECLINED: Event.REFERRAL_DECLINED,
    ReferralState.EXPIRED: Event.REFERRAL_EXPIRED,
    ReferralState.REVOKED: Event.REFERRAL_REVOKED,
}


def own_application(session: Session, caller: Caller, application_id: UUID) -> Application:
    """An application at the caller's organisation. Raises NotFound."""
    return _at_caller(caller, application_store.find(session, caller, application_id))


def _at_caller(caller: Caller, application: Application | None) -> Application:
    if application is None or application.organisation_id != caller.organisation_id or caller.is_candidate:
        raise NotFound(applications.UNSEEN)
    return application


def refer(session: Session, settings: Settings, caller: Caller, wish: ReferralIn) -> Referral:
    """Proposes to the person to go on elsewhere. Raises NotFound, BadInput, Conflict while one is open or accepted.

    Whom the person excludes is not looked at here: a refusal would tell it to the sender ("their present employer").
    It is only asked; ``consent`` says that a yes needs the exclusion lifted.
    """
    message = None if wish.message is None else redacted_text(wish.message)  # before the first lock: it takes its time
    application = _at_caller(caller, application_store.lock(session, caller, wish.application_id))
    _check_receiver(session, caller, wish, application.skillscv_id)
    before = {ReferralState(referral.state) for referral in store.of_application(session, application.id)}
    if before & {*ACTIVE, ReferralState.ACCEPTED}:
        raise Conflict("A referral of this application is still open, or was accepted.")
    applications.take(session, caller, application, ApplicationStep.REFER)
    referral = _new(settings, application, wish.to_organisation_id, wish.to_vacancy_id)
    referral.redacted_message = message
    _keep(session, caller.name, referral)
    return referral


def _check_receiver(session: Session, caller: Caller, wish: ReferralIn, skillscv_id: UUID) -> None:
    if wish.to_organisation_id == caller.organisation_id:
        raise _bad("/toOrganisationId", "A referral goes to another organisation.")
    receiver = organisations.find(session, caller, wish.to_organisation_id)
    if receiver is None:
        raise _bad("/toOrganisationId", "No such organisation in the community.")
    if receiver.role != Role.EMPLOYER:
        raise _bad("/toOrganisationId", "A referral goes to an employer.")
    if store.came_from(session, caller, skillscv_id, receiver.id):
        raise _bad("/toOrganisationId", "This person came to you from there.")
    if wish.to_vacancy_id is None:
        return
    vacancy = vacancies.find(session, caller, wish.to_vacancy_id)
    if vacancy is None or vacancy.organisation_id != wish.to_organisation_id:
        raise _bad("/toVacancyId", "That organisation shows no such open vacancy.")


def _bad(pointer: str, detail: str) -> BadInput:
    return BadInput("The referral cannot go there.", errors=[FieldProblem(pointer=pointer, detail=detail)])


def _new(settings: Settings, application: Application, organisation_id: UUID, vacancy_id: UUID | None) -> Referral:
    moment = now()
    return Referral(
        id=uuid4(),
        application_id=application.id,
        skillscv_id=application.skillscv_id,
        from_organisation_id=application.organisation_id,
        to_organisation_id=organisation_id,
        to_vacancy_id=vacancy_id,
        state=ReferralState.PROPOSED,
        expires_at=moment + timedelta(days=settings.referral_days),
        created_at=moment,
        updated_at=moment,
    )


def consent(session: Session, caller: Caller, referral_id: UUID, *, granted: bool) -> Referral:
    """The person's yes or no. A yes shows the anonymous SkillsCV to that one organisation.

    Raises NotFound, and Conflict for a yes to an organisation that the person excludes.
    """
    own_skillscv(caller)
    referral = _locked(session, caller, referral_id)
    step = ReferralStep.GRANT if granted else ReferralStep.REFUSE
    excluded = referral.to_organisation_id in excluded_by(session, referral.skillscv_id)
    if granted and excluded and referral.state == ReferralState.PROPOSED:
        others = [other for origin, other in REFERRAL if origin == referral.state and other != step]
        raise Conflict("You exclude this organisation; lift the exclusion before you say yes.", allowed=others)
    _take(session, caller.name, referral, step)
    if granted:
        grant_for_referral(session, referral.skillscv_id, referral.to_organisation_id)
    return referral


def accept(session: Session, settings: Settings, caller: Caller, referral_id: UUID) -> Referral:
    """The receiving organisation goes on with the person: an application there begins.

    It names no vacancy where that of the referral is closed by now. With it the platform's reference is handed over.
    Raises TooMany when the organisation was given as many today as it may.
    """
    referral = _received(session, caller, referral_id)
    advance(REFERRAL, ReferralState(referral.state), ReferralStep.ACCEPT)
    check_limit(session, settings, caller)
    vacancy_id = vacancies.if_open(session, referral.to_vacancy_id)
    person = referral.skillscv_id
    known = None if vacancy_id is None else application_store.existing(session, vacancy_id, person, OCCUPIED)
    application = known or applications.open_application(session, caller, person, caller.organisation_id, vacancy_id)
    referral.resulting_application_id, referral.disclosed_at = application.id, now()
    _take(session, caller.name, referral, ReferralStep.ACCEPT)
    note_disclosed(session, caller, referral)
    return referral


def decline(
    session: Session, knowledge: Knowledge, settings: Settings, caller: Caller, referral_id: UUID, wish: DeclineIn
) -> Referral:
    """Not here: the next proposal is made at once. Raises BadInput for unknown skills."""
    refuse_unknown(knowledge, wish.reason_skill_ids, "reasonSkillIds")
    referral = _received(session, caller, referral_id)
    referral.reason_skill_ids = list(wish.reason_skill_ids)
    _take(session, caller.name, referral, ReferralStep.DECLINE)
    propose_next(session, knowledge, settings, session.get_one(Application, referral.application_id))
    return referral


def propose_next(
    session: Session, knowledge: Knowledge, settings: Settings, application: Application
) -> Referral | None:
    """The best place the person has not been referred to yet; None without one, and for who withdrew or was hired."""
    if application.state != ApplicationState.REFERRED or application_store.is_hired(session, application.skillscv_id):
        return None
    best = next((fit for fit in fits(session, knowledge, application) if fit.is_good), None)
    if best is None:
        return None
    following = _new(settings, application, best.vacancy.organisation_id, best.vacancy.id)
    _keep(session, SERVICE, following)
    return following


def revoke(session: Session, caller: Caller, referral_id: UUID) -> Referral:
    """Taken back by the person or their platform, or until it is accepted by the organisation that made it."""
    referral = _locked(session, caller, referral_id)
    if not caller.is_candidate and referral.to_organisation_id == caller.organisation_id:
        raise NotFound(UNSEEN)
    of_person = session.get_one(SkillsCV, referral.skillscv_id).organisation_id == caller.organisation_id
    if referral.state == ReferralState.ACCEPTED and not of_person:
        raise Conflict("This referral was accepted; only the person can take it back.", allowed=[])
    _take(session, caller.name, referral, ReferralStep.REVOKE)
    _withdraw_unseen(session, caller, referral)
    return referral


def _withdraw_unseen(session: Session, caller: Caller, referral: Referral) -> None:
    """Ends the application a referral made, where its organisation sees the person by nothing else."""
    if referral.resulting_application_id is None or agrees_to_matching(
        session, referral.skillscv_id, referral.to_organisation_id
    ):
        return
    application = session.get_one(Application, referral.resulting_application_id, with_for_update=True)
    if applications.can(application, ApplicationStep.WITHDRAW):
        applications.take(session, caller, application, ApplicationStep.WITHDRAW)


def revoke_for(session: Session, actor: str, skillscv_id: UUID, *, keep: frozenset[UUID] = frozenset()) -> None:
    """Ends every referral whose receiving organisation sees the person without a consent in ``keep``.

    Those to an organisation that the person excludes end before it sees anything.
    """
    excluded = excluded_by(session, skillscv_id)
    for referral in store.lock_of_person(session, skillscv_id):
        shown_now = referral.state in (ReferralState.OFFERED, ReferralState.ACCEPTED)
        unwanted = referral.state == ReferralState.PROPOSED and referral.to_organisation_id in excluded
        if unwanted or (shown_now and referral.to_organisation_id not in keep):
            _take(session, actor, referral, ReferralStep.REVOKE)


def end_for(session: Session, actor: str, skillscv_id: UUID) -> None:
    """Ends all referrals of a person and clears what was said in them: part of an erasure."""
    for referral in store.lock_of_person(session, skillscv_id):
        if (ReferralState(referral.state), ReferralStep.REVOKE) in REFERRAL:
            _take(session, actor, referral, ReferralStep.REVOKE)
        referral.redacted_message, referral.reason_skill_ids = None, []
        session.add(referral)


def expire_overdue(session: Session, knowledge: Knowledge, settings: Settings) -> int:
    """Ends referrals nobody answered. Where an organisation kept silent, the next proposal is made."""
    overdue = store.overdue(session, now())
    for referral in overdue:
        was_offered = referral.state == ReferralState.OFFERED
        _take(session, SERVICE, referral, ReferralStep.EXPIRE)
        if was_offered:
            application = session.get_one(Application, referral.application_id)
            propose_next(session, knowledge, settings, application)
    return len(overdue)


def shown(session: Session, caller: Caller, referral_id: UUID) -> Referral:
    referral = store.find(session, caller, referral_id)
    if referral is None:
        raise NotFound(UNSEEN)
    return referral


def _locked(session: Session, caller: Caller, referral_id: UUID) -> Referral:
    referral = store.lock(session, caller, referral_id)
    if referral is None:
        raise NotFound(UNSEEN)
    return referral


def _received(session: Session, caller: Caller, referral_id: UUID) -> Referral:
    referral = _locked(session, caller, referral_id)
    if referral.to_organisation_id != caller.organisation_id:
        raise NotFound(UNSEEN)
    return referral


def _take(session: Session, actor: str, referral: Referral, step: ReferralStep) -> None:
    if step in _IN_TIME and referral.expires_at <= now():  # the job that says so may be an hour away
        raise Conflict("The time to answer this referral is over.", allowed=[])
    referral.state = advance(REFERRAL, ReferralState(referral.state), step)
    referral.version += 1
    referral.updated_at = now()
    if referral.state == ReferralState.OFFERED:
        referral.offered_at = referral.updated_at
    if referral.state in (ReferralState.EXPIRED, ReferralState.REVOKED):  # a repeat would hand the reference over again
        forget_answers_to(session, f"organisation:{referral.to_organisation_id}", referral.skillscv_id)
    _keep(session, actor, referral)


def _keep(session: Session, actor: str, referral: Referral) -> None:
    session.add(referral)
    session.flush()
    platform = session.get_one(SkillsCV, referral.skillscv_id).organisation_id
    concerned = {platform, referral.from_organisation_id}
    if referral.offered_at is not None:
        concerned.add(referral.to_organisation_id)
    left = referral.state == ReferralState.REVOKED  # that a person left is told, not where they go on
    concerned -= set() if left else excluded_by(session, referral.skillscv_id)
    for organisation_id in sorted(concerned):
        note_as(
            session,
            actor,
            f"referral.{referral.state}",
            f"referral:{referral.id}",
            organisation_id=organisation_id,
            skillscv_id=referral.skillscv_id,
        )
        emit(session, organisation_id, _EVENTS[ReferralState(referral.state)], referral.id)
