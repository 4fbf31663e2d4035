"""Referrals in the database. ``visible_to`` is the only way to read one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, text
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from api.applications.schemas import OCCUPIED, ApplicationState
from api.auth import Caller
from api.consents.schemas import Purpose
from api.consents.store import excluded_by, excludes, standing
from api.referrals.schemas import ACTIVE, ReferralState
from api.skillscvs.store import hold
from api.tables import Application, Consent, Notice, Organisation, Referral, SkillsCV, Vacancy

_AT_ONCE = 200


def visible_to(caller: Caller) -> SelectOfScalar[Referral]:
    """The person and their platform, the referring organisation, and the receiving one once the person agreed.

    Neither organisation while the person excludes it.
    """
    statement = select(Referral).join(SkillsCV, col(SkillsCV.id) == col(Referral.skillscv_id))
    statement = statement.where(SkillsCV.status != "erased")
    if caller.is_candidate:
        return statement.where(SkillsCV.id == caller.skillscv_id)
    received = and_(
        col(Referral.to_organisation_id) == caller.organisation_id,
        col(Referral.state).in_((ReferralState.OFFERED, ReferralState.ACCEPTED, ReferralState.DECLINED)),
        standing(col(SkillsCV.id), Purpose.REFERRAL, caller.organisation_id),
    )
    return statement.where(
        or_(
            col(SkillsCV.organisation_id) == caller.organisation_id,
            and_(
                col(Referral.from_organisation_id) == caller.organisation_id,
                ~excludes(col(SkillsCV.id), caller.organisation_id),
            ),
            received,
        )
    )


def find(session: Session, caller: Caller, referral_id: UUID) -> Referral | None:
    return session.exec(visible_to(caller).where(Referral.id == referral_id)).first()


def lock(session: Session, caller: Caller, referral_id: UUID) -> Referral | None:
    """For a change: the person is held, then the row locked, until the commit."""
    hold(session, session.exec(select(Referral.skillscv_id).where(Referral.id == referral_id)).all())
    return session.exec(visible_to(caller).where(Referral.id == referral_id).with_for_update(of=Referral)).first()


def of_application(session: Session, application_id: UUID) -> Sequence[Referral]:
    return session.exec(select(Referral).where(Referral.application_id == application_id)).all()


def of_person(session: Session, skillscv_id: UUID) -> Sequence[Referral]:
    statement = select(Referral).where(Referral.skillscv_id == skillscv_id)
    return session.exec(statement.order_by(col(Referral.created_at), col(Referral.id))).all()


def came_from(session: Session, caller: Caller, skillscv_id: UUID, organisation_id: UUID) -> bool:
    """Whether the caller's organisation accepted the person from that one: they are not sent back."""
    statement = select(Referral.id).where(
        Referral.skillscv_id == skillscv_id,
        Referral.from_organisation_id == organisation_id,
        Referral.to_organisation_id == caller.organisation_id,
        Referral.state == ReferralState.ACCEPTED,
    )
    return session.exec(statement.limit(1)).first() is not None


def lock_of_person(session: Session, skillscv_id: UUID) -> Sequence[Referral]:
    """For a change, as they are now: after the person was locked."""
    statement = select(Referral).where(Referral.skillscv_id == skillscv_id).order_by(col(Referral.id))
    return session.exec(statement.with_for_update().execution_options(populate_existing=True)).all()


def active_by_receiver(session: Session, community_id: UUID) -> dict[UUID, int]:
    """How many referrals each organisation of a community has on its desk."""
    statement = (
        select(Referral.to_organisation_id, func.count())
        .join(Organisation, col(Organisation.id) == col(Referral.to_organisation_id))
        .where(Organisation.community_id == community_id, col(Referral.state).in_(ACTIVE))
        .group_by(col(Referral.to_organisation_id))
    )
    return dict(session.exec(statement).all())


