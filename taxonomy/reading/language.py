"""Which of the two languages of the service a text is written in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from taxonomy.model import Language

FEWEST_LETTERS: Final = 3
"""Below this there is nothing to go by; the service is Dutch first."""


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([language.value for language in Language])
    return identifier


def detect_language(texts: Iterable[str]) -> Language:
    """The language of a whole document, decided once over all its texts; Dutch when there is too little to tell."""
    whole = "\n".join(texts)
    if sum(character.isalpha() for character in whole) < FEWEST_LETTERS:
        return Language.NL
    name, _ = _identifier().classify(whole)
    return Language(name)
