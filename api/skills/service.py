"""Which of the two ways of finding skills a text is given to: the search for words, the linker for sentences."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from typing import Annotated, Final

from fastapi import Depends, Request

from api.errors import Unavailable
from api.knowledge import Knowledge, Knows
from api.settings import Settings
from taxonomy.catalogue import Catalogue, Hit, SkillSearch
from taxonomy.linking import (
    Embedder,
    Linker,
    OnnxEmbedder,
    embedder_available,
    labels_without_vectors,
    packaged_embedder,
)
from taxonomy.model import Language, SkillId

MANY: Final = 500
"""Labels without a vector from which a start takes long enough to say so."""
SENTENCE: Final = 5
"""Words from which a text is a sentence: who looks a skill up types fewer."""
LONGEST_WORD: Final = 100
"""Characters of a word that are looked up: no skill has longer ones, and a search takes longer for each."""
_PATIENCE: Final = 20.0
"""Seconds a search waits for the linker while a start loads it."""
_loading: Final = Lock()
log = logging.getLogger("skillscv.linking")


class Finding:
    """Finds skills in one catalogue; the linker is loaded by ``warm``, or when the first sentence asks for it."""

    def __init__(self, search: SkillSearch, catalogue: Catalogue, encoder: Path | None, bundle: Path | None) -> None:
        self._search = search
        self._catalogue = catalogue
        self._encoder = encoder
        self._bundle = bundle
        self._linker: Linker | None = None

    def find(self, text: str, *, language: Language | None, limit: int) -> tuple[Hit, ...]:
        """At most ``limit`` skills, the best first. Scores and methods are those of the search or of the linker.

        Raises Unavailable for a sentence while vectors of labels are still being made.
        """
        words = text.split()
        if len(words) < SENTENCE:
            looked_up = " ".join(word[:LONGEST_WORD] for word in words)
            return self._search.search(looked_up, language=language, limit=limit)
        links = self.linker().link(text, language=language, limit=limit)
        return tuple(Hit(SkillId(link.skill_id), link.score, link.method) for link in links)

    def linker(self) -> Linker:
        """Raises Unavailable when another thread is loading it and takes longer than a caller waits."""
        if self._linker is not None:
            return self._linker
        if not _loading.acquire(timeout=_PATIENCE):
            raise Unavailable(
                "Searching by sentence is being prepared; try again later.", headers={"Retry-After": "60"}
            )
        try:
            if self._linker is None:
                self._linker = self._loaded()
            return self._linker
        finally:
            _loading.release()

    def warm(self) -> None:
        """Loads the linker in the background, so that no request does."""
        Thread(target=self._warm, name="skillscv-linker", daemon=True).start()

    def _warm(self) -> None:
        try:
            self.linker()
        except Exception as error:  # noqa: BLE001  the first sentence tells its caller; the service works without
            log.warning("linker not loaded", extra={"error_type": type(error).__name__})

    def _loaded(self) -> Linker:
        embedder = embedder_of(self._encoder)
        missing = 0 if embedder is None else labels_without_vectors(self._catalogue, embedder, self._bundle)
        if missing > MANY:
            log.warning(
                "vectors of labels are being made; 'skillscv taxonomy vectors' does so beforehand",
                extra={"count": missing},
            )
        return Linker(self._catalogue, embedder, bundle=self._bundle)


def embedder_of(encoder: Path | None) -> Embedder | None:
    """The encoder in the folder ``encoder``, else the packaged one, else none: linking then goes by words alone."""
    if encoder is not None:
        return OnnxEmbedder(encoder)
    return packaged_embedder() if embedder_available() else None


@lru_cache(maxsize=4)
def _finding(knowledge: Knowledge, encoder: Path | None, bundle: Path | None) -> Finding:
    return Finding(knowledge.search, knowledge.catalogue, encoder, bundle)


def finding_of(settings: Settings, knowledge: Knowledge) -> Finding:
    bundle = settings.esco_bundle if knowledge.catalogue.imported_words else None
    return _finding(knowledge, settings.encoder, bundle)


def get_finding(request: Request, knowledge: Knows) -> Finding:
    return finding_of(request.app.state.settings, knowledge)


Finds = Annotated[Finding, Depends(get_finding)]
