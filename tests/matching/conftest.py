from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from matching.plan import Plan, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import Score, score
from taxonomy.model import Label, Skill, SkillId, SkillKind


class Similar(NamedTuple):
    skill_id: SkillId
    per_mille: int
    kind: str
    reason: Label = Label(nl="Dit lijkt erop.", en="This is close to it.")


@dataclass(frozen=True)
class HandMadeCatalogue:
    """Twelve skills of a trade beside the baseline ones; every third is close to the next two."""

    table: Mapping[SkillId, Sequence[Similar]]
    hash: str = "0" * 64

    def similar(self, skill_id: SkillId, /) -> Sequence[Similar]:
        return self.table.get(skill_id, ())

    @property
    def skills(self) -> Mapping[SkillId, Skill]:
        return {skill: _skill(skill) for skill in HELD}


BASELINE = tuple(json.loads(files("matching").joinpath("data/rules.json").read_text("utf-8"))["baseline"])
TRADE = tuple(SkillId(f"trade-{number:02}") for number in range(12))
UNASKED = tuple(SkillId(f"unasked-{number}") for number in range(4))
HELD = TRADE + tuple(SkillId(skill) for skill in BASELINE) + UNASKED


def _skill(skill_id: SkillId) -> Skill:
    label = Label(nl=skill_id.capitalize(), en=skill_id.capitalize())
    kind = SkillKind.CORE if skill_id in BASELINE else SkillKind.OCCUPATIONAL
    return Skill(skill_id, label, label, kind, group="made-by-hand")


def _table() -> dict[SkillId, tuple[Similar, ...]]:
    table = {
        skill: (
            Similar(TRADE[(number + 1) % 12], 800, "narrower"),
            Similar(TRADE[(number + 2) % 12], 450, "related"),
        )
        for number, skill in enumerate(TRADE)
        if number % 3 == 0
    }
    table[SkillId("adaptability")] = (Similar(TRADE[1], 300, "implies"), Similar(TRADE[5], 300, "implies"))
    return table


REQUIREMENTS = st.lists(
    st.builds(
        Requirement,
        skill_id=st.sampled_from((*TRADE, SkillId("adaptability"), SkillId("communication"))),
        weight=st.integers(1, 5),
        minimum_level=st.integers(0, 4),
        need=st.sampled_from(Need),
    ),
    max_size=12,
    unique_by=lambda requirement: requirement.skill_id,
)
PROFILES = st.dictionaries(st.sampled_from(HELD), st.integers(0, 4), max_size=len(HELD)).map(
    lambda levels: SkillProfile(levels.items())
)


@pytest.fixture(scope="session")
def catalogue() -> HandMadeCatalogue:
    return HandMadeCatalogue(_table())


@pytest.fixture(scope="session")
def labelled(catalogue: HandMadeCatalogue) -> HandMadeCatalogue:
    return catalogue


@pytest.fixture(scope="session")
def requirements() -> st.SearchStrategy[list[Requirement]]:
    return REQUIREMENTS


@pytest.fixture(scope="session")
def plans(catalogue: HandMadeCatalogue) -> st.SearchStrategy[Plan]:
    with_baseline = st.builds(build_plan, REQUIREMENTS, st.just(catalogue))
    own_only = st.builds(build_plan, REQUIREMENTS.filter(bool), st.just(catalogue), baseline=st.just(value=False))
    return with_baseline | own_only


@pytest.fixture(scope="session")
def profiles() -> st.SearchStrategy[SkillProfile]:
    return PROFILES


@pytest.fixture(scope="session")
def scores(plans: st.SearchStrategy[Plan]) -> st.SearchStrategy[Score]:
    return st.builds(score, plans, PROFILES)
