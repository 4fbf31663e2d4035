"""The catalogue and its reader, loaded once: what every feature knows of skills and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from taxonomy.catalogue import Catalogue, Similar, SkillSearch, load_catalogue
from taxonomy.model import Language, Reading, Section, SkillId
from taxonomy.reading import Reader
from taxonomy.redaction import Redaction, redact


class Similarity:
    """What counts towards a skill, worked out once for each: plans are built of little else."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.hash = catalogue.hash
        self._similar = lru_cache(maxsize=len(catalogue.skills))(catalogue.similar)

    def similar(self, skill_id: SkillId, /) -> tuple[Similar, ...]:
        return self._similar(skill_id)


@dataclass(frozen=True)
class Knowledge:
    catalogue: Catalogue
    reader: Reader

    @classmethod
    def load(cls, esco_bundle: Path | None) -> Knowledge:
        catalogue = load_catalogue(esco_bundle)
        return cls(catalogue, Reader(catalogue))

    @cached_property
    def similarity(self) -> Similarity:
        return Similarity(self.catalogue)

    @cached_property
    def search(self) -> SkillSearch:
        return SkillSearch(self.catalogue)

    def read(self, sections: Sequence[Section], language: Language | None) -> tuple[Redaction, Reading]:
        """Redacts, then reads what is left. The raw text ends here."""
        redaction = redact(sections, language=language)
        return redaction, self.reader.read(redaction.sections, language=language)


def get_knowledge(request: Request) -> Knowledge:
    knowledge: Knowledge = request.app.state.knowledge
    return knowledge


Knows = Annotated[Knowledge, Depends(get_knowledge)]
