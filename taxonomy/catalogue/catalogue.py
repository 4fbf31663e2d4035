"""The catalogue as a value: skills, relations, activities, and what counts towards what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from taxonomy.catalogue.similarity import Similar, SimilarityGraph, SimilarityRules
from taxonomy.catalogue.wordlist import WordList
from taxonomy.model import Activity, Label, Relation, Skill, SkillId


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One release of the catalogue, immutable and safe to share between threads.

    ``version`` names the release, ``hash`` is the sha256 (64 hex digits) of its canonical content: two catalogues
    with the same hash read and score alike. ``skills`` are in order of id, ``relations`` in order of source, kind and
    target, ``core`` holds the ids of the core skills, ``groups`` the label of every group a skill stands in,
    ``attributions`` the lines that whoever shows this content must show too, ``imported_words`` the search index of an
    imported ESCO.

    Raises ValueError when a relation or an activity names a skill that is not there.
    """

    version: str
    hash: str
    skills: Mapping[SkillId, Skill]
    relations: tuple[Relation, ...]
    activities: tuple[Activity, ...]
    core: tuple[SkillId, ...]
    groups: Mapping[str, Label]
    attributions: tuple[str, ...]
    similarity: SimilarityRules
    imported_words: WordList | None = field(default=None, repr=False)
    _graph: SimilarityGraph = field(init=False, repr=False)

    def __post_init__(self) -> None:
        named = [each for relation in self.relations for each in (relation.source, relation.target)]
        named += [skill_id for activity in self.activities for skill_id, _ in activity.skills]
        missing = sorted(set(named) - self.skills.keys())
        if missing:
            raise ValueError(f"the catalogue names skills it does not hold: {', '.join(missing[:5])}")
        object.__setattr__(self, "_graph", SimilarityGraph(self.skills, self.relations, self.similarity))

    def relations_of(self, skill_id: SkillId) -> tuple[Relation, ...]:
        """The relations that start at ``skill_id``, then those that end there; none for a skill it does not hold."""
        return self._graph.relations_of(skill_id)

    def similar(self, skill_id: SkillId) -> tuple[Similar, ...]:
        """The other skills a person may hold that count towards ``skill_id``, the most first.

        Skills that entail the required one count over at most two steps; the rest over one (see
        ``data/similarity.toml``). Raises KeyError for a skill the catalogue does not hold.
        """
        if skill_id not in self.skills:
            raise KeyError(skill_id)
        return self._graph.similar(skill_id)
