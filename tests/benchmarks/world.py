"""A seeded labour market for benchmarks: skills with Zipf popularity, people around occupations, vacancies likewise.

Sizes follow what matching services meet: 14,000 occupational skills in families of ten close ones, about 20 skills a
person of which four are core skills, 8 to 15 requirements a vacancy, so some 115 skills that count beside the baseline.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.kernel import Rows
from matching.packing import invert
from matching.requirement import Need, Requirement
from taxonomy.model import SkillId

FAMILY, OCCUPATIONS, SKILLS_OF_ONE = 10, 3000, 40
OCCUPATIONAL = 14_000
AUDIENCE = frozenset({"community:benchmark"})
CORE = tuple(json.loads(files("matching").joinpath("data/rules.json").read_text("utf-8"))["baseline"])
NAMES = (*(SkillId(f"skill-{number:05}") for number in range(OCCUPATIONAL)), *(SkillId(skill) for skill in CORE))
CORE_HELD_BY = 0.55

Array = npt.NDArray[np.int64]


class Similar(NamedTuple):
    skill_id: SkillId
    per_mille: int
    kind: str


@dataclass(frozen=True)
class Families:
    """A catalogue in which the nine others of a family count for 300 to 900 per mille."""

    per_mille: Array
    hash: str = "benchmark"

    def similar(self, skill_id: SkillId, /) -> Sequence[Similar]:
        if not skill_id.startswith("skill-"):
            return ()
        number = int(skill_id.removeprefix("skill-"))
        first = number - number % FAMILY
        others = (other for other in range(first, first + FAMILY) if other != number)
        return [Similar(NAMES[other], int(self.per_mille[number, other - first]), "related") for other in others]


class Market:
    """Everything is drawn from ``seed``, so two runs see the same people."""

    def __init__(self, seed: int = 1) -> None:
        self._draw = np.random.default_rng(seed)
        self._by_popularity = self._draw.permutation(OCCUPATIONAL)
        self._common = _zipf(OCCUPATIONAL, shift=6.0, power=1.0)
        flat = _zipf(OCCUPATIONAL, shift=60.0, power=0.8)
        self._skills_of = self._by_popularity[np.searchsorted(flat, self._draw.random((OCCUPATIONS, SKILLS_OF_ONE)))]
        self._occupation = _zipf(OCCUPATIONS, shift=10.0, power=1.0)
        self.catalogue = Families(self._draw.integers(300, 901, size=(OCCUPATIONAL, FAMILY)))

    def people(self, count: int) -> Rows:
        """Profiles row by row; a skill drawn twice is held once."""
        skills = np.concatenate([self._occupational(count, 16), self._core(count)], axis=1)
        skills.sort(axis=1)
        held = skills < len(NAMES)
        held[:, 1:] &= skills[:, 1:] != skills[:, :-1]
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(held.sum(axis=1), out=starts[1:])
        levels = self._draw.choice(5, size=int(starts[-1]), p=[0.2, 0.25, 0.35, 0.15, 0.05]).astype(np.uint8)
        return Rows(starts, skills[held].astype(np.int32), levels)

    def vacancies(self, count: int) -> Iterator[list[Requirement]]:
        for _ in range(count):
            asked = self._occupational(1, int(self._draw.integers(8, 16)))[0]
            yield [
                Requirement(
                    NAMES[skill],
                    int(self._draw.integers(1, 6)),
                    int(self._draw.integers(0, 4)),
                    Need.MUST if self._draw.random() < 0.3 else Need.NICE,
                )
                for skill in sorted(set(asked.tolist()))
            ]

    def blobs(self, people: Rows) -> dict[str, bytes]:
        """The people in the form an index boots from, with ids as a service has them."""
        count = people.starts.size - 1
        ids = sorted(str(uuid.UUID(bytes=self._draw.bytes(16), version=4)).encode() for _ in range(count))
        numbers = np.arange(count, dtype=np.uint32)
        postings = invert(people, numbers.astype(np.int64), numbers, len(NAMES))
        header = {"ids": "|S36", "skills": NAMES, "audiences": [sorted(AUDIENCE)]}
        return {
            "header": json.dumps(header).encode(),
            "ids-000": np.array(ids).tobytes(),
            "audiences-000": np.zeros(count, np.uint32).tobytes(),
            "starts-000": postings.starts.tobytes(),
            "values-000": postings.values.tobytes(),
        }

    def _occupational(self, count: int, each: int) -> Array:
        occupations = np.searchsorted(self._occupation, self._draw.random(count))
        own = self._skills_of[occupations[:, None], self._draw.integers(0, SKILLS_OF_ONE, size=(count, each))]
        any_ = self._by_popularity[np.searchsorted(self._common, self._draw.random((count, each)))]
        return np.where(self._draw.random((count, each)) < 0.5, own, any_)

    def _core(self, count: int) -> Array:
        """A number past the last skill stands for one that is not held."""
        skills = np.broadcast_to(np.arange(OCCUPATIONAL, len(NAMES)), (count, len(CORE)))
        return np.where(self._draw.random(skills.shape) < CORE_HELD_BY, skills, len(NAMES))


def _zipf(count: int, *, shift: float, power: float) -> npt.NDArray[np.float64]:
    """Cumulative shares of ranks 1 to ``count``."""
    weights = 1.0 / (np.arange(count) + shift) ** power
    return np.cumsum(weights) / weights.sum()
