"""The catalogue and its reader, loaded once: what every feature knows of skills and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from taxonomy.catalogue import Catalogue, SkillSearch, load_catalogue
from taxonomy.model import Language, Reading, Section
from taxonomy.reading import Reader
from taxonomy.redaction import Redaction, redact


@dataclass(frozen=True)
class Knowledge:
    catalogue: Catalogue
    reader: Reader

    @classmethod
    def load(cls, esco_bundle: Path | None) -> Knowledge:
        catalogue = load_catalogue(esco_bundle)
        return cls(catalogue, Reader(catalogue))

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
