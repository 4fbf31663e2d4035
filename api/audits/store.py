"""What audits count, of a vacancy's own organisation only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from api.audits.schemas import Attribute
from api.auth import Caller
from api.skillscvs import store as skillscvs
from api.tables import Demographic, MatchResult, MatchRun, SkillsCV


def people_seen(session: Session, caller: Caller, limit: int) -> Sequence[SkillsCV]:
    return session.exec(skillscvs.visible_to(caller).order_by(col(SkillsCV.id)).limit(limit)).all()


def group_sizes(session: Session, community_id: UUID, attribute: str) -> dict[str, int]:
    statement = (
        select(Demographic.value, func.count())
        .join(SkillsCV, col(SkillsCV.id) == col(Demographic.skillscv_id))
        .where(SkillsCV.community_id == community_id, SkillsCV.status == "active", Demographic.attribute == attribute)
        .group_by(Demographic.value)
    )
    return dict(session.exec(statement).all())


def selected_sizes(session: Session, vacancy_id: UUID, community_id: UUID, attribute: str) -> dict[str, int]:
    """People of each group whom a run of the vacancy showed."""
    statement = (
        select(Demographic.value, func.count(func.distinct(Demographic.skillscv_id)))
        .join(SkillsCV, col(SkillsCV.id) == col(Demographic.skillscv_id))
        .join(MatchResult, col(MatchResult.skillscv_id) == col(Demographic.skillscv_id))
        .join(MatchRun, col(MatchRun.id) == col(MatchResult.match_run_id))
        .where(
            MatchRun.vacancy_id == vacancy_id,
            SkillsCV.community_id == community_id,
            SkillsCV.status == "active",
            Demographic.attribute == attribute,
        )
        .group_by(Demographic.value)
    )
    return dict(session.exec(statement).all())


def demographics_of(session: Session, skillscv_id: UUID) -> dict[str, str | None]:
    """Every attribute, None where the person gave no answer."""
    statement = select(Demographic.attribute, Demographic.value).where(Demographic.skillscv_id == skillscv_id)
    return dict.fromkeys(get_args(Attribute)) | dict(session.exec(statement).all())


def replace_demographics(session: Session, skillscv_id: UUID, rows: Sequence[Demographic]) -> None:
    session.exec(delete(Demographic).where(col(Demographic.skillscv_id) == skillscv_id))
    session.add_all(rows)
    session.flush()


def untested(session: Session, at_least: int, limit: int) -> Sequence[SkillsCV]:
    statement = select(SkillsCV).where(SkillsCV.status == "active", col(SkillsCV.twins_tested) < at_least)
    return session.exec(statement.order_by(col(SkillsCV.created_at)).limit(limit)).all()
