"""Whether ranking is blind and whom it shows: twins, impact ratios and the funnel."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from api.console.rendering import POLICY, shown
from api.console.session import Sent, Visit, Visitor

router = APIRouter(prefix="/fairness")
ATTRIBUTES: Final = ("ageBand", "gender", "background")
_MOST_PEOPLE: Final = 20
_TWINS: Final = 5
_AXIS: Final = 560
"""Width of the plot of ratios; a ratio of 2 is at its right edge."""
_LAST_RUNS: Final = 5


@router.get("")
async def fairness(visit: Visit, vacancy: str = "", attribute: str = "ageBand") -> Response:
    vacancies = await visit.calls.items("/vacancies")
    ratios = None
    if vacancy in {item["id"] for item in _own(visit, vacancies)} and attribute in ATTRIBUTES:
        ratios = await visit.calls.get("/audits/impact-ratios", vacancyId=vacancy, attribute=attribute)
    return await _page(visit, vacancies, ratios=ratios, vacancy=vacancy, attribute=attribute, twins=None)


@router.post("")
async def read_twins(visit: Visit, form: Sent) -> Response:
    wish: dict[str, Any] = {"people": min(form.number("people", 3), _MOST_PEOPLE), "twinsPerPerson": _TWINS}
    if form.text("vacancy"):
        wish["vacancyId"] = form.text("vacancy")
    twins = await visit.calls.post("/audits/invariance", wish)
    vacancies = await visit.calls.items("/vacancies")
    return await _page(visit, vacancies, ratios=None, vacancy="", attribute="ageBand", twins=twins)


@router.get("/funnel.svg")
async def funnel_plot(visit: Visit) -> Response:
    """The picture that the service draws, under the policy of the pages."""
    found = await visit.calls.fetch("/audits/funnel/plot", {"language": visit.session.language})
    return Response(found.content, media_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


async def _certificates(visit: Visitor) -> list[Any]:
    """The newest match runs with what their twins showed, the newest first."""
    runs = (await visit.calls.page("/match-runs", ""))["items"][:_LAST_RUNS]
    return [await visit.calls.get(f"/match-runs/{run['id']}") for run in runs if run["vacancyId"]]


async def _page(visit: Visitor, vacancies: list[Any], *, ratios: dict[str, Any] | None, **values: Any) -> Response:
    return shown(
        visit,
        "fairness.html",
        vacancies=vacancies,
        own=_own(visit, vacancies),
        attributes=ATTRIBUTES,
        ratios=ratios,
        places=[_place(group) for group in ratios["groups"]] if ratios else [],
        runs=await _certificates(visit),
        titles={item["id"]: item["title"] for item in vacancies},
        funnel=await visit.calls.get("/audits/funnel", by="organisation"),
        **values,
    )


def _own(visit: Visitor, vacancies: list[Any]) -> list[Any]:
    """Impact ratios of a vacancy are for its own organisation."""
    return [item for item in vacancies if item["organisationId"] == visit.session.id]


def _place(group: dict[str, Any]) -> dict[str, int] | None:
    """Where a group's ratio and its interval are drawn; None where they are withheld."""
    if group["ratio"] is None:
        return None
    return {name: round(min(2.0, max(0.0, group[name] or 0.0)) * _AXIS / 2) for name in ("ratio", "low", "high")}