def queue_disclosures(session: Session, organisation_id: UUID) -> None:
    """Acceptances of one organisation wait for each other, so that together they keep to the day's limit."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(organisation_id.bytes[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def disclosures_since(session: Session, organisation_id: UUID, moment: datetime) -> list[datetime]:
    """When references were handed over to the organisation since ``moment``, the oldest first."""
    statement = select(Referral.disclosed_at).where(
        Referral.to_organisation_id == organisation_id, col(Referral.disclosed_at) > moment
    )
    return sorted(found for found in session.exec(statement).all() if found is not None)


def vacancies_to_tell_of(session: Session, limit: int) -> Sequence[Vacancy]:
    """Shown to a community, and new or changed since they were last held against the open pool."""
    statement = select(Vacancy).where(
        Vacancy.visibility == "community", Vacancy.status == "open", col(Vacancy.pool_version) < col(Vacancy.version)
    )
    return session.exec(statement.order_by(col(Vacancy.updated_at), col(Vacancy.id)).limit(limit)).all()


def open_pool(session: Session, community_id: UUID, *, only: UUID | None = None) -> Sequence[UUID]:
    """Who was referred on, has nothing under way, and consents to being matched by someone."""
    statement = select(SkillsCV.id).where(SkillsCV.community_id == community_id, *_in_open_pool())
    if only is not None:
        statement = statement.where(SkillsCV.id == only)
    return session.exec(statement.order_by(col(SkillsCV.id))).all()


def _in_open_pool() -> tuple[ColumnElement[bool], ...]:
    applied = col(Application.skillscv_id) == col(SkillsCV.id)
    referred = select(Application.skillscv_id).where(Application.state == ApplicationState.REFERRED)
    return (
        col(SkillsCV.status) == "active",
        col(SkillsCV.id).in_(referred),  # from the few that were referred, not from all there are
        ~exists().where(applied, col(Application.state).in_(OCCUPIED)),
        ~exists().where(col(Referral.skillscv_id) == col(SkillsCV.id), col(Referral.state).in_(ACTIVE)),
        exists().where(
            col(Consent.skillscv_id) == col(SkillsCV.id),
            col(Consent.purpose) == Purpose.MATCHING,
            col(Consent.withdrawn_at).is_(None),
        ),
    )


def people_to_tell(session: Session, limit: int) -> Sequence[tuple[UUID, int]]:
    """Who came into the open pool, or changed in it, since they were held against all vacancies; with their steps.

    Steps are the versions of a SkillsCV and of its applications and referrals, added up: none is ever taken back, so
    a change that is committed while someone is looked at is seen the next time.
    """
    steps = col(SkillsCV.version) + _versions(Application) + _versions(Referral)
    statement = select(SkillsCV.id, steps).where(*_in_open_pool(), col(SkillsCV.pool_steps) < steps)
    return session.exec(statement.order_by(col(SkillsCV.updated_at), col(SkillsCV.id)).limit(limit)).all()


def _versions(table: type[Application | Referral]) -> ColumnElement[int]:
    total = select(func.coalesce(func.sum(table.version), 0)).where(col(table.skillscv_id) == col(SkillsCV.id))
    return total.scalar_subquery()


def note_held(session: Session, skillscv_id: UUID, steps: int) -> None:
    """Says that the person was held against all vacancies after so many steps."""
    held = update(SkillsCV).where(col(SkillsCV.id) == skillscv_id, col(SkillsCV.status) != "erased")
    session.exec(held.values(pool_steps=steps).execution_options(synchronize_session=False))


def last_referred(session: Session, skillscv_id: UUID) -> Application | None:
    """The application of the person that was referred on last."""
    statement = select(Application).where(
        Application.skillscv_id == skillscv_id, Application.state == ApplicationState.REFERRED
    )
    return session.exec(statement.order_by(col(Application.updated_at).desc(), col(Application.id))).first()


def is_told(session: Session, skillscv_id: UUID, vacancy_id: UUID) -> bool:
    statement = select(Notice.id).where(Notice.skillscv_id == skillscv_id, Notice.vacancy_id == vacancy_id)
    return session.exec(statement).first() is not None


def referring(session: Session, skillscv_id: UUID) -> set[UUID]:
    """The organisations that referred the person on and may still know of it."""
    statement = select(Application.organisation_id).where(
        Application.skillscv_id == skillscv_id, Application.state == ApplicationState.REFERRED
    )
    return set(session.exec(statement).all()) - excluded_by(session, skillscv_id)


def organisations_named(session: Session, community_id: UUID) -> dict[UUID, str]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.community_id == community_id)
    return dict(session.exec(statement).all())


def overdue(session: Session, moment: datetime) -> Sequence[Referral]:
    """For a change: people are held, then rows locked; those that another process has locked are passed over."""
    late = select(Referral).where(col(Referral.state).in_(ACTIVE), col(Referral.expires_at) <= moment)
    found = session.exec(late.order_by(col(Referral.expires_at), col(Referral.id)).limit(_AT_ONCE)).all()
    hold(session, {referral.skillscv_id for referral in found})
    mine = late.where(col(Referral.id).in_([referral.id for referral in found]))
    locked = mine.with_for_update(skip_locked=True, of=Referral).execution_options(populate_existing=True)
    return session.exec(locked).all()
