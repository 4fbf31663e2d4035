"""Match runs for a recruiter: the ranking and its reasons, one person, two side by side, and the interview kit."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.console.language import questions, scale
from api.console.marking import evidence_pieces, quotes_of
from api.console.rendering import onward, shown
from api.console.session import Sent, Visit, Visitor
from api.errors import NotFound

router = APIRouter(prefix="/match-runs")


@router.get("/{run_id}")
async def ranking(run_id: UUID, visit: Visit, band: str = "", pick: str = "") -> Response:
    """``pick`` says that not exactly two people were chosen to lie side by side."""
    run = await visit.calls.get(f"/match-runs/{run_id}")
    if run["vacancyId"] is None:
        raise NotFound("There is nothing here, or not for you.")
    ranks = [result["rank"] for result in run["results"]]
    return shown(
        visit,
        "run.html",
        run=run,
        vacancy=await visit.calls.get(f"/vacancies/{run['vacancyId']}"),
        results=[result for result in run["results"] if band in ("", result["band"])],
        shared={rank for rank in ranks if ranks.count(rank) > 1},
        bands=list(dict.fromkeys(result["band"] for result in run["results"])),
        band=band,
        pick=pick,
        bars={result["skillscvId"]: _bar(result["contributions"]) for result in run["results"]},
    )


def _bar(contributions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts of one bar of 1000 points wide: where each begins, its points and what kind it is."""
    parts, start = [], 0
    for item in sorted(contributions, key=lambda item: -item["points"]):
        if item["points"]:
            parts.append({"start": start, "points": item["points"], "kind": item["kind"], "label": item["label"]})
            start += item["points"]
    return parts


@router.post("/{run_id}/verification")
async def verify(run_id: UUID, visit: Visit, form: Sent) -> Response:
    found = await visit.calls.post(f"/match-runs/{run_id}/verification", {}, once=form.once)
    return onward(f"/match-runs/{run_id}", "run-verified" if found["verified"] else "run-not-verified")


@router.get("/{run_id}/people/{skillscv_id}")
async def person(run_id: UUID, skillscv_id: UUID, visit: Visit) -> Response:
    found = await _person(visit, run_id, skillscv_id)
    path = f"/match-runs/{run_id}/results/{skillscv_id}"
    found["why"] = await visit.calls.get(f"{path}/explanation", audience="recruiter", language=visit.session.language)
    found["gap"] = await visit.calls.get(f"{path}/gap")
    running = await visit.calls.items("/applications", vacancyId=found["run"]["vacancyId"])
    found["application"] = next((item for item in running if item["skillscvId"] == str(skillscv_id)), None)
    notes = await visit.calls.items(f"/match-runs/{run_id}/notes")
    found["notes"] = [item for item in notes if item["skillscvId"] == str(skillscv_id)]
    return shown(visit, "person.html", **found)


async def _person(visit: Visitor, run_id: UUID, skillscv_id: UUID) -> dict[str, Any]:
    """A result of a run with the anonymous SkillsCV; its text is marked with the asked skills."""
    run = await visit.calls.get(f"/match-runs/{run_id}")
    result = next((item for item in run["results"] if item.get("skillscvId") == str(skillscv_id)), None)
    if result is None:
        raise NotFound("There is nothing here, or not for you.")
    skillscv = await visit.calls.get(f"/skillscvs/{skillscv_id}")
    of_vacancy = {item["via"] or item["skillId"] for item in result["contributions"]}
    asked = [skill for skill in skillscv["skills"] if skill["id"] in of_vacancy]
    return {
        "run": run,
        "result": result,
        "skillscv": skillscv,
        "vacancy": await visit.calls.get(f"/vacancies/{run['vacancyId']}"),
        "asked": asked,
        "more": [skill for skill in skillscv["skills"] if skill not in asked],
        "texts": evidence_pieces(skillscv, asked),
        "quotes": {skill["id"]: quotes_of(skillscv, skill) for skill in asked},
    }


@router.post("/{run_id}/people/{skillscv_id}/feedback")
async def feedback(run_id: UUID, skillscv_id: UUID, visit: Visit, form: Sent) -> Response:
    wish = {"useful": form.text("useful") == "yes"}
    await visit.calls.post(f"/match-runs/{run_id}/results/{skillscv_id}/feedback", wish, once=form.once)
    return onward(f"/match-runs/{run_id}/people/{skillscv_id}", "feedback-kept")


@router.post("/{run_id}/people/{skillscv_id}/notes")
async def take_note(run_id: UUID, skillscv_id: UUID, visit: Visit, form: Sent) -> Response:
    wish = {"text": form.text("text"), "skillscvId": str(skillscv_id)}
    await visit.calls.post(f"/match-runs/{run_id}/notes", wish, once=form.once)
    return onward(f"/match-runs/{run_id}/people/{skillscv_id}", "note-kept")


@router.post("/{run_id}/people/{skillscv_id}/notes/{note_id}/removal")
async def take_back(run_id: UUID, skillscv_id: UUID, note_id: UUID, visit: Visit, form: Sent) -> Response:
    del form
    await visit.calls.delete(f"/match-runs/{run_id}/notes/{note_id}")
    return onward(f"/match-runs/{run_id}/people/{skillscv_id}", "note-removed")


@router.get("/{run_id}/people/{skillscv_id}/kit")
async def interview_kit(run_id: UUID, skillscv_id: UUID, visit: Visit) -> Response:
    found = await _person(visit, run_id, skillscv_id)
    language = visit.session.language
    weights = {item["skillId"]: item for item in found["vacancy"]["requirements"]}
    asked = [item for item in found["result"]["contributions"] if not item["baseline"]]
    asked.sort(key=lambda item: (item["need"] != "must", -item["maximum"]))
    return shown(
        visit,
        "kit.html",
        parts=[(item, weights.get(item["skillId"]), questions(item["skillId"], language)) for item in asked],
        scale=scale(language),
        **found,
    )


@router.get("/{run_id}/comparison")
async def comparison(run_id: UUID, visit: Visit, who: Annotated[list[UUID], Query()] = []) -> Response:  # noqa: B006
    if len(set(who)) != 2:  # noqa: PLR2004  side by side lie two
        return onward(f"/match-runs/{run_id}?pick=two")
    run = await visit.calls.get(f"/match-runs/{run_id}")
    results = {item.get("skillscvId"): item for item in run["results"]}
    pair = [results.get(str(one)) for one in who]
    if None in pair:
        raise NotFound("There is nothing here, or not for you.")
    first, second = who
    compared = await visit.calls.get(
        f"/match-runs/{run_id}/results/{first}/comparison", otherSkillscvId=second, language=visit.session.language
    )
    return shown(
        visit,
        "comparison.html",
        run=run,
        pair=pair,
        compared=compared,
        vacancy=await visit.calls.get(f"/vacancies/{run['vacancyId']}"),
    )
