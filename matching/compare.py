"""Two scores of one plan side by side: which requirement makes what difference. Data first, sentences at the edge."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matching.explain import LabelledSkills, Prose
from matching.score import Contribution, Score
from taxonomy.model import Language, SkillId


@dataclass(frozen=True, slots=True)
class Difference:
    """One requirement in both scores. ``points`` (-1000 to 1000): how many more the first has for it."""

    first: Contribution
    second: Contribution

    @property
    def skill_id(self) -> SkillId:
        return self.first.skill_id

    @property
    def points(self) -> int:
        return self.first.points - self.second.points


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differences``: one a requirement, the greatest first, then by skill id; their points add up to ``points``."""

    first: Score
    second: Score
    differences: tuple[Difference, ...]

    @property
    def points(self) -> int:
        return self.first.points - self.second.points


def compare(first: Score, second: Score) -> Comparison:
    """Put two scores side by side. Raises ValueError when they are of different plans."""
    asked = [[(item.skill_id, item.maximum) for item in found.contributions] for found in (first, second)]
    if asked[0] != asked[1]:
        raise ValueError("the scores are of different plans")
    pairs = zip(first.contributions, second.contributions, strict=True)
    differences = sorted((Difference(*pair) for pair in pairs), key=lambda item: (-abs(item.points), item.skill_id))
    return Comparison(first, second, tuple(differences))


def render(comparison: Comparison, language: Language, catalogue: LabelledSkills) -> Prose:
    """The comparison in sentences (B1), one a difference. Raises KeyError for a skill the catalogue does not have."""
    texts = _texts()
    summary = texts["summary"][_who(comparison.points)][language].format(
        first=comparison.first.points, second=comparison.second.points, more=abs(comparison.points)
    )
    return Prose(summary, tuple(_sentence(item, language, catalogue) for item in comparison.differences))


def _sentence(item: Difference, language: Language, catalogue: LabelledSkills) -> str:
    sentence: str = _texts()["difference"][_who(item.points)][language].format(
        skill=catalogue.skills[item.skill_id].label.of(language),
        more=abs(item.points),
        first=_known(item.first, language),
        second=_known(item.second, language),
    )
    return sentence


def _known(item: Contribution, language: Language) -> str:
    known: str = _texts()["unknown" if item.level is None else "known"][language].format(level=item.level)
    return known


def _who(points: int) -> str:
    return "first" if points > 0 else "second" if points < 0 else "equal"


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads(files("matching").joinpath("data/comparison.json").read_text("utf-8"))
    return texts
