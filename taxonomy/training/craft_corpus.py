"""Texts in which people tell of a craft without its name: to learn from, to choose with, and held out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from taxonomy.model import Language, SkillId

FOLDER: Final = Path(__file__).parents[1] / "data" / "crafts"
HANDS: Final = ("a", "b", "c")
"""Rounds of writing, each by five writers who saw no other round."""
CHOSEN_WITH: Final = "chosen"
"""By another writer, with texts that tell no craft: method and thresholds were chosen with it in sight."""
HELD_OUT: Final = "held"
"""By yet another: for figures, but in sight when the threshold was last chosen."""
BLIND: Final = "blind"
"""By one who wrote after all was chosen: figures only."""
NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Telling:
    """``skill_id``: the craft that the text tells, None for a text that tells none."""

    hand: str
    skill_id: SkillId | None
    language: Language
    text: str


def load(hands: Collection[str], known: Collection[SkillId]) -> tuple[Telling, ...]:
    """All tellings of the named hands. Raises ValueError for a skill that is not ``known`` and for a repeated text."""
    found: dict[str, Telling] = {}
    for file in sorted(FOLDER.glob("*.tsv")):
        hand = file.stem.rstrip("0123456789")
        if hand not in hands:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            skill, language, text = line.split("\t")
            key = " ".join(text.casefold().split())
            if key in found or (skill != NOTHING and skill not in known):
                raise ValueError(f"{file.name}: {line}")
            found[key] = Telling(hand, None if skill == NOTHING else SkillId(skill), Language(language), text)
    return tuple(found.values())
