"""``/v1/skills`` and ``/v1/skill-searches``: the catalogue, from memory."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import ReadsCatalogue
from api.errors import NotFound
from api.knowledge import Knows
from api.paging import Numbered
from api.schemas import CatalogueOut, Filter, LabelOut
from api.skills.schemas import (
    RelationOut,
    SimilarOut,
    SkillHit,
    SkillOut,
    SkillPage,
    SkillSearchIn,
    SkillSearchOut,
    SkillSummary,
)
from api.skills.service import Finds
from taxonomy.catalogue import Catalogue
from taxonomy.model import Skill, SkillId, SkillKind

router = APIRouter(tags=["Skills"])


@router.get("/skills", operation_id="listSkills", summary="The catalogue's skills, in order of their ids")
def list_skills(
    caller: ReadsCatalogue,
    knowledge: Knows,
    page: Numbered,
    kind: Annotated[SkillKind | None, Query(description="Only skills of this kind.")] = None,
    group: Annotated[Filter | None, Query(description="Only skills of this group.")] = None,
) -> SkillPage:
    del caller
    skills = sorted(
        (
            skill
            for skill in knowledge.catalogue.skills.values()
            if kind in (None, skill.kind) and group in (None, skill.group)
        ),
        key=lambda skill: skill.id,
    )
    shown, after = page.cut([(skill.id, skill) for skill in skills], filters={"kind": kind, "group": group})
    items = [_summary(skill) for skill in shown]
    return SkillPage(items=items, next=after, catalogue=_catalogue(knowledge.catalogue))


@router.get("/skills/{skill_id}", operation_id="getSkill", summary="One skill with its relations and reasons")
def get_skill(skill_id: str, caller: ReadsCatalogue, knowledge: Knows) -> SkillOut:
    del caller
    catalogue = knowledge.catalogue
    skill = catalogue.skills.get(SkillId(skill_id))
    if skill is None:
        raise NotFound("There is no such skill in this catalogue.")
    return SkillOut(
        **_summary(skill).model_dump(),
        description=LabelOut.of(skill.description),
        aliases={language: list(words) for language, words in skill.aliases.items()},
        stands_alone=skill.stands_alone,
        source=skill.source,
        relations=[
            RelationOut(
                kind=relation.kind,
                source_skill_id=relation.source,
                target_skill_id=relation.target,
                reason=LabelOut.of(relation.reason),
            )
            for relation in catalogue.relations_of(skill.id)
        ],
        similar=[
            SimilarOut(
                skill_id=similar.skill_id,
                per_mille=similar.per_mille,
                kind=similar.kind,
                reason=LabelOut.of(similar.reason),
            )
            for similar in catalogue.similar(skill.id)
        ],
        catalogue=_catalogue(catalogue),
    )


@router.post(
    "/skill-searches", operation_id="searchSkills", summary="Rank the catalogue for a word, phrase or sentence"
)
def search_skills(wish: SkillSearchIn, caller: ReadsCatalogue, knowledge: Knows, finds: Finds) -> SkillSearchOut:
    """Up to four words are looked up as words; five and more are linked as a sentence, by meaning too."""
    del caller
    skills = knowledge.catalogue.skills
    hits = finds.find(wish.text, language=wish.language, limit=wish.limit)
    return SkillSearchOut(
        items=[
            SkillHit(
                id=hit.skill_id,
                label=LabelOut.of(skills[hit.skill_id].label),
                esco_uri=skills[hit.skill_id].esco_uri,
                score=hit.score,
                method=hit.method,
            )
            for hit in hits
        ]
    )


def _summary(skill: Skill) -> SkillSummary:
    return SkillSummary(
        id=skill.id,
        label=LabelOut.of(skill.label),
        kind=skill.kind,
        group=skill.group,
        esco_uri=skill.esco_uri,
        competentnl_uri=skill.competentnl_uri,
    )


def _catalogue(catalogue: Catalogue) -> CatalogueOut:
    return CatalogueOut(version=catalogue.version, hash=catalogue.hash)
