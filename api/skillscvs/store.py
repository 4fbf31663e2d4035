"""SkillsCVs in the database. Callers read them through ``visible_to``, what is theirs alone through ``owned_by``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, and_, exists, insert, inspect, or_, text
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from api.auth import Caller
from api.consents.schemas import Purpose
from api.consents.store import standing
from api.db import before_commit
from api.skillscvs.schemas import Decision
from api.tables import (
    Claim,
    ClaimEvidence,
    PoolPart,
    ProfileChange,
    Referral,
    Role,
    SkillDecision,
    SkillsCV,
    SkillsCVRedaction,
    SkillsCVSection,
)
from taxonomy.model import Reading
from taxonomy.redaction import Redaction

_CHANGE_LOG_LOCK = 5_309_137
_CLAIMS: tuple[type[SQLModel], ...] = (ClaimEvidence, Claim)
_CONTENT: tuple[type[SQLModel], ...] = (SkillsCVSection, SkillsCVRedaction, *_CLAIMS)


def visible_to(caller: Caller) -> SelectOfScalar[SkillsCV]:
    """A candidate sees their own; a platform its own pool; an employer whom consent lets it see, now."""
    statement = select(SkillsCV).where(SkillsCV.status != "erased")
    if caller.is_candidate:
        return statement.where(SkillsCV.id == caller.skillscv_id)
    return statement.where(or_(col(SkillsCV.organisation_id) == caller.organisation_id, disclosed_to(caller)))


def disclosed_to(caller: Caller) -> ColumnElement[bool]:
    """Consent to be matched by this organisation, or a referral to it that the person agreed to.

    Consent for the whole community is for its employers: another platform sees whom consent names it for.
    """
    referred = exists().where(
        col(Referral.skillscv_id) == col(SkillsCV.id),
        col(Referral.to_organisation_id) == caller.organisation_id,
        col(Referral.state).in_(("offered", "accepted")),
        standing(col(SkillsCV.id), Purpose.REFERRAL, caller.organisation_id),
    )
    matched = and_(
        col(SkillsCV.status) == "active",
        standing(col(SkillsCV.id), Purpose.MATCHING, caller.organisation_id, by_name=caller.role is Role.PLATFORM),
    )
    return and_(col(SkillsCV.community_id) == caller.community_id, or_(matched, referred))


def owned_by(caller: Caller) -> SelectOfScalar[SkillsCV]:
    statement = select(SkillsCV).where(SkillsCV.status != "erased")
    if caller.is_candidate:
        return statement.where(SkillsCV.id == caller.skillscv_id)
    return statement.where(SkillsCV.organisation_id == caller.organisation_id)


def find(session: Session, caller: Caller, skillscv_id: UUID) -> SkillsCV | None:
    return session.exec(visible_to(caller).where(SkillsCV.id == skillscv_id)).first()


def find_own(session: Session, caller: Caller, skillscv_id: UUID) -> SkillsCV | None:
    """For a change: the row stays locked until the commit."""
    return session.exec(owned_by(caller).where(SkillsCV.id == skillscv_id).with_for_update()).first()


def hold(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of ``ids`` that are not erased; none of them can be changed or erased until this transaction ends.

    Who writes something about a person takes this first, before any lock on an application or referral: then nothing
    is written about someone who is being erased, and no two writers wait for each other.
    """
    statement = select(SkillsCV.id).where(col(SkillsCV.id).in_(ids), SkillsCV.status != "erased")
    return set(session.exec(statement.order_by(col(SkillsCV.id)).with_for_update(read=True, key_share=True)).all())


def named(session: Session, organisation_id: UUID, external_ref: str) -> SkillsCV | None:
    statement = select(SkillsCV).where(
        SkillsCV.organisation_id == organisation_id, SkillsCV.external_ref == external_ref
    )
    return session.exec(statement).first()


def write_content(session: Session, skillscv_id: UUID, redaction: Redaction, reading: Reading) -> None:
    """Replaces sections, redactions, claims and evidence by what was just read."""
    delete_content(session, skillscv_id)
    add_content(session, skillscv_id, redaction, reading)


def add_content(session: Session, skillscv_id: UUID, redaction: Redaction, reading: Reading) -> None:
    """Writes what was read of a SkillsCV that holds nothing yet."""
    sections = (
        {"position": position, "kind": section.kind, "redacted_text": section.text.value}
        for position, section in enumerate(redaction.sections)
    )
    _insert(session, skillscv_id, SkillsCVSection, sections)
    _insert(session, skillscv_id, SkillsCVRedaction, map(asdict, redaction.report))
    write_claims(session, skillscv_id, reading)


