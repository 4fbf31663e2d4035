"""Referrals in the database. ``visible_to`` is the only way to read one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.consents.schemas import Purpose
from api.consents.store import standing
from api.referrals.schemas import ACTIVE, ReferralState
from api.skillscvs.store import hold
from api.tables import Organisation, Referral, SkillsCV


def visible_to(caller: Caller) -> SelectOfScalar[Referral]:
    """The person and their platform, the referring organisation, and the receiving one once the person agreed."""
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
            col(Referral.from_organisation_id) == caller.organisation_id,
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


def organisations_named(session: Session, community_id: UUID) -> dict[UUID, str]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.community_id == community_id)
    return dict(session.exec(statement).all())


def overdue(session: Session, moment: datetime) -> Sequence[Referral]:
    statement = select(Referral).where(col(Referral.state).in_(ACTIVE), col(Referral.expires_at) <= moment)
    return session.exec(statement.with_for_update(skip_locked=True).limit(200)).all()
