"""The only thing about a person that can be scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from taxonomy.model import SkillId

LEVELS: Final = range(5)


class SkillProfile(Mapping[SkillId, int]):
    """An immutable set of (skill id, level 0-4), one level a skill, without order or any other property.

    Raises ValueError for a level outside 0-4 or a skill given twice.
    """

    __slots__ = ("_levels",)

    def __init__(self, levels: Iterable[tuple[SkillId, int]]) -> None:
        pairs = sorted(levels)
        self._levels = dict(pairs)
        if len(self._levels) != len(pairs):
            raise ValueError("a skill is given twice")
        if any(level not in LEVELS for level in self._levels.values()):
            raise ValueError("a level lies outside 0-4")

    def __getitem__(self, skill_id: SkillId) -> int:
        return self._levels[skill_id]

    def __iter__(self) -> Iterator[SkillId]:
        return iter(self._levels)

    def __len__(self) -> int:
        return len(self._levels)

    def __hash__(self) -> int:
        return hash(tuple(self._levels.items()))
