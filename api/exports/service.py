"""Own SkillsCVs line by line. Every one that goes out is noted and committed before its line is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlmodel import Session, col

from api.audit_log.service import note
from api.auth import Caller, still_admitted
from api.consents.schemas import ConsentIn
from api.consents.store import standing_of
from api.db import Database
from api.errors import NotAuthenticated
from api.exports.schemas import Form
from api.knowledge import Knowledge
from api.readings.schemas import SectionIn
from api.schemas import Schema
from api.skillscvs import presentation, store
from api.skillscvs.schemas import SkillsCVIn
from api.skillscvs.service import stored_sections
from api.tables import SkillsCV
from taxonomy.model import Language

BATCH: Final = 10
"""SkillsCVs of one transaction: others' writes wait no longer than for these."""


def exported(
    database: Database, knowledge: Knowledge, caller: Caller, form: Form, after: UUID | None
) -> Iterator[bytes]:
    """Lines of JSON in UTF-8, a few at a time, of the caller's own SkillsCVs with an id above ``after``.

    ``submission``: what ``POST /v1/imports`` takes, its text redacted and its consents those that stand; decisions of
    candidates and dates of the service itself have no place there. Raises NotAuthenticated, and so breaks off, when
    the caller's key was revoked meanwhile.
    """
    while True:
        lines, after = _batch(database, knowledge, caller, form, after)
        if not lines:
            return
        yield lines


def _batch(
    database: Database, knowledge: Knowledge, caller: Caller, form: Form, after: UUID | None
) -> tuple[bytes, UUID | None]:
    with database.writing() as session:
        if not still_admitted(session, caller):
            raise NotAuthenticated("The key of this export was revoked or has expired.")
        own = store.owned_by(caller)
        if after is not None:
            own = own.where(col(SkillsCV.id) > after)
        rows = session.exec(own.order_by(col(SkillsCV.id)).limit(BATCH)).all()
        lines = [_line(session, knowledge, caller, form, row) for row in rows]
        return b"".join(lines), rows[-1].id if rows else after


def _line(session: Session, knowledge: Knowledge, caller: Caller, form: Form, row: SkillsCV) -> bytes:
    note(session, caller, "skillscv.exported", f"skillscv:{row.id}", skillscv_id=row.id)
    shown: Schema = presentation.present(session, knowledge, caller, row) if form == "native" else _again(session, row)
    return shown.model_dump_json(by_alias=True).encode() + b"\n"


def _again(session: Session, row: SkillsCV) -> SkillsCVIn:
    """Not checked as input is: what is kept goes out, also where it is more than one submission may hold."""
    oldest_first = sorted(standing_of(session, row.id), key=lambda consent: consent.recorded_at)
    standing = {(consent.purpose, consent.organisation_id): consent for consent in oldest_first}
    return SkillsCVIn.model_construct(
        external_ref=row.external_ref or "",
        language=Language(row.language),
        region=row.region,
        available_hours=row.available_hours,
        sections=[SectionIn.model_construct(kind=kind, text=text) for kind, text in stored_sections(session, row.id)],
        consents=[ConsentIn.model_validate(consent, from_attributes=True) for consent in standing.values()],
    )
