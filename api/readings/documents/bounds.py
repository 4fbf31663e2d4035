"""How much of a document is read. A SkillsCV has a few thousand characters; these keep a hostile file small."""

from typing import Final

from api.errors import TooLarge

MAX_PAGES: Final = 60
MAX_CHARACTERS: Final = 100_000


def too_long() -> TooLarge:
    return TooLarge(f"The document holds more than {MAX_CHARACTERS} characters. Send a shorter one.")
