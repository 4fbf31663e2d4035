"""``/v1/webhook-endpoints`` and ``/v1/webhook-deliveries``."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from api.auth import ManagesWebhooks
from api.bodies import Configured, MergePatch, merge_patch_body
from api.db import ReadSession, WriteSession
from api.etags import IfMatch, set_etag
from api.idempotency import IdempotentRoute
from api.paging import Paged
from api.secrets import Secret
from api.tables import WebhookDelivery, WebhookEndpoint
from api.webhooks import service, store
from api.webhooks.schemas import (
    DeliveryOut,
    DeliveryPage,
    EndpointIn,
    EndpointOut,
    EndpointPage,
    EndpointPatch,
    NewEndpointOut,
    RotatedSecret,
)

router = APIRouter(tags=["Webhooks"], route_class=IdempotentRoute)


def _secret(request: Request) -> Secret:
    secret: Secret = request.app.state.secret
    return secret


Encrypts = Annotated[Secret, Depends(_secret)]


@router.post(
    "/webhook-endpoints",
    operation_id="createWebhookEndpoint",
    summary="Register where events go; the answer shows the signing secret, this once",
    status_code=status.HTTP_201_CREATED,
)
def create(
    wish: EndpointIn,
    caller: ManagesWebhooks,
    session: WriteSession,
    secret: Encrypts,
    settings: Configured,
    response: Response,
) -> NewEndpointOut:
    endpoint, signing = service.add(session, secret, settings, caller, wish)
    response.headers["Location"] = f"/v1/webhook-endpoints/{endpoint.id}"
    set_etag(response, endpoint.version)
    return NewEndpointOut(**dict(_shown(endpoint)), secret=signing)


@router.get("/webhook-endpoints", operation_id="listWebhookEndpoints", summary="Your webhook endpoints")
def list_endpoints(caller: ManagesWebhooks, session: ReadSession, page: Paged) -> EndpointPage:
    rows, after = page.fetch(
        session,
        store.visible_to(caller),
        WebhookEndpoint.created_at,
        WebhookEndpoint.id,
        filters={"caller": caller.name},
    )
    return EndpointPage(items=[_shown(row) for row in rows], next=after)


@router.get("/webhook-endpoints/{endpoint_id}", operation_id="getWebhookEndpoint", summary="One webhook endpoint")
def get_endpoint(endpoint_id: UUID, caller: ManagesWebhooks, session: ReadSession, response: Response) -> EndpointOut:
    endpoint = service.seen(session, caller, endpoint_id)
    set_etag(response, endpoint.version)
    return _shown(endpoint)


@router.patch(
    "/webhook-endpoints/{endpoint_id}",
    operation_id="changeWebhookEndpoint",
    summary="Change, disable or enable a webhook endpoint",
    openapi_extra=merge_patch_body(EndpointPatch),
)
def change(
    endpoint_id: UUID,
    caller: ManagesWebhooks,
    patch: Annotated[EndpointPatch, Depends(MergePatch(EndpointPatch))],
    session: WriteSession,
    settings: Configured,
    response: Response,
    if_match: IfMatch = None,
) -> EndpointOut:
    endpoint = service.change(session, settings, caller, endpoint_id, patch, if_match)
    set_etag(response, endpoint.version)
    return _shown(endpoint)


@router.delete(
    "/webhook-endpoints/{endpoint_id}",
    operation_id="deleteWebhookEndpoint",
    summary="Delete a webhook endpoint with its deliveries",
    status_code=status.HTTP_204_NO_CONTENT,
)
def remove(endpoint_id: UUID, caller: ManagesWebhooks, session: WriteSession, if_match: IfMatch = None) -> None:
    service.remove(session, caller, endpoint_id, if_match)


@router.post(
    "/webhook-endpoints/{endpoint_id}/secret-rotation",
    operation_id="rotateWebhookSecret",
    summary="A new signing secret; the old one keeps signing beside it for 24 hours",
    status_code=status.HTTP_201_CREATED,
)
def rotate(endpoint_id: UUID, caller: ManagesWebhooks, session: WriteSession, secret: Encrypts) -> RotatedSecret:
    return RotatedSecret(secret=service.rotate(session, secret, caller, endpoint_id))


@router.get(
    "/webhook-endpoints/{endpoint_id}/deliveries",
    operation_id="listWebhookDeliveries",
    summary="What was sent to an endpoint, and how that went",
)
def list_deliveries(endpoint_id: UUID, caller: ManagesWebhooks, session: ReadSession, page: Paged) -> DeliveryPage:
    endpoint = service.seen(session, caller, endpoint_id)
    rows, after = page.fetch(
        session,
        store.deliveries_to(endpoint.id),
        WebhookDelivery.created_at,
        WebhookDelivery.id,
        filters={"caller": caller.name},
    )
    return DeliveryPage(items=[DeliveryOut.model_validate(row, from_attributes=True) for row in rows], next=after)


@router.post(
    "/webhook-deliveries/{delivery_id}/replay",
    operation_id="replayWebhookDelivery",
    summary="Send a delivery once more, under the same event id",
    status_code=status.HTTP_202_ACCEPTED,
)
def replay(delivery_id: UUID, caller: ManagesWebhooks, session: WriteSession) -> DeliveryOut:
    return DeliveryOut.model_validate(service.replay(session, caller, delivery_id), from_attributes=True)


def _shown(endpoint: WebhookEndpoint) -> EndpointOut:
    return EndpointOut.model_validate(endpoint, from_attributes=True)
