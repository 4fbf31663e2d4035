"""Which of the two ways of finding skills a text is given to: the search for words, the linker for sentences."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Annotated, Final

from fastapi import Depends, Request

from api.knowledge import Knowledge, Knows
from api.settings import Settings
from taxonomy.catalogue import Catalogue, Hit, SkillSearch
from taxonomy.linking import Embedder, Linker, OnnxEmbedder, embedder_available, packaged_embedder
from taxonomy.model import Language, SkillId

SENTENCE: Final = 5
"""Words from which a text is a sentence: who looks a skill up types fewer."""
_loading: Final = Lock()


class Finding:
    """Finds skills in one catalogue; the linker is loaded when the first sentence asks for it."""

    def __init__(self, search: SkillSearch, catalogue: Catalogue, encoder: Path | None, bundle: Path | None) -> None:
        self._search = search
        self._catalogue = catalogue
        self._encoder = encoder
        self._bundle = bundle
        self._linker: Linker | None = None

    def find(self, text: str, *, language: Language | None, limit: int) -> tuple[Hit, ...]:
        """At most ``limit`` skills, the best first. Scores and methods are those of the search or of the linker."""
        if len(text.split()) < SENTENCE:
            return self._search.search(text, language=language, limit=limit)
        links = self.linker().link(text, language=language, limit=limit)
        return tuple(Hit(SkillId(link.skill_id), link.score, link.method) for link in links)

    def linker(self) -> Linker:
        with _loading:
            if self._linker is None:
                self._linker = Linker(self._catalogue, embedder_of(self._encoder), bundle=self._bundle)
            return self._linker


def embedder_of(encoder: Path | None) -> Embedder | None:
    """The encoder in the folder ``encoder``, else the packaged one, else none: linking then goes by words alone."""
    if encoder is not None:
        return OnnxEmbedder(encoder)
    return packaged_embedder() if embedder_available() else None


@lru_cache(maxsize=4)
def _finding(knowledge: Knowledge, encoder: Path | None, bundle: Path | None) -> Finding:
    return Finding(knowledge.search, knowledge.catalogue, encoder, bundle)


def get_finding(request: Request, knowledge: Knows) -> Finding:
    settings: Settings = request.app.state.settings
    bundle = settings.esco_bundle if knowledge.catalogue.imported_words else None
    return _finding(knowledge, settings.encoder, bundle)


Finds = Annotated[Finding, Depends(get_finding)]
