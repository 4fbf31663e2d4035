"""The behaviour corpus: short texts written for this project, labelled after the table of core skills."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.model import Language, SectionKind, SkillId

FOLDER: Final = files("taxonomy") / "data" / "behaviour"
SKILLS: Final[tuple[SkillId, ...]] = tuple(
    map(
        SkillId,
        (
            "accuracy",
            "adaptability",
            "ai-literacy",
            "analytical-thinking",
            "coaching",
            "collaboration",
            "communication",
            "conflict-management",
            "continuous-learning",
            "creativity",
            "critical-thinking",
            "customer-orientation",
            "digital-literacy",
            "empathy",
            "initiative",
            "judgement",
            "leadership",
            "negotiation",
            "networking",
            "planning",
            "problem-solving",
            "process-improvement",
            "resilience",
            "self-management",
        ),
    )
)
FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Text:
    id: str
    batch: str
    language: Language
    section: SectionKind
    text: str
    evidenced: frozenset[SkillId]
    claimed: frozenset[SkillId]


def load() -> tuple[Text, ...]:
    """All texts, batch by batch. Raises ValueError naming a text that is there twice or bears another label."""
    texts: dict[str, Text] = {}
    for file in sorted(FOLDER.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".jsonl"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            text = _parse(json.loads(line), file.name.removesuffix(".jsonl"))
            key = " ".join(text.text.casefold().split())
            if key in texts:
                raise ValueError(f"{text.id} repeats {texts[key].id}")
            texts[key] = text
    return tuple(texts.values())


def _parse(row: dict[str, object], batch: str) -> Text:
    evidenced, claimed = (frozenset(map(SkillId, map(str, _items(row[key])))) for key in ("evidenced", "claimed"))
    if unknown := (evidenced | claimed) - set(SKILLS):
        raise ValueError(f"{row['id']} carries {', '.join(sorted(unknown))}, no core skill")
    return Text(
        id=str(row["id"]),
        batch=batch,
        language=Language(str(row["lang"])),
        section=SectionKind(str(row["section"])),
        text=str(row["text"]),
        evidenced=evidenced,
        claimed=claimed,
    )


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def truth(texts: Sequence[Text]) -> NDArray[np.bool_]:
    """Texts × skills: is it evidenced."""
    return np.array([[skill in text.evidenced for skill in SKILLS] for text in texts], dtype=bool)


def folds(texts: Sequence[Text]) -> list[int]:
    """The held-out group of each text: a few whole batches, so that no writer is on both sides."""
    numbers = {batch: number % FOLDS for number, batch in enumerate(sorted({text.batch for text in texts}))}
    return [numbers[text.batch] for text in texts]