def write_claims(session: Session, skillscv_id: UUID, reading: Reading) -> None:
    claims = (
        {"skill_id": skill.skill_id, "standing": skill.standing, "level": skill.level} for skill in reading.skills
    )
    evidence = (
        {"id": uuid4(), "skill_id": skill.skill_id} | asdict(place)
        for skill in reading.skills
        for place in skill.evidence
    )
    _insert(session, skillscv_id, Claim, claims)
    _insert(session, skillscv_id, ClaimEvidence, evidence)


def _insert(session: Session, skillscv_id: UUID, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """One statement for all rows, without an object for each: imports write many."""
    found = [row | {"skillscv_id": skillscv_id} for row in rows]
    if found:
        session.execute(insert(table), found)


def delete_content(session: Session, skillscv_id: UUID) -> None:
    _delete_rows(session, skillscv_id, _CONTENT)


def delete_claims(session: Session, skillscv_id: UUID) -> None:
    _delete_rows(session, skillscv_id, _CLAIMS)


def _delete_rows(session: Session, skillscv_id: UUID, tables: tuple[type[SQLModel], ...]) -> None:
    for table in tables:
        session.exec(delete(table).where(table.skillscv_id == skillscv_id))  # type: ignore[attr-defined]
    session.flush()


def not_owned_by(session: Session, caller: Caller, ids: Collection[UUID]) -> set[UUID]:
    """Those of ``ids`` that another organisation than the caller's submitted."""
    statement = select(SkillsCV.id).where(col(SkillsCV.id).in_(ids), SkillsCV.organisation_id != caller.organisation_id)
    return set(session.exec(statement).all())


def sections_of(session: Session, *skillscv_ids: UUID) -> Sequence[SkillsCVSection]:
    statement = select(SkillsCVSection).where(col(SkillsCVSection.skillscv_id).in_(skillscv_ids))
    return session.exec(statement.order_by(col(SkillsCVSection.skillscv_id), col(SkillsCVSection.position))).all()


def redactions_of(session: Session, skillscv_id: UUID) -> Sequence[SkillsCVRedaction]:
    statement = select(SkillsCVRedaction).where(SkillsCVRedaction.skillscv_id == skillscv_id)
    order = (col(SkillsCVRedaction.section), col(SkillsCVRedaction.type), col(SkillsCVRedaction.rule))
    return session.exec(statement.order_by(*order)).all()


def claims_of(session: Session, skillscv_id: UUID) -> Sequence[Claim]:
    return session.exec(select(Claim).where(Claim.skillscv_id == skillscv_id).order_by(col(Claim.skill_id))).all()


def evidence_of(
    session: Session, skillscv_ids: Sequence[UUID], skill_ids: Collection[str] | None = None
) -> Sequence[Row[Any]]:
    """The columns of ``ClaimEvidence`` but its id: a run shows hundreds of rows, and objects cost most of its time."""
    order = (col(ClaimEvidence.section), col(ClaimEvidence.start), col(ClaimEvidence.end), col(ClaimEvidence.reason))
    columns = [column for column in inspect(ClaimEvidence).columns if column.name != "id"]
    statement = sa_select(*columns).where(col(ClaimEvidence.skillscv_id).in_(skillscv_ids))
    if skill_ids is not None:
        statement = statement.where(col(ClaimEvidence.skill_id).in_(skill_ids))
    return session.execute(statement.order_by(*order)).all()


def decisions_of(session: Session, skillscv_id: UUID) -> dict[str, SkillDecision]:
    rows = session.exec(select(SkillDecision).where(SkillDecision.skillscv_id == skillscv_id)).all()
    return {row.skill_id: row for row in rows}


def rejected_of(session: Session, ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The skills that each of ``ids`` said no to."""
    found: dict[UUID, set[str]] = defaultdict(set)
    statement = select(SkillDecision.skillscv_id, SkillDecision.skill_id).where(
        col(SkillDecision.skillscv_id).in_(ids), SkillDecision.decision == Decision.REJECTED
    )
    for skillscv_id, skill_id in session.exec(statement).all():
        found[skillscv_id].add(skill_id)
    return found


def note_change(session: Session, skillscv_id: UUID) -> None:
    """Tells the index. The log's order must be the order of commits, so its writers queue for it.

    With an erasure the packed index goes too, which still holds the person: who packs it anew takes the same lock.
    """

    def write(last: Session) -> None:
        lock_change_log(last)
        last.add(ProfileChange(skillscv_id=skillscv_id))
        last.flush()
        if last.exec(select(SkillsCV.status).where(SkillsCV.id == skillscv_id)).one() == "erased":
            last.exec(delete(PoolPart))

    before_commit(session, "profile change", write)


def lock_change_log(session: Session) -> None:
    """Until the commit nobody else writes into the log. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHANGE_LOG_LOCK})
