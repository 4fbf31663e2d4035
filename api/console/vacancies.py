"""A recruiter's vacancies: from a pasted text to requirements that hold."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Response

from api.console.calls import Refused
from api.console.marking import Mark, pieces
from api.console.rendering import by_id, onward, shown
from api.console.session import Form, Sent, Visit

router = APIRouter(prefix="/vacancies")
_FIELDS: Final = ("title", "text", "reference", "language", "visibility")
_BAD_INPUT: Final = 400
_HITS: Final = 8


@router.get("")
async def listed(visit: Visit, cursor: str = "", others: str = "") -> Response:
    """``others`` leads through the vacancies of the whole community, ``cursor`` through one's own."""
    community = await visit.calls.page("/vacancies", others)
    return shown(
        visit,
        "vacancies.html",
        own=await visit.calls.page("/vacancies", cursor, organisationId=visit.session.id),
        others=[item for item in community["items"] if item["organisationId"] != visit.session.id],
        more_of_others=community["next"],
        organisations=by_id(await visit.calls.items("/organisations")),
        batches=(await visit.calls.page("/match-batches", ""))["items"][:5],
    )


@router.get("/new")
async def new(visit: Visit) -> Response:
    given = dict.fromkeys(_FIELDS, "") | {"visibility": "community"}
    return shown(visit, "new_vacancy.html", given=given, problems=())


@router.post("/new")
async def create(visit: Visit, form: Sent) -> Response:
    given = {name: form.text(name) for name in _FIELDS}
    wish = {
        "externalRef": given["reference"].strip() or f"console-{uuid4().hex[:8]}",
        "title": given["title"].strip(),
        "text": given["text"],
        "visibility": given["visibility"] or "own",
        "language": given["language"] or None,
    }
    try:
        made = await visit.calls.post("/vacancies", wish, once=form.once)
    except Refused as refused:
        if refused.status != _BAD_INPUT:
            raise
        return shown(visit, "new_vacancy.html", status=_BAD_INPUT, given=given, problems=refused.errors)
    return onward(f"/vacancies/{made['id']}", "vacancy-made")


@router.get("/{vacancy_id}")
async def one(vacancy_id: UUID, visit: Visit, find: str = "") -> Response:
    found = await visit.calls.fetch(f"/vacancies/{vacancy_id}")
    vacancy = found.json()
    is_own = vacancy["organisationId"] == visit.session.id
    hits = []
    if is_own and find.strip():
        wish = {"text": find[:200].strip(), "language": vacancy["language"], "limit": _HITS}
        hits = (await visit.calls.post("/skill-searches", wish))["items"]
    return shown(
        visit,
        "vacancy.html",
        vacancy=vacancy,
        version=found.headers["etag"],
        is_own=is_own,
        find=find,
        hits=hits,
        title=_linted(vacancy, "title"),
        text=_linted(vacancy, "text"),
        runs=(await visit.calls.page("/match-runs", "", vacancyId=vacancy_id))["items"] if is_own else [],
        applications=(await visit.calls.page("/applications", "", vacancyId=vacancy_id))["items"] if is_own else [],
    )


def _linted(vacancy: dict[str, Any], field: str) -> list[Any]:
    """The title or text in pieces, marked with ``(number, finding)``, numbered over both from 1."""
    found = [
        Mark(lint["start"], lint["end"], (n, lint))
        for n, lint in enumerate(vacancy["lint"], 1)
        if lint["field"] == field
    ]
    return pieces(vacancy[field], found)


@router.post("/{vacancy_id}/requirements")
async def require(vacancy_id: UUID, visit: Visit, form: Sent) -> Response:
    requirements = [_requirement(form, skill_id) for skill_id in dict.fromkeys(form.texts("skill"))]
    kept = [requirement for requirement in requirements if requirement is not None]
    if form.text("add"):
        kept.append({"skillId": form.text("add"), "weight": 3, "minimumLevel": 1, "need": "nice"})
    await visit.calls.patch(f"/vacancies/{vacancy_id}", {"requirements": kept}, form.text("version"))
    return onward(f"/vacancies/{vacancy_id}", "requirements-kept")


def _requirement(form: Form, skill_id: str) -> dict[str, Any] | None:
    if form.text(f"drop-{skill_id}"):
        return None
    return {
        "skillId": skill_id,
        "weight": form.number(f"weight-{skill_id}", 3),
        "minimumLevel": form.number(f"level-{skill_id}", 0),
        "need": form.text(f"need-{skill_id}") or "nice",
    }


@router.post("/{vacancy_id}/wording")
async def reword(vacancy_id: UUID, visit: Visit, form: Sent) -> Response:
    wish = {"title": form.text("title"), "text": form.text("text")}
    await visit.calls.patch(f"/vacancies/{vacancy_id}", wish, form.text("version"))
    return onward(f"/vacancies/{vacancy_id}", "wording-kept")


@router.post("/{vacancy_id}/suggestion")
async def accept(vacancy_id: UUID, visit: Visit, form: Sent) -> Response:
    """Puts a neutral wording in the place of what the lint found; only in the version that it was found in."""
    vacancy = await visit.calls.get(f"/vacancies/{vacancy_id}")
    number = form.number("lint", 0)
    lint = vacancy["lint"][number - 1] if 0 < number <= len(vacancy["lint"]) else None
    if lint is None or lint["suggestion"] is None:
        return onward(f"/vacancies/{vacancy_id}")
    text = vacancy[lint["field"]]
    reworded = text[: lint["start"]] + lint["suggestion"] + text[lint["end"] :]
    await visit.calls.patch(f"/vacancies/{vacancy_id}", {lint["field"]: reworded}, form.text("version"))
    return onward(f"/vacancies/{vacancy_id}", "wording-kept")


@router.post("/{vacancy_id}/status")
async def open_or_close(vacancy_id: UUID, visit: Visit, form: Sent) -> Response:
    await visit.calls.patch(f"/vacancies/{vacancy_id}", {"status": form.text("status")}, form.text("version"))
    return onward(f"/vacancies/{vacancy_id}", "status-kept")


@router.post("/{vacancy_id}/runs")
async def run(vacancy_id: UUID, visit: Visit, form: Sent) -> Response:
    made = await visit.calls.post(
        f"/vacancies/{vacancy_id}/match-runs", {"limit": form.number("limit", 20)} | filters(form), once=form.once
    )
    return onward(f"/match-runs/{made['id']}")


def filters(form: Form) -> dict[str, Any]:
    """Who is looked at, as a match run takes it; empty where nothing narrows it."""
    wished: dict[str, Any] = {}
    if form.text("region").strip():
        wished["regions"] = [part for part in form.text("region").upper().replace(",", " ").split() if part]
    if form.number("hours", 0):
        wished["hours"] = form.number("hours", 0)
    if wished and form.text("unknown") == "no":
        wished["includeUnknown"] = False
    return {"filters": wished} if wished else {}
