"""Vacancies as they are shown: labels, and the wording a finding of the lint is about."""

from __future__ import annotations

from sqlmodel import Session

from api.knowledge import Knowledge
from api.schemas import LabelOut
from api.tables import Vacancy, VacancyLint
from api.vacancies import store
from api.vacancies.schemas import LintOut, RequirementOut, VacancyOut
from taxonomy.model import Language, SkillId
from taxonomy.reading import neutral_wording


def present(session: Session, knowledge: Knowledge, vacancy: Vacancy) -> VacancyOut:
    skills = knowledge.catalogue.skills
    return VacancyOut(
        id=vacancy.id,
        organisation_id=vacancy.organisation_id,
        external_ref=vacancy.external_ref,
        title=vacancy.title,
        language=Language(vacancy.language),
        visibility="community" if vacancy.visibility == "community" else "own",
        status="open" if vacancy.status == "open" else "closed",
        created_at=vacancy.created_at,
        updated_at=vacancy.updated_at,
        text=vacancy.redacted_text,
        requirements=[
            RequirementOut(
                label=LabelOut.of(skills[SkillId(row.skill_id)].label),
                **row.model_dump(exclude={"vacancy_id", "criteria_version"}),
            )
            for row in store.requirements_of(session, [vacancy])[vacancy.id]
            if row.skill_id in skills
        ],
        criteria_version=vacancy.criteria_version,
        criteria_hash=vacancy.criteria_hash,
        frozen_at=vacancy.frozen_at,
        lint=[_lint_out(vacancy, row) for row in store.lint_of(session, vacancy.id)],
    )


def _lint_out(vacancy: Vacancy, row: VacancyLint) -> LintOut:
    title = row.field == "title"
    text = (vacancy.title if title else vacancy.redacted_text)[row.start : row.end]
    return LintOut(
        field="title" if title else "text",
        start=row.start,
        end=row.end,
        text=text,
        ground=row.ground,
        advice=LabelOut(nl=row.advice_nl, en=row.advice_en),
        suggestion=neutral_wording(text, language=Language(vacancy.language)),
    )
