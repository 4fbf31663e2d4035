"""Applications and the steps they take."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlmodel import Session

from api.applications import store
from api.applications.schemas import (
    APPLICATION,
    OCCUPIED,
    ApplicationIn,
    ApplicationOut,
    ApplicationState,
    ApplicationStep,
)
from api.audit_log.service import note
from api.auth import Caller
from api.consents.service import agrees_to_matching
from api.db import now
from api.errors import Conflict, NotFound, ScopeMissing
from api.skillscvs import store as skillscvs
from api.tables import Application, SkillsCV, Vacancy
from api.transitions import advance
from api.vacancies.service import seen
from api.webhooks.events import Event
from api.webhooks.outbox import emit

UNSEEN = "There is no such application, or not for you."
_BY_THE_PERSON = frozenset({ApplicationStep.WITHDRAW})


def apply(session: Session, caller: Caller, vacancy_id: UUID, wish: ApplicationIn) -> Application:
    """Puts a person forward for a vacancy: by themselves, their platform, or the organisation that found them.

    Raises NotFound for what the caller cannot see, ScopeMissing for an organisation that is neither theirs nor the
    vacancy's, Conflict without consent or when it exists already.
    """
    vacancy = seen(session, caller, vacancy_id)
    person = skillscvs.find(session, caller, wish.skillscv_id)
    if person is None or not skillscvs.hold(session, [person.id]):
        raise NotFound("There is no such SkillsCV, or not for you.")
    if caller.organisation_id not in (person.organisation_id, vacancy.organisation_id):
        raise ScopeMissing("Between other organisations people go on by a referral, which they are asked about.")
    _check_consent(session, person, vacancy)
    if vacancy.status != "open":
        raise Conflict("This vacancy is closed.")
    if store.existing(session, vacancy.id, person.id, (*OCCUPIED, ApplicationState.REFERRED)) is not None:
        raise Conflict("This SkillsCV has an application for this vacancy already.")
    return open_application(session, caller, person.id, vacancy.organisation_id, vacancy.id)


def _check_consent(session: Session, person: SkillsCV, vacancy: Vacancy) -> None:
    if not agrees_to_matching(session, person.id, vacancy.organisation_id):
        raise Conflict("The person does not consent to being matched by this organisation.")


def open_application(
    session: Session, caller: Caller, skillscv_id: UUID, organisation_id: UUID, vacancy_id: UUID | None
) -> Application:
    moment = now()
    application = Application(
        id=uuid4(),
        vacancy_id=vacancy_id,
        skillscv_id=skillscv_id,
        organisation_id=organisation_id,
        state=ApplicationState.SUBMITTED,
        created_at=moment,
        updated_at=moment,
    )
    session.add(application)
    session.flush()
    _tell(session, caller, application, "application.submitted", Event.APPLICATION_CREATED)
    return application


def step(session: Session, caller: Caller, application_id: UUID, wanted: ApplicationStep) -> Application:
    """One step of the table. Raises NotFound where it is not the caller's to take, Conflict where it is not there."""
    application = store.lock(session, caller, application_id)
    if application is None or not _may(session, caller, application, wanted):
        raise NotFound(UNSEEN)
    take(session, caller, application, wanted)
    return application


def can(application: Application, wanted: ApplicationStep) -> bool:
    """Whether the step stands in the table for where the application is now."""
    return (ApplicationState(application.state), wanted) in APPLICATION


def take(session: Session, caller: Caller, application: Application, wanted: ApplicationStep) -> None:
    following = advance(APPLICATION, ApplicationState(application.state), wanted)
    if following != application.state:
        application.state = following
        application.version += 1
        application.updated_at = now()
        session.add(application)
        session.flush()
        _tell(session, caller, application, f"application.{following}", Event.APPLICATION_CHANGED)


def _may(session: Session, caller: Caller, application: Application, wanted: ApplicationStep) -> bool:
    if wanted not in _BY_THE_PERSON:
        return caller.organisation_id == application.organisation_id and not caller.is_candidate
    person = session.get(SkillsCV, application.skillscv_id)
    return caller.is_candidate or (person is not None and person.organisation_id == caller.organisation_id)


def _tell(session: Session, caller: Caller, application: Application, action: str, event: Event) -> None:
    person = session.get_one(SkillsCV, application.skillscv_id)
    concerned = {application.organisation_id, person.organisation_id}
    for organisation_id in sorted(concerned):
        note(
            session,
            caller,
            action,
            f"application:{application.id}",
            skillscv_id=person.id,
            organisation_id=organisation_id,
        )
        emit(session, organisation_id, event, application.id)


def shown(session: Session, caller: Caller, application_id: UUID) -> Application:
    application = store.find(session, caller, application_id)
    if application is None:
        raise NotFound(UNSEEN)
    return application


def present(caller: Caller, application: Application) -> ApplicationOut:
    state = ApplicationState(application.state)
    there = caller.organisation_id == application.organisation_id and not caller.is_candidate
    return ApplicationOut(
        id=application.id,
        vacancy_id=application.vacancy_id,
        skillscv_id=application.skillscv_id,
        organisation_id=application.organisation_id,
        state=state,
        allowed=[
            possible
            for origin, possible in APPLICATION
            if origin is state and there is (possible not in _BY_THE_PERSON)
        ],
        created_at=application.created_at,
        updated_at=application.updated_at,
    )
