"""A candidate's own SkillsCV: what was read and why, and a new story beside it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from api.console.calls import Refused
from api.console.language import prompts, questions
from api.console.marking import evidence_pieces, words_of
from api.console.rendering import onward, shown
from api.console.session import Form, Sent, Visit, Visitor

router = APIRouter(prefix="/me")
DECISIONS: Final = {"confirm": "confirmed", "refute": "rejected"}
_BAD_INPUT: Final = 400


def laid_out(skillscv: dict[str, Any], language: str) -> dict[str, Any]:
    """What the templates show of a SkillsCV or reading: skills by level, their words, the text in pieces."""
    skills = sorted(skillscv["skills"], key=lambda skill: (-skill["level"], skill["label"][language]))
    shown_first = [skill for skill in skills if skill["standing"] == "evidenced"]
    claimed = [skill for skill in skills if skill["standing"] != "evidenced"]
    ordered = shown_first + claimed
    return {
        "skillscv": skillscv,
        "texts": evidence_pieces(skillscv, ordered),
        "numbers": {skill["id"]: number for number, skill in enumerate(ordered, 1)},
        "evidenced": shown_first,
        "claimed": claimed,
        "words": {skill["id"]: [words_of(skillscv, place) for place in skill["evidence"]] for skill in ordered},
        "ask": {skill["id"]: questions(skill["id"], language) for skill in ordered},
    }


@router.get("")
async def own(visit: Visit) -> Response:
    me = await visit.calls.get("/me")
    return shown(visit, "me.html", me=me, **laid_out(me["skillscv"], visit.session.language))


@router.post("/skills/{skill_id}")
async def decide(skill_id: str, visit: Visit, form: Sent) -> Response:
    if skill_id in await _skills_of(visit):
        decision = DECISIONS.get(form.text("decision"), "")
        await visit.calls.put(f"/skillscvs/{visit.session.id}/skills/{skill_id}", {"decision": decision})
    return onward("/me", "decided")


async def _skills_of(visit: Visitor) -> set[str]:
    """Only ids that the service itself named become part of an address."""
    return {skill["id"] for skill in (await visit.calls.get(f"/skillscvs/{visit.session.id}"))["skills"]}


@router.post("/removals")
async def report(visit: Visit, form: Sent) -> Response:
    wish = {
        "text": form.text("text") or "-",
        "redaction": {"section": form.number("section", 0), "type": form.text("type")},
    }
    await visit.calls.post("/objections", wish, once=form.once)
    return onward("/me/objections", "reported")


@router.get("/story")
async def story(visit: Visit) -> Response:
    language = visit.session.language
    return shown(visit, "story.html", prompts=prompts(language), told={}, preview=None, failed=(), spoken_in=language)


@router.post("/story")
async def tell(visit: Visit, form: Sent) -> Response:
    language = visit.session.language
    told = _sections(form, language)
    values: dict[str, Any] = {
        "prompts": prompts(language),
        "told": {section["kind"]: section["text"] for section in told},
        "preview": None,
        "failed": (),
        "spoken_in": form.text("spoken_in"),
    }
    if not told:
        return shown(visit, "story.html", status=_BAD_INPUT, **{**values, "failed": ("empty",)})
    if form.text("do") == "add":
        return await _add(visit, told)
    spoken = form.text("spoken_in") if form.text("spoken_in") in {"nl", "en"} else None
    try:
        preview = await visit.calls.post("/readings", {"language": spoken, "sections": told})
    except Refused as refused:
        if refused.status != _BAD_INPUT:
            raise
        return shown(visit, "story.html", status=_BAD_INPUT, **{**values, "failed": ("too-long",)})
    return shown(visit, "story.html", **{**values, "preview": preview, **laid_out(preview, language)})


def _sections(form: Form, language: str) -> list[dict[str, str]]:
    told = [{"kind": prompt["kind"], "text": form.text(prompt["kind"]).strip()} for prompt in prompts(language)]
    return [section for section in told if section["text"]]


async def _add(visit: Visitor, told: list[dict[str, str]]) -> Response:
    path = f"/skillscvs/{visit.session.id}"
    found = await visit.calls.fetch(path)
    await visit.calls.patch(path, {"sections": found.json()["sections"] + told}, found.headers["etag"])
    return onward("/me", "story-added")


@router.get("/export/{form}")
async def export(form: str, visit: Visit) -> Response:
    found = await visit.calls.fetch(f"/skillscvs/{visit.session.id}/export", {"format": form})
    headers = {"Content-Disposition": f'attachment; filename="skillscv-{form}.json"'}
    return Response(found.content, media_type=found.headers["content-type"], headers=headers)


@router.get("/objections")
async def objections(visit: Visit, run: UUID | None = None) -> Response:
    return shown(visit, "objections.html", items=await visit.calls.items("/objections"), run=run)


@router.post("/objections")
async def object_to(visit: Visit, form: Sent) -> Response:
    wish: dict[str, Any] = {"text": form.text("text")}
    if form.text("run"):
        wish["matchRunId"] = form.text("run")
    await visit.calls.post("/objections", wish, once=form.once)
    return onward("/me/objections", "objected")
