"""Vacancies: read into requirements, linted, and frozen by their first match run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel import Session

from api.audit_log.service import note
from api.auth import Caller
from api.db import now
from api.errors import BadInput, NotFound, Stale
from api.etags import check_if_match
from api.field_problems import FieldProblem
from api.knowledge import Knowledge
from api.tables import Vacancy, VacancyLint, VacancyRequirement
from api.vacancies import store
from api.vacancies.schemas import RequirementIn, VacancyIn, VacancyPatch
from matching.plan import Plan, build_plan
from matching.requirement import Need, Requirement
from taxonomy.model import Language, Section, SectionKind, SkillId
from taxonomy.reading import Finding, RequirementReading, detect_language, lint
from taxonomy.redaction import RedactedText, Scope, redact

UNSEEN = "There is no such vacancy, or not for you."
_GAP = "\n\n"


@dataclass(frozen=True)
class _Text:
    """A vacancy's title and text without contact data, joined for reading; offsets count from the title's start."""

    joined: RedactedText
    language: Language

    @classmethod
    def of(cls, title: str, text: str, language: Language | None) -> _Text:
        one_line = " ".join(title.split())
        section = Section(SectionKind.OTHER, f"{one_line}{_GAP}{text}")
        redaction = redact([section], language=language, scope=Scope.VACANCY)
        joined = redaction.sections[0].text
        return cls(joined, language or detect_language([joined.value]))

    @property
    def title(self) -> str:
        return self.joined.value.partition(_GAP)[0]

    @property
    def text(self) -> str:
        return self.joined.value.partition(_GAP)[2]

    def place(self, start: int, end: int) -> tuple[str, int, int]:
        """The field a span lies in, and the span in that field."""
        offset = len(self.title) + len(_GAP)
        return ("text", start - offset, end - offset) if start >= offset else ("title", start, end)


@dataclass(frozen=True)
class Understood:
    """A vacancy whose text was redacted and read, ready to be stored."""

    wish: VacancyIn
    text: _Text
    given: Sequence[RequirementIn] | None
    read: Sequence[RequirementReading]


def understood(knowledge: Knowledge, wish: VacancyIn) -> Understood:
    """Needs no database. Raises BadInput for requirements the catalogue does not have."""
    text = _Text.of(wish.title, wish.text, wish.language)
    given = None if wish.requirements is None else _checked(wish.requirements, knowledge)
    read = knowledge.reader.read_vacancy(text.joined, language=text.language) if given is None else ()
    return Understood(wish, text, given, read)


def create(session: Session, knowledge: Knowledge, caller: Caller, new: Understood) -> Vacancy:
    wish, text, moment = new.wish, new.text, now()
    vacancy = Vacancy(
        id=uuid4(),
        organisation_id=caller.organisation_id,
        community_id=caller.community_id,
        external_ref=wish.external_ref,
        title=text.title,
        language=text.language,
        redacted_text=text.text,
        visibility=wish.visibility,
        criteria_hash="",
        requirements_given=new.given is not None,
        created_at=moment,
        updated_at=moment,
    )
    session.add(vacancy)
    session.flush()
    rows = _given_rows(vacancy, new.given) if new.given is not None else _read_rows(vacancy, text, new.read)
    _set_requirements(session, knowledge, vacancy, rows)
    store.replace_lint(session, vacancy.id, _lint_rows(vacancy.id, text))
    note(session, caller, "vacancy.created", f"vacancy:{vacancy.id}")
    return vacancy


def change(
    session: Session,
    knowledge: Knowledge,
    caller: Caller,
    vacancy_id: UUID,
    patch: VacancyPatch,
    if_match: str | None,
    *,
    told: Told | None,
) -> Vacancy:
    """Applies a merge-patch; ``told`` is what ``tell`` made of it beforehand. Raises NotFound, Stale and BadInput."""
    given = None if patch.requirements is None else _checked(patch.requirements, knowledge)
    vacancy = own(session, caller, vacancy_id)
    check_if_match(if_match, vacancy.version)
    if told is not None and told.version != vacancy.version:
        raise Stale("The vacancy changed while its new text was read; fetch it again.")
    for field in ("external_ref", "visibility", "status"):
        if getattr(patch, field) is not None:
            setattr(vacancy, field, getattr(patch, field))
    if given is not None:
        _new_criteria(vacancy)
        vacancy.requirements_given = True
        _set_requirements(session, knowledge, vacancy, _given_rows(vacancy, given))
    if told is not None:
        _change_text(session, knowledge, vacancy, told)
    vacancy.version += 1
    vacancy.updated_at = now()
    session.add(vacancy)
    session.flush()
    note(session, caller, "vacancy.changed", f"vacancy:{vacancy.id}")
    return vacancy


@dataclass(frozen=True)
class Told:
    """A new text of a vacancy, redacted and read while nothing was locked, and the version it was made for."""

    version: int
    text: _Text
    read: Sequence[RequirementReading]


def tell(session: Session, knowledge: Knowledge, caller: Caller, vacancy_id: UUID, patch: VacancyPatch) -> Told | None:
    """Redacts and reads what a patch says, ahead of its transaction; None when it says nothing new or of nothing."""
    if patch.title is None and patch.text is None and patch.language is None:
        return None
    vacancy = store.find(session, caller, vacancy_id)
    if vacancy is None or vacancy.organisation_id != caller.organisation_id:
        return None
    version, language = vacancy.version, patch.language or Language(vacancy.language)
    title, text = patch.title or vacancy.title, vacancy.redacted_text if patch.text is None else patch.text
    session.rollback()  # reading takes its time; no snapshot of the database waits for it
    redacted = _Text.of(title, text, language)
    return Told(version, redacted, knowledge.reader.read_vacancy(redacted.joined, language=redacted.language))


def _change_text(session: Session, knowledge: Knowledge, vacancy: Vacancy, told: Told) -> None:
    text = told.text
    vacancy.title, vacancy.redacted_text, vacancy.language = text.title, text.text, text.language
    store.replace_lint(session, vacancy.id, _lint_rows(vacancy.id, text))
    if not vacancy.requirements_given:
        _new_criteria(vacancy)
        _set_requirements(session, knowledge, vacancy, _read_rows(vacancy, text, told.read))


def remove(session: Session, caller: Caller, vacancy_id: UUID, if_match: str | None) -> None:
    """Takes the vacancy out of everything; runs that were made of it stay verifiable without its text."""
    vacancy = own(session, caller, vacancy_id)
    check_if_match(if_match, vacancy.version, required=False)
    vacancy.status, vacancy.title, vacancy.redacted_text = "deleted", "", ""
    vacancy.updated_at = now()
    session.add(vacancy)
    store.replace_lint(session, vacancy.id, [])
    note(session, caller, "vacancy.deleted", f"vacancy:{vacancy.id}")


def own(session: Session, caller: Caller, vacancy_id: UUID) -> Vacancy:
    vacancy = store.find_own(session, caller, vacancy_id)
    if vacancy is None:
        raise NotFound(UNSEEN)
    return vacancy


def seen(session: Session, caller: Caller, vacancy_id: UUID) -> Vacancy:
    vacancy = store.find(session, caller, vacancy_id)
    if vacancy is None:
        raise NotFound(UNSEEN)
    return vacancy


def freeze(session: Session, vacancy: Vacancy) -> None:
    """From its first match run on, this version of the requirements does not change; nor while a run is made.

    Raises NotFound when the vacancy was deleted in the meantime.
    """
    session.refresh(vacancy, with_for_update={"key_share": True} if vacancy.frozen_at is None else {"read": True})
    if vacancy.status == "deleted":
        raise NotFound(UNSEEN)
    if vacancy.frozen_at is None:
        vacancy.frozen_at = now()
        session.add(vacancy)


def plan_of(rows: Sequence[VacancyRequirement], knowledge: Knowledge) -> Plan:
    known = [row for row in rows if row.skill_id in knowledge.catalogue.skills]
    return build_plan(
        [Requirement(SkillId(row.skill_id), row.weight, row.minimum_level, Need(row.need)) for row in known],
        knowledge.similarity,
    )


def _new_criteria(vacancy: Vacancy) -> None:
    if vacancy.frozen_at is not None:
        vacancy.criteria_version += 1
        vacancy.frozen_at = None


def _set_requirements(
    session: Session, knowledge: Knowledge, vacancy: Vacancy, rows: Sequence[VacancyRequirement]
) -> None:
    store.replace_requirements(session, vacancy, rows)
    vacancy.criteria_hash = plan_of(rows, knowledge).criteria_hash
    session.add(vacancy)
    session.flush()


def _checked(wishes: Sequence[RequirementIn], knowledge: Knowledge) -> Sequence[RequirementIn]:
    problems, seen_ids = [], set()
    for index, wish in enumerate(wishes):
        place = f"/requirements/{index}/skillId"
        if wish.skill_id not in knowledge.catalogue.skills:
            problems.append(FieldProblem(pointer=place, detail="The catalogue has no skill with this id."))
        elif wish.skill_id in seen_ids:
            problems.append(FieldProblem(pointer=place, detail="This skill is asked twice."))
        seen_ids.add(wish.skill_id)
    if problems:
        raise BadInput("The requirements are not right.", errors=problems)
    return wishes


def _given_rows(vacancy: Vacancy, wishes: Sequence[RequirementIn]) -> list[VacancyRequirement]:
    return [
        VacancyRequirement(
            vacancy_id=vacancy.id,
            criteria_version=vacancy.criteria_version,
            skill_id=wish.skill_id,
            weight=wish.weight,
            minimum_level=wish.minimum_level,
            need=wish.need,
            origin="given",
        )
        for wish in wishes
    ]


def _read_rows(vacancy: Vacancy, text: _Text, read: Sequence[RequirementReading]) -> list[VacancyRequirement]:
    rows = []
    for requirement in read:
        field, start, end = text.place(requirement.start, requirement.end)
        rows.append(
            VacancyRequirement(
                vacancy_id=vacancy.id,
                criteria_version=vacancy.criteria_version,
                skill_id=requirement.skill_id,
                weight=requirement.weight,
                minimum_level=requirement.minimum_level,
                need=requirement.need,
                origin="read",
                start=start if field == "text" else None,
                end=end if field == "text" else None,
            )
        )
    return rows


def _lint_rows(vacancy_id: UUID, text: _Text) -> list[VacancyLint]:
    findings: Sequence[Finding] = lint(text.joined, language=text.language)
    rows = []
    for position, finding in enumerate(findings):
        field, start, end = text.place(finding.start, finding.end)
        rows.append(
            VacancyLint(
                vacancy_id=vacancy_id,
                position=position,
                field=field,
                start=start,
                end=end,
                ground=finding.ground,
                advice_nl=finding.advice.nl,
                advice_en=finding.advice.en,
            )
        )
    return rows
