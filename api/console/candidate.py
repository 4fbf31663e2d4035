"""What a candidate decides: consents, vacancies, referrals, who saw them, and erasing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.rendering import by_id, onward, shown
from api.console.session import Sent, Session, Visit, keep

router = APIRouter(prefix="/me")
_RUN_LIMIT: Final = 20


@router.get("/consents")
async def consents(visit: Visit) -> Response:
    items = await visit.calls.items("/consents")
    return shown(
        visit,
        "consents.html",
        texts=(await visit.calls.get("/consent-texts"))["texts"],
        given=[item for item in items if item["withdrawnAt"] is None],
        past=[item for item in items if item["withdrawnAt"] is not None],
        organisations=by_id(await visit.calls.items("/organisations")),
    )


@router.post("/consents")
async def grant(visit: Visit, form: Sent) -> Response:
    wish = {"purpose": form.text("purpose"), "grantedAt": datetime.now(UTC).isoformat()}
    if form.text("organisation"):
        wish["organisationId"] = form.text("organisation")
    await visit.calls.post("/consents", wish, once=form.once)
    return onward("/me/consents", "consent-given")


@router.post("/consents/{consent_id}/withdrawal")
async def withdraw(consent_id: UUID, visit: Visit, form: Sent) -> Response:
    del form
    await visit.calls.delete(f"/consents/{consent_id}")
    return onward("/me/consents", "consent-withdrawn")


@router.get("/vacancies")
async def vacancies(visit: Visit) -> Response:
    return shown(
        visit, "my_runs.html", runs=[run for run in await visit.calls.items("/match-runs") if run["skillscvId"]]
    )


@router.post("/vacancies")
async def look(visit: Visit, form: Sent) -> Response:
    path = f"/skillscvs/{visit.session.id}/match-runs"
    run = await visit.calls.post(path, {"limit": _RUN_LIMIT}, once=form.once)
    return onward(f"/me/vacancies/{run['id']}")


@router.get("/vacancies/{run_id}")
async def my_run(run_id: UUID, visit: Visit) -> Response:
    run = await visit.calls.get(f"/match-runs/{run_id}")
    return shown(visit, "my_run.html", run=run, organisations=by_id(await visit.calls.items("/organisations")))


@router.get("/vacancies/{run_id}/{vacancy_id}")
async def my_place(run_id: UUID, vacancy_id: UUID, visit: Visit) -> Response:
    path = f"/match-runs/{run_id}/results/{visit.session.id}"
    language = visit.session.language
    why = await visit.calls.get(f"{path}/explanation", audience="candidate", language=language, vacancyId=vacancy_id)
    return shown(
        visit,
        "my_place.html",
        why=why,
        gap=await visit.calls.get(f"{path}/gap", vacancyId=vacancy_id),
        vacancy=await visit.calls.get(f"/vacancies/{vacancy_id}"),
        run_id=run_id,
    )


@router.post("/applications")
async def apply(visit: Visit, form: Sent) -> Response:
    vacancy = form.id("vacancy")
    await visit.calls.post(f"/vacancies/{vacancy}/applications", {"skillscvId": visit.session.id}, once=form.once)
    return onward("/me/referrals", "applied")


@router.post("/applications/{application_id}/withdrawal")
async def withdraw_application(application_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.post(f"/applications/{application_id}/withdrawal", {}, once=form.once)
    return onward("/me/referrals", "application-withdrawn")


@router.get("/referrals")
async def referrals(visit: Visit) -> Response:
    return shown(
        visit,
        "my_referrals.html",
        referrals=await visit.calls.items("/referrals"),
        applications=await visit.calls.items("/applications"),
        vacancies=by_id(await visit.calls.items("/vacancies")),
        organisations=by_id(await visit.calls.items("/organisations")),
    )


@router.post("/referrals/{referral_id}")
async def answer(referral_id: UUID, visit: Visit, form: Sent) -> Response:
    granted = form.text("answer") == "yes"
    await visit.calls.post(f"/referrals/{referral_id}/consent", {"granted": granted}, once=form.once)
    return onward("/me/referrals", "referral-yes" if granted else "referral-no")


@router.get("/views")
async def views(visit: Visit) -> Response:
    return shown(
        visit,
        "views.html",
        items=await visit.calls.items("/me/views"),
        organisations=by_id(await visit.calls.items("/organisations")),
    )


@router.get("/erasure")
async def erasure(visit: Visit) -> Response:
    return shown(visit, "erasure.html")


@router.post("/erasure")
async def erase(visit: Visit, form: Sent) -> Response:
    if form.text("sure") != "yes":
        return onward("/me/erasure", "not-sure")
    await visit.calls.delete("/me")
    response = onward("", "erased")
    keep(visit.request, response, Session(visit.session.language))
    return response
