"""Applications and referrals for a recruiter: go on, hire, or refer; and who was referred here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.rendering import by_id, onward, shown
from api.console.session import Sent, Visit

router = APIRouter()
_STEPS = frozenset({"conversation", "hire"})


@router.get("/applications")
async def applications(visit: Visit, cursor: str = "") -> Response:
    return shown(
        visit,
        "applications.html",
        found=await visit.calls.page("/applications", cursor),
        vacancies=by_id(await visit.calls.items("/vacancies")),
    )


@router.post("/applications")
async def put_forward(visit: Visit, form: Sent) -> Response:
    path = f"/vacancies/{form.id('vacancy')}/applications"
    made = await visit.calls.post(path, {"skillscvId": form.text("skillscv")}, once=form.once)
    return onward(f"/applications/{made['id']}", "put-forward")


@router.get("/applications/{application_id}")
async def application(application_id: UUID, visit: Visit) -> Response:
    found = await visit.calls.get(f"/applications/{application_id}")
    vacancy = await visit.calls.get(f"/vacancies/{found['vacancyId']}") if found["vacancyId"] else None
    sent = [item for item in await visit.calls.items("/referrals") if item["applicationId"] == str(application_id)]
    proposals: dict[str, Any] | None = None
    if "referral" in found["allowed"] and found["organisationId"] == visit.session.id:
        proposals = await visit.calls.get(f"/applications/{application_id}/referral-proposals")
    return shown(
        visit,
        "application.html",
        application=found,
        vacancy=vacancy,
        proposals=proposals,
        referrals=sent,
        organisations=by_id(await visit.calls.items("/organisations")),
    )


@router.post("/applications/{application_id}")
async def go_on(application_id: UUID, visit: Visit, form: Sent) -> Response:
    step = form.text("step")
    if step in _STEPS:
        await visit.calls.post(f"/applications/{application_id}/{step}", {}, once=form.once)
    return onward(f"/applications/{application_id}", "step-taken")


@router.post("/applications/{application_id}/referral")
async def refer(application_id: UUID, visit: Visit, form: Sent) -> Response:
    organisation, _, vacancy = form.text("to").partition("/")
    wish = {"applicationId": str(application_id), "toOrganisationId": organisation}
    if vacancy:
        wish["toVacancyId"] = vacancy
    if form.text("message").strip():
        wish["message"] = form.text("message").strip()
    await visit.calls.post("/referrals", wish, once=form.once)
    return onward(f"/applications/{application_id}", "referred")


@router.get("/referrals")
async def referrals(visit: Visit, cursor: str = "") -> Response:
    found = await visit.calls.page("/referrals", cursor)
    items = found["items"]
    return shown(
        visit,
        "referrals.html",
        more_referrals=found["next"],
        received=[item for item in items if item["toOrganisationId"] == visit.session.id],
        sent=[item for item in items if item["toOrganisationId"] != visit.session.id],
        organisations=by_id(await visit.calls.items("/organisations")),
        vacancies=by_id(await visit.calls.items("/vacancies")),
    )


@router.get("/referrals/{referral_id}")
async def referral(referral_id: UUID, visit: Visit) -> Response:
    found = await visit.calls.get(f"/referrals/{referral_id}")
    is_here = found["toOrganisationId"] == visit.session.id
    vacancy = await visit.calls.get(f"/vacancies/{found['toVacancyId']}") if found["toVacancyId"] else None
    skillscv = None
    if is_here and found["state"] in {"offered", "accepted"}:
        skillscv = await visit.calls.get(f"/skillscvs/{found['skillscvId']}")
    return shown(
        visit,
        "referral.html",
        referral=found,
        is_here=is_here,
        vacancy=vacancy,
        skillscv=skillscv,
        organisations=by_id(await visit.calls.items("/organisations")),
    )


@router.post("/referrals/{referral_id}")
async def answer(referral_id: UUID, visit: Visit, form: Sent) -> Response:
    path = f"/referrals/{referral_id}"
    if form.text("answer") == "accept":
        await visit.calls.post(f"{path}/acceptance", {}, once=form.once)
        return onward(path, "referral-accepted")
    if form.text("answer") == "decline":
        await visit.calls.post(f"{path}/decline", {"reasonSkillIds": form.texts("skill")}, once=form.once)
        return onward("/referrals", "referral-passed-on")
    return onward(path)
