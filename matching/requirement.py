"""What a vacancy asks, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from taxonomy.model import SkillId


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
        if not 1 <= self.weight <= 5:
            raise ValueError("weight lies outside 1-5")
        if not 0 <= self.minimum_level <= 4:
            raise ValueError("minimum level lies outside 0-4")
