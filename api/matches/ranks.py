"""Which rank a place of a run would have with other skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.matches import snapshots
from api.tables import MatchResult, MatchRun
from matching.profile import SkillProfile
from matching.score import score
from taxonomy.model import SkillId


class Rivals:
    """The other places of a run that still hold a result.

    ``points`` (0-1000) are those that stay as they are, whatever the person learns: none in a run over vacancies, where
    one profile is held against all of them and every step lifts the others too.
    """

    def __init__(self, run: MatchRun, place: MatchResult, places: Sequence[MatchResult]) -> None:
        self._plans = snapshots.Plans(run)
        self._of_one_person = run.vacancy_id is None
        self._others = [other for other in places if other.position != place.position and other.levels is not None]
        fixed = [] if self._of_one_person else self._others
        self.points: Sequence[int] = [other.result["score"] for other in fixed if other.result is not None]

    def rank(self, points: int, changed: Mapping[SkillId, int | None]) -> int:
        """Where ``points`` stand once the levels of ``changed`` are as it says (None: nothing known)."""
        return 1 + sum(rival > points for rival in self._after(changed))

    def _after(self, changed: Mapping[SkillId, int | None]) -> Sequence[int]:
        return [self._score(other, changed) for other in self._others] if self._of_one_person else self.points

    def _score(self, other: MatchResult, changed: Mapping[SkillId, int | None]) -> int:
        levels = dict(snapshots.profile_at(other)) | dict(changed)
        known = SkillProfile((skill_id, level) for skill_id, level in levels.items() if level is not None)
        return score(self._plans.at(other), known).points
