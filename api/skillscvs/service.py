"""Submitting, changing and showing SkillsCVs. Raw text comes in, is redacted and read, and is dropped here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlmodel import Session

from api import secrets
from api.audit_log.service import note
from api.auth import Caller
from api.consents import service as consents
from api.db import now
from api.errors import Conflict, NotFound, ScopeMissing, Stale
from api.etags import check_if_match
from api.knowledge import Knowledge
from api.settings import Settings
from api.skillscvs import store, twins
from api.skillscvs.schemas import Decision, SkillsCVIn, SkillsCVPatch
from api.tables import SkillDecision, SkillsCV
from api.webhooks.events import Event
from api.webhooks.outbox import emit
from taxonomy.model import Reading, SectionKind, SkillReading, Standing
from taxonomy.redaction import Redaction, restore

UNSEEN = "There is no such SkillsCV, or not for you."


def submit(
    session: Session, knowledge: Knowledge, settings: Settings, caller: Caller, wish: SkillsCVIn
) -> tuple[SkillsCV, str]:
    """A new SkillsCV and its candidate's token. Raises Conflict when the external reference is in use."""
    redaction, reading = knowledge.read([section.value() for section in wish.sections], wish.language)
    stored = [(section.kind, section.text.value) for section in redaction.sections]
    certificate = twins.certified(knowledge, stored, reading.language, count=twins.AT_SUBMISSION)
    row, token = keep(session, knowledge, settings, caller, wish, redaction, reading)
    row.twins_tested, row.twins_changed = certificate.tested, certificate.changed
    session.add(row)
    return row, token


def keep(
    session: Session,
    knowledge: Knowledge,
    settings: Settings,
    caller: Caller,
    wish: SkillsCVIn,
    redaction: Redaction,
    reading: Reading,
) -> tuple[SkillsCV, str]:
    """Stores what was read of a submission; its raw sections are not looked at any more."""
    if store.named(session, caller.organisation_id, wish.external_ref) is not None:
        raise Conflict("You have a SkillsCV with this externalRef already; change that one, or erase it first.")
    token, moment = secrets.new_token(), now()
    row = SkillsCV(
        id=uuid4(),
        organisation_id=caller.organisation_id,
        community_id=caller.community_id,
        external_ref=wish.external_ref,
        language=reading.language,
        region=wish.region,
        available_hours=wish.available_hours,
        status="active",
        token_hash=secrets.hashed(token),
        catalogue_version=knowledge.catalogue.version,
        catalogue_hash=knowledge.catalogue.hash,
        reader_version=reading.reader_version,
        retention_until=moment,
        created_at=moment,
        updated_at=moment,
    )
    session.add(row)
    session.flush()
    store.add_content(session, row.id, redaction, reading)
    consents.grant(session, row, wish.consents)
    row.retention_until = consents.retention_until(session, row, settings)
    session.add(row)
    _tell(session, caller, row, "skillscv.submitted", Event.SKILLSCV_CREATED)
    return row, token


@dataclass(frozen=True)
class Told:
    """What a patch makes of a SkillsCV's text, read while nothing was locked.

    ``redaction`` is that of new sections. Without it the stored ones were read again, as ``version`` has them.
    """

    reading: Reading
    redaction: Redaction | None = None
    version: int | None = None


def tell(
    session: Session, knowledge: Knowledge, caller: Caller, skillscv_id: UUID, patch: SkillsCVPatch
) -> Told | None:
    """Reads what a patch says, ahead of its transaction; None when it leaves the reading as it is, or is of nothing."""
    if patch.sections is not None:
        redaction, reading = knowledge.read([section.value() for section in patch.sections], patch.language)
        return Told(reading, redaction)
    if "language" not in patch.model_fields_set:
        return None
    row = session.exec(store.owned_by(caller).where(SkillsCV.id == skillscv_id)).first()
    if row is None or patch.language == row.language:
        return None
    version, kept = row.version, restore(stored_sections(session, row.id))
    session.rollback()  # reading takes its time; no snapshot of the database waits for it
    return Told(knowledge.reader.read(kept, language=patch.language), version=version)


def change(
    session: Session,
    knowledge: Knowledge,
    settings: Settings,
    caller: Caller,
    skillscv_id: UUID,
    patch: SkillsCVPatch,
    if_match: str | None,
    *,
    told: Told | None,
) -> SkillsCV:
    """Applies a merge-patch; ``told`` is what ``tell`` made of it. Raises NotFound, Stale, Conflict, ScopeMissing."""
    if caller.is_candidate and patch.external_ref is not None:
        # its clash with another would tell the candidate who else is in the pool
        raise ScopeMissing("The externalRef is the platform's own; a candidate cannot change it.")
    row = own(session, caller, skillscv_id)
    check_if_match(if_match, row.version)
    _check_still_told(row, patch, told)
    if patch.external_ref is not None and patch.external_ref != row.external_ref:
        if store.named(session, row.organisation_id, patch.external_ref) is not None:
            raise Conflict("You have a SkillsCV with this externalRef already.")
        row.external_ref = patch.external_ref
    for field in {"region", "available_hours"} & patch.model_fields_set:
        setattr(row, field, getattr(patch, field))
    if told is not None:
        _write_told(session, knowledge, row, told)
    touch(session, row)
    row.retention_until = consents.retention_until(session, row, settings)
    _tell(session, caller, row, "skillscv.changed", Event.SKILLSCV_CHANGED)
    return row


