"""The funnel as a picture: SVG 1.1, one bar a stage, readable aloud."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from typing import Final

from api.funnel.schemas import FunnelCounts
from api.funnel.service import STAGES
from taxonomy.model import Language

_WIDTH, _LEFT, _BAR, _STEP, _TOP = 720, 240, 22, 34, 56
_LONGEST: Final = _WIDTH - _LEFT - 190
_INK, _FILL, _FAINT = "#1f2933", "#1d6fa5", "#9aa5b1"
LABELS: Final[dict[str, dict[str, str]]] = json.loads(files("api.funnel").joinpath("labels.json").read_text("utf-8"))


def svg(total: FunnelCounts, language: Language) -> str:
    """A bar as long as its share of the largest count; what is not shown has a dashed outline without a length."""
    counts = {stage: getattr(total, stage) for stage in STAGES}
    largest = max((count for count in counts.values() if count is not None), default=0)
    bars = "".join(_bar(place, stage, count, largest, language) for place, (stage, count) in enumerate(counts.items()))
    height = _TOP + _STEP * len(STAGES) + 40
    title, said = escape(LABELS["title"][language]), escape(_aloud(counts, language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" lang="{language}" '
        f'aria-labelledby="title said" font-family="system-ui, sans-serif" font-size="14" fill="{_INK}">'
        f'<title id="title">{title}</title><desc id="said">{said}</desc>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="16" y="30" font-size="18" font-weight="600">{title}</text>{bars}'
        f'<text x="16" y="{height - 14}">{_answer(total, language)}</text></svg>'
    )


def _bar(place: int, stage: str, count: int | None, largest: int, language: Language) -> str:
    top = _TOP + _STEP * place
    length = 0 if count is None or not largest else round(_LONGEST * count / largest)
    shape = (
        f'<rect x="{_LEFT}" y="{top}" width="60" height="{_BAR}" fill="none" stroke="{_FAINT}" stroke-dasharray="4 3"/>'
        if count is None
        else f'<rect x="{_LEFT}" y="{top}" width="{max(length, 1)}" height="{_BAR}" fill="{_FILL}"/>'
    )
    end = _LEFT + (60 if count is None else length) + 8
    return (
        f'<text x="16" y="{top + 16}">{escape(LABELS[stage][language])}</text>{shape}'
        f'<text x="{end}" y="{top + 16}">{escape(_said(count, language))}</text>'
    )


def _said(count: int | None, language: Language) -> str:
    return LABELS["fewer"][language] if count is None else str(count)


def _aloud(counts: dict[str, int | None], language: Language) -> str:
    return "; ".join(f"{LABELS[stage][language]}: {_said(count, language)}" for stage, count in counts.items())


def _answer(total: FunnelCounts, language: Language) -> str:
    if total.median_hours_to_answer is None:
        return ""
    return escape(LABELS["answer"][language].format(hours=total.median_hours_to_answer))
