"""How well sentences are linked to skills: R-precision at k and the mean reciprocal rank, as the field reports them."""

from __future__ import annotations

import csv
from ast import literal_eval
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CUTS: Final = (1, 5, 10)
DEEPEST: Final = 100
"""Ranks looked at: what stands deeper counts as not found."""
_NO_SKILL: Final = frozenset({"", "LABEL NOT PRESENT", "UNDERSPECIFIED", "UNK"})


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence with the preferred English ESCO labels that people, or a generator, gave it."""

    sentence: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over ``sentences``, each 0-1. ``r_precision``: by cut of ``CUTS``."""

    sentences: int
    r_precision: tuple[float, ...]
    reciprocal_rank: float


def r_precision(ranked: Sequence[str], wanted: Collection[str], cut: int) -> float:
    """The share of the first ``cut`` that is wanted, of as many as could be: RP@k of Decorte et al. 2022."""
    return sum(each in wanted for each in ranked[:cut]) / min(cut, len(wanted))


def reciprocal_rank(ranked: Sequence[str], wanted: Collection[str]) -> float:
    return next((1 / place for place, each in enumerate(ranked, start=1) if each in wanted), 0.0)


def figures(rank: Callable[[str], Sequence[str]], rows: Iterable[tuple[str, frozenset[str]]]) -> Figures:
    """``rank``: from a sentence to the URIs of skills, the best first. ``rows``: sentences with the wanted URIs.

    A sentence without a wanted skill counts nowhere.
    """
    found = [(rank(sentence), wanted) for sentence, wanted in rows if wanted]
    count = max(len(found), 1)
    at = tuple(sum(r_precision(ranked, wanted, cut) for ranked, wanted in found) / count for cut in CUTS)
    return Figures(len(found), at, sum(reciprocal_rank(*each) for each in found) / count)


def read_spans(path: Path) -> tuple[Annotated, ...]:
    """Sentences of a set annotated by span: a row a span, columns ``sentence`` and ``label``."""
    found: dict[str, set[str]] = {}
    for row in _rows(path):
        found.setdefault(row["sentence"], set()).update({row["label"]} - _NO_SKILL)
    return tuple(Annotated(sentence, frozenset(labels)) for sentence, labels in found.items())


def read_sentences(path: Path) -> tuple[Annotated, ...]:
    """Sentences of a set annotated as a whole: columns ``sentence`` and ``skills``, a list of labels."""
    return tuple(
        Annotated(row["sentence"], frozenset(map(str, literal_eval(row["skills"]))) - _NO_SKILL) for row in _rows(path)
    )


def uris_by_label(path: Path) -> dict[str, str]:
    """From the preferred label, in lower case, to the URI: of the skills file of an ESCO download."""
    return {row["preferredLabel"].casefold(): row["conceptUri"] for row in _rows(path)}


def wanted_uris(rows: Iterable[Annotated], uris: dict[str, str]) -> list[tuple[str, frozenset[str]]]:
    """The rows with URIs for labels; labels that this ESCO no longer has are left out."""
    return [
        (row.sentence, frozenset(uris[label.casefold()] for label in row.labels if label.casefold() in uris))
        for row in rows
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
