"""What a candidate decides: consents, vacancies, referrals, who saw them, and erasing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.rendering import by_id, onward, shown
from api.console.session import Sent, Session, Visit, keep

router = APIRouter(prefix="/me")
_RUN_LIMIT: Final = 20
_SECOND: Final = len("2026-11-23T10:45:00")
CHOICES: Final = {
    "ageBand": ("15-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "gender": ("woman", "man", "other"),
    "background": ("netherlands", "europe", "outside-europe"),
}


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
async def vacancies(visit: Visit, cursor: str = "") -> Response:
    return shown(visit, "my_runs.html", found=await visit.calls.page("/match-runs", cursor))


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
    mine = await visit.calls.items("/applications")
    return shown(
        visit,
        "my_place.html",
        why=why,
        gap=await visit.calls.get(f"{path}/gap", vacancyId=vacancy_id),
        vacancy=await visit.calls.get(f"/vacancies/{vacancy_id}"),
        application=next((item for item in mine if item["vacancyId"] == str(vacancy_id)), None),
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
async def views(visit: Visit, cursor: str = "") -> Response:
    found = await visit.calls.page("/me/views", cursor)
    return shown(
        visit,
        "views.html",
        acts=_acts(found["items"]),
        older=found["next"],
        places=(await visit.calls.page("/me/match-runs", ""))["items"],
        vacancies=by_id(await visit.calls.items("/vacancies")),
        organisations=by_id(await visit.calls.items("/organisations")),
    )


def _acts(views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done, each act once: the service lists it for every organisation that took part or was told."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for view in views:
        kind, _, actor = view["actor"].partition(":")
        act = found.setdefault(
            (view["actor"], view["action"], view["subject"], view["at"][:_SECOND]),
            {"at": view["at"], "action": view["action"], "by": kind, "organisation": actor, "told": []},
        )
        if view["organisationId"] != actor:
            act["told"].append(view["organisationId"])
    return list(found.values())


@router.get("/answers")
async def answers(visit: Visit) -> Response:
    return shown(visit, "answers.html", given=await visit.calls.get("/me/demographics"), choices=CHOICES)


@router.post("/answers")
async def give_answers(visit: Visit, form: Sent) -> Response:
    given = {name: form.text(name) or None for name in CHOICES}
    await visit.calls.put("/me/demographics", given)
    return onward("/me/answers", "answers-kept")


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
