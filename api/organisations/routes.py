"""``/v1/organisations``, ``/v1/communities`` and ``/v1/api-keys``."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response, status

from api.auth import ManagesOrganisation, ReadsCatalogue, ReadsVacancies
from api.db import ReadSession, WriteSession
from api.errors import NotFound
from api.idempotency import IdempotentRoute
from api.organisations import service, store
from api.organisations.schemas import (
    CallerOut,
    CommunityOut,
    CommunityPage,
    KeyIn,
    KeyOut,
    KeyPage,
    NewKeyOut,
    OrganisationOut,
    OrganisationPage,
)
from api.paging import Paged
from api.tables import ApiKey, Organisation

router = APIRouter(tags=["Organisations"], route_class=IdempotentRoute)


@router.get("/caller", operation_id="getCaller", summary="Whose key or token this is, and what it may do")
def get_caller(caller: ReadsCatalogue, session: ReadSession) -> CallerOut:
    organisation = store.own(session, caller)
    return CallerOut(
        kind="candidate" if caller.role is None else caller.role.value,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        skillscv_id=caller.skillscv_id,
        scopes=sorted(caller.scopes),
    )


@router.get("/organisations", operation_id="listOrganisations", summary="Organisations of your community")
def list_organisations(caller: ReadsVacancies, session: ReadSession, page: Paged) -> OrganisationPage:
    rows, after = page.fetch(
        session,
        store.visible_to(caller),
        Organisation.created_at,
        Organisation.id,
        filters={"community": caller.community_id},
    )
    items = [OrganisationOut.model_validate(row, from_attributes=True) for row in rows]
    return OrganisationPage(items=items, next=after)


@router.get("/organisations/{organisation_id}", operation_id="getOrganisation", summary="One organisation")
def get_organisation(organisation_id: UUID, caller: ReadsVacancies, session: ReadSession) -> OrganisationOut:
    row = store.find(session, caller, organisation_id)
    if row is None:
        raise NotFound("There is no such organisation, or not for you.")
    return OrganisationOut.model_validate(row, from_attributes=True)


@router.get("/communities", operation_id="listCommunities", summary="The community you are in")
def list_communities(caller: ReadsVacancies, session: ReadSession) -> CommunityPage:
    row, count = store.community_of(session, caller)
    item = CommunityOut(id=row.id, name=row.name, organisations=count, created_at=row.created_at)
    return CommunityPage(items=[item], next=None)


@router.get("/api-keys", operation_id="listApiKeys", summary="Your organisation's keys")
def list_keys(caller: ManagesOrganisation, session: ReadSession, page: Paged) -> KeyPage:
    rows, after = page.fetch(
        session, store.keys_of(caller), ApiKey.created_at, ApiKey.id, filters={"caller": caller.name}
    )
    return KeyPage(items=[KeyOut.model_validate(row, from_attributes=True) for row in rows], next=after)


@router.post(
    "/api-keys",
    operation_id="createApiKey",
    summary="Issue a key, with the same or fewer scopes",
    status_code=status.HTTP_201_CREATED,
)
def issue_key(wish: KeyIn, caller: ManagesOrganisation, session: WriteSession, response: Response) -> NewKeyOut:
    row, key = service.issue_key(session, caller, wish)
    response.headers["Location"] = f"/v1/api-keys/{row.id}"
    return NewKeyOut(**KeyOut.model_validate(row, from_attributes=True).model_dump(), key=key)


@router.delete(
    "/api-keys/{key_id}",
    operation_id="revokeApiKey",
    summary="Revoke a key, at once",
    status_code=status.HTTP_204_NO_CONTENT,
)
def revoke_key(key_id: UUID, caller: ManagesOrganisation, session: WriteSession) -> None:
    service.revoke_key(session, caller, key_id)
