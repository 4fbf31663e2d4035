"""Lines of vacancies with the core skills they ask: two writers' to learn from, a third's held out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.model import Language, SkillId
from taxonomy.training.corpus import SKILLS

FOLDER: Final = Path(__file__).parents[1] / "data" / "duties"
WRITERS: Final = ("d1", "d2")
HELD_OUT: Final = "held"


@dataclass(frozen=True, slots=True)
class Duty:
    writer: str
    language: Language
    text: str
    asked: frozenset[SkillId]


def load(*names: str) -> tuple[Duty, ...]:
    """All duties of the named files. Raises ValueError for a label that is no core skill and for a repeated text."""
    found: dict[str, Duty] = {}
    for name in names:
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            asked = frozenset(map(SkillId, row["asked"]))
            key = " ".join(row["text"].casefold().split())
            if asked - set(SKILLS) or key in found:
                raise ValueError(f"{name}: {row['text']}")
            found[key] = Duty(name, Language(row["lang"]), row["text"], asked)
    return tuple(found.values())


def truth(duties: Sequence[Duty]) -> NDArray[np.bool_]:
    return np.array([[skill in duty.asked for skill in SKILLS] for duty in duties], dtype=bool)