def _check_still_told(row: SkillsCV, patch: SkillsCVPatch, told: Told | None) -> None:
    """Raises Stale when what was read is not what the row holds now."""
    if told is None:
        moved = "language" in patch.model_fields_set and patch.language != row.language
    else:
        moved = told.version not in (None, row.version)
    if moved:
        raise Stale("This was changed while its text was read; read it again.")


def _write_told(session: Session, knowledge: Knowledge, row: SkillsCV, told: Told) -> None:
    reading = _keeping_confirmed(session, row.id, told.reading)
    if told.redaction is None:
        store.delete_claims(session, row.id)
        store.write_claims(session, row.id, reading)
    else:
        store.write_content(session, row.id, told.redaction, reading)
    row.language, row.reader_version = reading.language, reading.reader_version
    row.catalogue_version, row.catalogue_hash = knowledge.catalogue.version, knowledge.catalogue.hash
    row.twins_tested = row.twins_changed = 0  # they were twins of what was read before; others are read later


def _keeping_confirmed(session: Session, skillscv_id: UUID, reading: Reading) -> Reading:
    """A skill the candidate confirmed stays, as a claim, where the new text no longer shows it."""
    read = {skill.skill_id for skill in reading.skills}
    decisions = store.decisions_of(session, skillscv_id)
    lost = [
        SkillReading(skill_id=skill_id, standing=Standing.CLAIMED, level=0, evidence=())  # type: ignore[arg-type]
        for skill_id, decision in decisions.items()
        if decision.decision == Decision.CONFIRMED and skill_id not in read
    ]
    return replace(reading, skills=tuple(sorted((*reading.skills, *lost), key=lambda skill: skill.skill_id)))


def decide(session: Session, caller: Caller, skillscv_id: UUID, skill_id: str, decision: Decision) -> SkillDecision:
    """What the candidate says of a skill that was read. Raises NotFound for a skill that was not."""
    row = own(session, caller, skillscv_id)
    decisions = store.decisions_of(session, row.id)
    if skill_id not in decisions and all(claim.skill_id != skill_id for claim in store.claims_of(session, row.id)):
        raise NotFound("This skill was not read in this SkillsCV.")
    made = decisions.get(skill_id) or SkillDecision(
        skillscv_id=row.id, skill_id=skill_id, decision=decision, decided_at=now()
    )
    made.decision, made.decided_at = decision, now()
    session.add(made)
    touch(session, row)
    _tell(session, caller, row, f"skill.{decision}", Event.SKILLSCV_CHANGED)
    return made


def issue_token(session: Session, caller: Caller, skillscv_id: UUID) -> str:
    """A new token for the candidate; the one before it opens nothing any more. Raises NotFound."""
    row = own(session, caller, skillscv_id)
    token = secrets.new_token()
    row.token_hash = secrets.hashed(token)
    session.add(row)
    session.flush()
    note(session, caller, "candidateToken.issued", f"skillscv:{row.id}", skillscv_id=row.id)
    return token


def show(session: Session, caller: Caller, skillscv_id: UUID) -> SkillsCV:
    """One that the caller may see; a look by an organisation is noted. Raises NotFound."""
    row = store.find(session, caller, skillscv_id)
    if row is None:
        raise NotFound(UNSEEN)
    if not caller.is_candidate:
        note(session, caller, "skillscv.viewed", f"skillscv:{row.id}", skillscv_id=row.id)
    return row


def own(session: Session, caller: Caller, skillscv_id: UUID) -> SkillsCV:
    """One that the caller may change. Raises NotFound."""
    row = store.find_own(session, caller, skillscv_id)
    if row is None:
        raise NotFound(UNSEEN)
    return row


def touch(session: Session, row: SkillsCV) -> None:
    row.version += 1
    row.updated_at = now()
    session.add(row)
    session.flush()


def _tell(session: Session, caller: Caller, row: SkillsCV, action: str, event: Event) -> None:
    store.note_change(session, row.id)
    versions = {"catalogue": row.catalogue_version, "reader": row.reader_version}
    note(session, caller, action, f"skillscv:{row.id}", skillscv_id=row.id, versions=versions)
    emit(session, row.organisation_id, event, row.id)


def stored_sections(session: Session, skillscv_id: UUID) -> Sequence[tuple[SectionKind, str]]:
    return [(SectionKind(part.kind), part.redacted_text) for part in store.sections_of(session, skillscv_id)]
