"""The evidence ladder: from the places where a text speaks of a skill to one standing and one level.

0 only claimed, or listed without context; 1 claimed with context; 2 a described situation in which the person did it;
3 with a result, or in two or more independent settings; 4 a named certificate that was obtained, in that skill alone.
Years, dates, length of text and adjectives are not among the inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taxonomy.model import Evidence, SkillId, SkillReading, Standing


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place that speaks of a skill.

    ``context``: it says where or at what; ``result``: it says what came of it; ``obtained``: it names a certificate as
    obtained.
    """

    skill_id: SkillId
    evidence: Evidence
    context: bool = False
    result: bool = False
    obtained: bool = False


def level_of(sightings: Sequence[Sighting]) -> int:
    """The rung 0-4 that the best of the sightings reaches."""
    shown = [sighting for sighting in sightings if sighting.evidence.standing is Standing.EVIDENCED]
    if any(sighting.obtained for sighting in shown):
        return 4
    if any(sighting.result for sighting in shown) or len({sighting.evidence.section for sighting in shown}) > 1:
        return 3
    if shown:
        return 2
    return int(any(sighting.context for sighting in sightings))


def skill_reading(skill_id: SkillId, sightings: Sequence[Sighting]) -> SkillReading:
    """One skill as read from all its sightings (at least one), the places in the order of the text."""
    places = sorted({s.evidence for s in sightings}, key=lambda e: (e.section, e.start, e.end, e.standing, e.reason))
    shown = any(place.standing is Standing.EVIDENCED for place in places)
    standing = Standing.EVIDENCED if shown else Standing.CLAIMED
    return SkillReading(skill_id, standing, level_of(sightings), tuple(places))
