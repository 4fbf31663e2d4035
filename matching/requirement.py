"""What a vacancy asks, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matching.profile import LEVELS
from taxonomy.model import SkillId

WEIGHTS: Final = range(1, 6)


class Need(StrEnum):
    MUST = "must"
    NICE = "nice"


@dataclass(frozen=True, slots=True)
class Requirement:
    """``weight`` 1-5, ``minimum_level`` 0-4. Raises ValueError outside those ranges."""

    skill_id: SkillId
    weight: int
    minimum_level: int
    need: Need

    def __post_init__(self) -> None:
        if self.weight not in WEIGHTS:
            raise ValueError("weight lies outside 1-5")
        if self.minimum_level not in LEVELS:
            raise ValueError("minimum level lies outside 0-4")
