"""SkillsCVs as they are shown. Other organisations than the person's own see one mask for everything removed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from api.auth import Caller
from api.knowledge import Knowledge
from api.readings.schemas import EvidenceOut, ReaderOut, RedactionOut, SectionOut
from api.schemas import CatalogueOut, LabelOut
from api.skillscvs import store
from api.skillscvs.schemas import DecidedSkillOut, Decision, SkillsCVOut
from api.tables import Claim, SkillsCV
from taxonomy.model import Language, SectionKind, Skill, SkillId, Standing
from taxonomy.redaction import Veiled

WITHHELD: Final = "withheld"
Places = dict[UUID, dict[str, list[EvidenceOut]]]


def evidence_of(
    session: Session,
    caller: Caller,
    ids: Sequence[UUID],
    *,
    skill_ids: Collection[str] | None = None,
    others: Collection[UUID] | None = None,
) -> Places:
    """Where each person's text, as ``caller`` sees it, shows each skill (or each of ``skill_ids``), now.

    Other organisations see no place of a skill that the person rejected, in runs made before neither: its points stay
    there, as a run is frozen. ``others``: those of ``ids`` that another organisation submitted, where that is known.
    """
    if others is None:
        others = store.not_owned_by(session, caller, ids)
    rejected = store.rejected_of(session, others)
    texts = {
        (part.skillscv_id, part.position): Veiled(part.redacted_text) for part in store.sections_of(session, *others)
    }
    found: Places = defaultdict(lambda: defaultdict(list))
    for row in store.evidence_of(session, ids, skill_ids):
        if row.skill_id in rejected.get(row.skillscv_id, ()):
            continue
        text = texts[row.skillscv_id, row.section] if row.skillscv_id in others else None
        found[row.skillscv_id][row.skill_id].append(_place(row, text))
    return found


def _place(row: Row[Any], text: Veiled | None) -> EvidenceOut:
    return EvidenceOut(
        section=row.section,
        start=row.start if text is None else text.at(row.start),
        end=row.end if text is None else text.at(row.end),
        standing=row.standing,
        reason=row.reason,
        confidence=row.confidence,
    )


def present(session: Session, knowledge: Knowledge, caller: Caller, row: SkillsCV) -> SkillsCVOut:
    """The SkillsCV for ``caller``. What the candidate rejected is shown to the candidate and their platform only."""
    is_own = row.organisation_id == caller.organisation_id
    return SkillsCVOut(
        id=row.id,
        external_ref=row.external_ref or "",
        region=row.region,
        available_hours=row.available_hours,
        status="active",
        retention_until=row.retention_until,
        created_at=row.created_at,
        updated_at=row.updated_at,
        language=Language(row.language),
        catalogue=CatalogueOut(version=row.catalogue_version, hash=row.catalogue_hash),
        reader=ReaderOut(version=row.reader_version),
        sections=_sections(session, row, is_own=is_own),
        redactions=_redactions(session, row, is_own=is_own),
        skills=_skills(session, knowledge, row, evidence_of(session, caller, [row.id])[row.id], is_own=is_own),
    )


def _sections(session: Session, row: SkillsCV, *, is_own: bool) -> list[SectionOut]:
    return [
        SectionOut(kind=SectionKind(part.kind), text=part.redacted_text if is_own else Veiled(part.redacted_text).text)
        for part in store.sections_of(session, row.id)
    ]


def _redactions(session: Session, row: SkillsCV, *, is_own: bool) -> list[RedactionOut]:
    removals = store.redactions_of(session, row.id)
    if is_own:
        return [RedactionOut.of(removal) for removal in removals]
    counts: Counter[int] = Counter()
    for removal in removals:
        counts[removal.section] += removal.count
    return [
        RedactionOut(section=section, type=WITHHELD, rule=WITHHELD, count=count, explanation=None)
        for section, count in sorted(counts.items())
    ]


def _skills(
    session: Session,
    knowledge: Knowledge,
    row: SkillsCV,
    evidence: Mapping[str, list[EvidenceOut]],
    *,
    is_own: bool,
) -> list[DecidedSkillOut]:
    decisions = store.decisions_of(session, row.id)
    skills = []
    for claim in store.claims_of(session, row.id):
        skill = knowledge.catalogue.skills.get(SkillId(claim.skill_id))
        decision = Decision(decisions[claim.skill_id].decision) if claim.skill_id in decisions else None
        if skill is not None and (is_own or decision is not Decision.REJECTED):
            skills.append(_decided(skill, claim, evidence.get(claim.skill_id, []), decision))
    return skills


def _decided(skill: Skill, claim: Claim, evidence: list[EvidenceOut], decision: Decision | None) -> DecidedSkillOut:
    return DecidedSkillOut(
        id=skill.id,
        label=LabelOut.of(skill.label),
        esco_uri=skill.esco_uri,
        standing="evidenced" if claim.standing == Standing.EVIDENCED else "claimed",
        level=claim.level,
        evidence=evidence,
        decision=decision,
    )
