"""The catalogue and its reader, loaded once: what every feature knows of skills and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Thread
from typing import Annotated, Final, Literal

from fastapi import Depends, Request
from prometheus_client import Histogram

from api.errors import BadInput
from api.field_problems import FieldProblem
from api.tracing import stage
from taxonomy.catalogue import Catalogue, Similar, SkillSearch, load_catalogue
from taxonomy.model import Language, Reading, Section, SkillId
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.reading.encoder import encoder_available
from taxonomy.redaction import Redaction, redact

READING_SECONDS: Final = Histogram(
    "skillscv_reading_seconds", "Time a text takes by stage, in seconds.", ("stage",), registry=None
)
"""Of the process: the readers are shared by all apps in it."""


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
    def load(cls, esco_bundle: Path | None, reader: Literal["auto", "encoder", "linear"] = "auto") -> Knowledge:
        """``reader``: what reads behaviour. Raises ValueError when it cannot run here."""
        if reader == "encoder" and not encoder_available():
            raise ValueError("SKILLSCV_READER=encoder: its file, onnxruntime or tokenizers is not there")
        catalogue = load_catalogue(esco_bundle)
        return cls(catalogue, Reader(catalogue, model=LinearBehaviour() if reader == "linear" else None))

    def warm(self) -> None:
        """Loads in the background what only the first vacancy would ask for."""
        Thread(target=self.reader.warm, name="skillscv-reader", daemon=True).start()

    @cached_property
    def similarity(self) -> Similarity:
        return Similarity(self.catalogue)

    @property
    def search(self) -> SkillSearch:
        return self.reader.search

    def read(self, sections: Sequence[Section], language: Language | None) -> tuple[Redaction, Reading]:
        """Redacts, then reads what is left. The raw text ends here."""
        with READING_SECONDS.labels("redaction").time(), stage("redaction"):
            redaction = redact(sections, language=language)
        with READING_SECONDS.labels("reading").time(), stage("reading"):
            return redaction, self.reader.read(redaction.sections, language=language)


def get_knowledge(request: Request) -> Knowledge:
    knowledge: Knowledge = request.app.state.knowledge
    return knowledge


Knows = Annotated[Knowledge, Depends(get_knowledge)]


def refuse_unknown(knowledge: Knowledge, skill_ids: Sequence[str], field: str) -> None:
    """Raises BadInput, with the places in ``field``, where the catalogue lacks a skill."""
    unknown = [index for index, skill_id in enumerate(skill_ids) if skill_id not in knowledge.catalogue.skills]
    if unknown:
        places = [FieldProblem(pointer=f"/{field}/{index}", detail="No such skill.") for index in unknown]
        raise BadInput("The reasons are not right.", errors=places)
