"""A hundred thousand twins in a ranking: 44 stories, each 197 times with another identity, for 12 vacancies each.

Every twin is redacted in full. Twins whose redacted texts are equal byte for byte are read once, as reading is a
function of that text alone; the score of every twin for every vacancy is then compared with that of what it is like.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pytest

from matching.invariance import Sections, certify, twins
from matching.plan import Plan, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.catalogue import Catalogue, load_catalogue
from taxonomy.model import Language, Section, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.redaction import redact, restore

STORIES, VACANCIES, WANTED = 44, 12, 100_000
KNOWN_TO_CHANGE: Final = frozenset({"venue"})
"""In three stories of 44 some twins of venue change a score: the tagger takes a word beside "seniors' association"
for a signal of the person, and not beside a mosque. The audit shows it; it is not mended yet."""


def stories() -> list[dict[str, Any]]:
    """The first texts of the behaviour corpus in which something is shown, half of them Dutch."""
    folder = files("taxonomy") / "data" / "behaviour"
    corpus = sorted((path for path in folder.iterdir() if path.name.endswith(".jsonl")), key=lambda path: path.name)
    rows = [json.loads(line) for path in corpus for line in path.read_text("utf-8").splitlines()]
    shown = {language: [row for row in rows if row["lang"] == language and row["evidenced"]] for language in Language}
    return [row for found in shown.values() for row in found[: STORIES // len(shown)]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader(catalogue, model=LinearBehaviour())


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue) -> list[Plan]:
    """Each asks other core skills, so that between them they ask all."""
    asked = [catalogue.core[number::VACANCIES] for number in range(VACANCIES)]
    return [build_plan([Requirement(skill, 3, 2, Need.MUST) for skill in skills], catalogue) for skills in asked]


def test_there_are_a_hundred_thousand() -> None:
    counts = [
        sum(1 for _ in twins([Section(SectionKind(row["section"]), row["text"])], Language(row["lang"])))
        for row in stories()
    ]
    assert len(counts) == STORIES
    assert sum(counts) * VACANCIES >= WANTED


@pytest.mark.parametrize("row", stories(), ids=lambda row: row["id"])
def test_another_identity_gets_the_same_scores(row: Mapping[str, Any], reader: Reader, plans: list[Plan]) -> None:
    language = Language(row["lang"])

    @cache
    def scores(redacted: tuple[tuple[SectionKind, str], ...]) -> tuple[tuple[int, ...], ...]:
        read = reader.read(restore(redacted), language=language)
        profile = SkillProfile((skill.skill_id, skill.level) for skill in read.skills)
        return tuple(tuple(item.points for item in score(plan, profile).contributions) for plan in plans)

    def outcome(sections: Sections) -> tuple[tuple[int, ...], ...]:
        return scores(tuple((part.kind, part.text.value) for part in redact(sections, language=language).sections))

    certificate = certify(twins([Section(SectionKind(row["section"]), row["text"])], language), outcome)
    changed = {kind.kind: kind.changed for kind in certificate.kinds if kind.changed}
    assert certificate.tested * STORIES * VACANCIES >= WANTED
    assert changed.keys() <= KNOWN_TO_CHANGE, changed
