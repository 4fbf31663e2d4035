"""``/v1/audit-log``."""

from __future__ import annotations

from fastapi import APIRouter

from api.audit_log import service, store
from api.audit_log.schemas import AuditEntryOut, AuditLogPage, ChainVerification
from api.auth import ReadsAudit
from api.db import ReadSession
from api.paging import Paged
from api.tables import AuditEntry

router = APIRouter(tags=["Audit log"])


@router.get("/audit-log", operation_id="listAuditLog", summary="What was done with whose data, by whom and when")
def list_entries(caller: ReadsAudit, session: ReadSession, page: Paged) -> AuditLogPage:
    rows, after = page.fetch(
        session, store.visible_to(caller), AuditEntry.at, AuditEntry.id, filters={"caller": caller.name}
    )
    items = [AuditEntryOut.model_validate(row, from_attributes=True) for row in rows]
    return AuditLogPage(items=items, next=after)


@router.get(
    "/audit-log/verification", operation_id="verifyAuditLog", summary="Recompute the hash chain of the audit log"
)
def verify(caller: ReadsAudit, session: ReadSession) -> ChainVerification:
    return service.verify(session, caller.organisation_id)
