"""Audits: that a ranking is blind, and how its outcomes fall."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.audit_log.service import note
from api.audits import store
from api.audits.schemas import (
    Attribute,
    CounterExample,
    DemographicsIn,
    ImpactOut,
    ImpactRatiosOut,
    InvarianceAuditOut,
    InvarianceIn,
    KindOut,
)
from api.auth import Caller, own_skillscv
from api.db import Database, now
from api.errors import BadInput
from api.field_problems import FieldProblem
from api.knowledge import Knowledge
from api.matches.service import plans_of
from api.skillscvs import service as skillscvs
from api.skillscvs import twins
from api.tables import Demographic, SkillsCV
from api.vacancies import service as vacancies
from matching.fairness import Group, impact_ratios
from matching.invariance import Certificate
from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import score
from taxonomy.model import Language, SectionKind, SkillId

MOST_TWINS = 400
"""Of one audit: each is a reading of some tenths of a second."""
TRIED_AT_ONCE = 10
"""From the oldest on, until the twins of one were read: other work of the background waits meanwhile."""
log = logging.getLogger("skillscv.audits")


@dataclass(frozen=True)
class Person:
    """What an audit needs of one person: redacted text, whose they are, no more."""

    id: UUID
    organisation_id: UUID
    language: Language
    stored: tuple[tuple[SectionKind, str], ...]


def gather(
    session: Session, knowledge: Knowledge, caller: Caller, wish: InvarianceIn
) -> tuple[list[Person], Plan | None]:
    """Who is audited, and by which plan. Raises NotFound for a vacancy the caller cannot see, BadInput for too much."""
    if wish.people * wish.twins_per_person > MOST_TWINS:
        detail = f"Ask for at most {MOST_TWINS} twins together: people times twinsPerPerson."
        problem = FieldProblem(pointer="/twinsPerPerson", detail=detail)
        raise BadInput("This audit would take too long.", errors=[problem])
    plan = None
    if wish.vacancy_id is not None:
        vacancy = vacancies.seen(session, caller, wish.vacancy_id)
        plan = plans_of(session, knowledge, [vacancy])[vacancy.id]
    people = [_person(session, row) for row in store.people_seen(session, caller, wish.people)]
    for person in people:
        note(session, caller, "audit.invariance", f"skillscv:{person.id}", skillscv_id=person.id)
    return people, plan


def _person(session: Session, row: SkillsCV) -> Person:
    return Person(
        row.id, row.organisation_id, Language(row.language), tuple(skillscvs.stored_sections(session, row.id))
    )


def audit(
    knowledge: Knowledge, caller: Caller, people: list[Person], plan: Plan | None, wish: InvarianceIn
) -> InvarianceAuditOut:
    """Reads the twins of each person again. Takes about as long as reading so many SkillsCVs.

    Only the person's own platform has the masks filled in: how many twins of a kind there are would tell others which
    signals stood in the text, and that is a signal by itself.
    """

    def outcome(levels: tuple[tuple[str, int], ...]) -> Hashable:
        if plan is None:
            return levels
        return score(plan, SkillProfile((SkillId(skill_id), level) for skill_id, level in levels)).points

    found = {
        person.id: twins.certified(
            knowledge,
            person.stored,
            person.language,
            count=wish.twins_per_person,
            of_masks=person.organisation_id == caller.organisation_id,
            outcome=outcome,
        )
        for person in people
    }
    kinds = sorted({kind.kind for certificate in found.values() for kind in certificate.kinds})
    return InvarianceAuditOut(
        vacancy_id=wish.vacancy_id,
        people=len(people),
        twins_tested=sum(certificate.tested for certificate in found.values()),
        changed=sum(certificate.changed for certificate in found.values()),
        kinds=[_kind(kind, found) for kind in kinds],
    )


def _kind(kind: str, found: dict[UUID, Certificate]) -> KindOut:
    rows = [(owner, row) for owner, certificate in found.items() for row in certificate.kinds if row.kind == kind]
    first = next(((owner, row.first) for owner, row in rows if row.first is not None), None)
    return KindOut(
        kind=kind,
        tested=sum(row.tested for _, row in rows),
        changed=sum(row.changed for _, row in rows),
        first_counter_example=None if first is None else CounterExample(skillscv_id=first[0], variant=first[1].variant),
    )


def ratios(session: Session, caller: Caller, vacancy_id: UUID, attribute: Attribute) -> ImpactRatiosOut:
    """Impact ratios over the runs of the caller's own vacancy. Raises NotFound."""
    vacancy = vacancies.own(session, caller, vacancy_id)
    sizes = store.group_sizes(session, caller.community_id, attribute)
    selected = store.selected_sizes(session, vacancy.id, caller.community_id, attribute)
    impacts = impact_ratios(Group(name, size, selected.get(name, 0)) for name, size in sizes.items())
    return ImpactRatiosOut(
        vacancy_id=vacancy.id,
        attribute=attribute,
        # of the groups whose size is shown: with all who answered, a size that is withheld could be worked out
        people=sum(impact.size or 0 for impact in impacts),
        groups=[
            ImpactOut(
                group=impact.name,
                finding=impact.finding.value,
                flagged=impact.flagged,
                size=impact.size,
                rate=impact.rate,
                ratio=impact.ratio,
                low=impact.low,
                # without an upper bound there is none to show
                high=None if impact.high == float("inf") else impact.high,
            )
            for impact in impacts
        ],
    )


def answer(session: Session, caller: Caller, wish: DemographicsIn) -> None:
    """Keeps the candidate's voluntary answers, beside everything that ranks."""
    person = skillscvs.own(session, caller, own_skillscv(caller))
    given = wish.model_dump(by_alias=True, exclude_none=True)
    rows = [
        Demographic(skillscv_id=person.id, attribute=attribute, value=value, recorded_at=now())
        for attribute, value in given.items()
    ]
    store.replace_demographics(session, person.id, rows)
    note(session, caller, "demographics.answered", f"skillscv:{person.id}", skillscv_id=person.id)


def read_twins_of_waiting(database: Database, knowledge: Knowledge) -> int:
    """Background work: reads more twins of a SkillsCV that has had few. Returns of how many it did.

    One whose twins cannot be read holds up none of the next.
    """
    with database.reading() as session:
        waiting = [row.id for row in store.untested(session, twins.LATER, TRIED_AT_ONCE)]
    for skillscv_id in waiting:
        try:
            _read_twins(database, knowledge, skillscv_id)
        except Exception as error:  # noqa: BLE001  whatever it is, it is about this person
            log.warning("twins not read", extra={"error_type": type(error).__name__})
        else:
            return 1
    return 0


def _read_twins(database: Database, knowledge: Knowledge, skillscv_id: UUID) -> None:
    """Outside any transaction: reading takes its time."""
    with database.reading() as session:
        person = _person(session, session.get_one(SkillsCV, skillscv_id))
    certificate = twins.certified(knowledge, person.stored, person.language, count=twins.LATER)
    with database.writing() as session:
        row = session.get(SkillsCV, person.id, with_for_update=True)
        if row is not None and row.language and _person(session, row) == person:  # an erased one has no language
            row.twins_tested, row.twins_changed = max(certificate.tested, twins.LATER), certificate.changed
            session.add(row)
