"""A candidate's own SkillsCV: what was read and why, what is right of it, and to take along."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from api.console.language import questions
from api.console.marking import evidence_pieces, quotes_of
from api.console.rendering import onward, shown
from api.console.session import Sent, Visit, Visitor

router = APIRouter(prefix="/me")
DECISIONS: Final = {"confirm": "confirmed", "refute": "rejected"}


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
        "quotes": {skill["id"]: quotes_of(skillscv, skill) for skill in ordered},
        "ask": {skill["id"]: questions(skill["id"], language) for skill in ordered},
    }


@router.get("")
async def own(visit: Visit) -> Response:
    me = await visit.calls.get("/me")
    return shown(visit, "me.html", me=me, **laid_out(me["skillscv"], visit.session.language))


@router.get("/print")
async def printable(visit: Visit) -> Response:
    me = await visit.calls.get("/me")
    return shown(visit, "print.html", **laid_out(me["skillscv"], visit.session.language))


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


@router.get("/export/{form}")
async def export(form: str, visit: Visit) -> Response:
    found = await visit.calls.fetch(f"/skillscvs/{visit.session.id}/export", {"format": form})
    headers = {"Content-Disposition": f'attachment; filename="skillscv-{form}.json"'}
    return Response(found.content, media_type=found.headers["content-type"], headers=headers)
