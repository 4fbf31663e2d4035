"""People for whom nothing fitted yet: told when a fitting vacancy appears. Procedures that nobody moves end here too.

Someone is in the open pool who was referred on, has nothing under way, no referral that waits, and was not hired.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from api.applications import service as applications
from api.applications import store as application_store
from api.applications.schemas import UNDER_WAY, ApplicationStep
from api.auth import Caller
from api.db import Database, now
from api.knowledge import Knowledge
from api.matches import service as matches
from api.matches import store as match_store
from api.referrals import service, store
from api.referrals.proposals import agreed_to, barred_for, fits, spread, suits
from api.settings import Settings
from api.skillscvs import store as skillscvs
from api.tables import Application, Notice, SkillsCV, Vacancy
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from matching.score import score

_AT_ONCE: Final = 50
TOLD_AT_ONCE: Final = 50
_PEOPLE_AT_ONCE: Final = 500


def refer_idle(database: Database, knowledge: Knowledge, settings: Settings) -> int:
    """Ends procedures that nobody moved for ``procedure_days``: each becomes a proposal elsewhere, or the open pool."""
    done = 0
    while True:
        moment = now() - timedelta(days=settings.procedure_days)
        with database.reading() as session:
            idle = [row.id for row in application_store.idle_since(session, moment, _AT_ONCE)]
        moved = 0
        for application_id in idle:
            with database.writing() as session:
                moved += _refer_one(session, knowledge, settings, application_id)
        done += moved
        if len(idle) < _AT_ONCE or not moved:
            return done


def _refer_one(session: Session, knowledge: Knowledge, settings: Settings, application_id: UUID) -> bool:
    found = session.get(Application, application_id)
    if found is None or not skillscvs.hold(session, [found.skillscv_id]):
        return False
    session.refresh(found, with_for_update=True)
    overdue = found.updated_at <= now() - timedelta(days=settings.procedure_days)
    if found.state not in UNDER_WAY or not overdue:
        return False
    person = session.get_one(SkillsCV, found.skillscv_id)
    applications.take(session, the_service(person), found, ApplicationStep.REFER)
    service.propose_next(session, knowledge, settings, found)
    return True


def the_service(person: SkillsCV) -> Caller:
    """Who acts where nobody asked for it: the service itself, for the platform of the person."""
    return Caller(
        organisation_id=person.organisation_id,
        community_id=person.community_id,
        role=None,
        scopes=frozenset(),
        label=service.SERVICE,
    )


def tell_open_pool(database: Database, knowledge: Knowledge) -> int:
    """Tells people in the open pool of vacancies that fit them. Returns how many were told, of how many vacancies.

    Scoring runs outside any write; who is told is looked at once more in the transaction that tells them.
    """
    return _tell_of_new_vacancies(database, knowledge) + _tell_the_new_and_changed(database, knowledge)


def _tell_of_new_vacancies(database: Database, knowledge: Knowledge) -> int:
    """Holds vacancies that are new or changed against everyone in the open pool."""
    with database.reading() as session:
        waiting = [row.id for row in store.vacancies_to_tell_of(session, _AT_ONCE)]
    told = 0
    for vacancy_id in waiting:
        with database.reading() as session:
            vacancy = session.get_one(Vacancy, vacancy_id)
            version, fitting = vacancy.version, _whom_it_suits(session, knowledge, vacancy)
        for start in range(0, len(fitting), TOLD_AT_ONCE):  # others want to write too
            with database.writing() as session:
                some = fitting[start : start + TOLD_AT_ONCE]
                told += sum(_tell(session, person_id, vacancy_id) for person_id in some)
        with database.writing() as session:  # apart: a vacancy is locked before people, never after
            row = session.get_one(Vacancy, vacancy_id, with_for_update=True)
            row.pool_version = version
            session.add(row)
    return told


def _tell_the_new_and_changed(database: Database, knowledge: Knowledge) -> int:
    """Holds who came into the open pool, or changed in it, against all vacancies; they are told of the best few."""
    with database.reading() as session:
        waiting = store.people_to_tell(session, _AT_ONCE)
    told = 0
    for person_id, steps in waiting:
        with database.reading() as session:
            application = store.last_referred(session, person_id)
            found = [] if application is None else fits(session, knowledge, application)
            fitting = [fit.vacancy.id for fit in spread([fit for fit in found if fit.is_good])]
        with database.writing() as session:
            told += sum(_tell(session, person_id, vacancy_id) for vacancy_id in fitting)
            store.note_held(session, person_id, steps)
    return told


def _whom_it_suits(session: Session, knowledge: Knowledge, vacancy: Vacancy) -> list[UUID]:
    plan = matches.plans_of(session, knowledge, [vacancy])[vacancy.id]
    people: Sequence[UUID] = store.open_pool(session, vacancy.community_id)
    fitting = []
    for start in range(0, len(people), _PEOPLE_AT_ONCE):
        profiles = match_store.profiles_of(session, people[start : start + _PEOPLE_AT_ONCE])
        fitting += [person for person, profile in profiles.items() if suits(score(plan, profile))]
    return sorted(fitting)


def _tell(session: Session, person_id: UUID, vacancy_id: UUID) -> bool:
    """True when the person is told: of a vacancy of an organisation they may be referred to, and once."""
    if not skillscvs.hold(session, [person_id]) or store.is_told(session, person_id, vacancy_id):
        return False
    person, vacancy = session.get_one(SkillsCV, person_id), session.get_one(Vacancy, vacancy_id)
    if vacancy.status != "open" or vacancy.visibility != "community":  # closed since it was looked at
        return False
    barred = barred_for(session, person_id)
    agreed = agreed_to(session, person_id, barred)
    receiver = vacancy.organisation_id
    if person_id not in store.open_pool(session, person.community_id, only=person_id) or receiver in barred:
        return False
    if agreed is not None and receiver not in agreed:
        return False
    session.add(Notice(skillscv_id=person_id, kind="vacancyFits", vacancy_id=vacancy_id, created_at=now()))
    for organisation_id in sorted({person.organisation_id, *store.referring(session, person_id)}):
        emit(session, organisation_id, Event.VACANCY_FITS, person_id, vacancyId=vacancy_id)
    session.flush()
    return True
