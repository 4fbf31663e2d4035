"""What skills are called in a run, those too that the catalogue has lost since the run was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from taxonomy.catalogue import Catalogue, Similar
from taxonomy.model import Label, Skill, SkillId, SkillKind

_NOTHING: Final = Label("", "")


class Named:
    """The catalogue as runs need it. A skill that it does not have goes by its bare id and is like no other."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.skills: Mapping[SkillId, Skill] = _Skills(catalogue.skills)

    def similar(self, skill_id: SkillId, /) -> tuple[Similar, ...]:
        return self._catalogue.similar(skill_id) if skill_id in self._catalogue.skills else ()

    def label(self, skill_id: SkillId) -> Label:
        return self.skills[skill_id].label


class _Skills(Mapping[SkillId, Skill]):
    """``known``, and for any other id a skill that has nothing but that id."""

    def __init__(self, known: Mapping[SkillId, Skill]) -> None:
        self._known = known

    def __getitem__(self, skill_id: SkillId) -> Skill:
        found = self._known.get(skill_id)
        return found or Skill(skill_id, Label(skill_id, skill_id), _NOTHING, SkillKind.CORE, "")

    def __iter__(self) -> Iterator[SkillId]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
