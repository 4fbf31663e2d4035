"""What a vacancy asks: skills with weight, level and need, read from its wording."""

from __future__ import annotations

from dataclasses import dataclass

from taxonomy.model import SkillId


@dataclass(frozen=True, slots=True)
class RequirementReading:
    """One requirement: ``weight`` 1-5, ``minimum_level`` 0-4, ``need`` must or nice, where the text asks it and why."""

    skill_id: SkillId
    weight: int
    minimum_level: int
    need: str
    start: int
    end: int
    reason: str
