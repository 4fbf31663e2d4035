import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from types import FrameType, MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.explain import LabelledSkills
from matching.gap import Gap, Goal, StepKind, gap
from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.model import Skill, SkillId

BAND_ORDER = ("open", "promising", "good", "strong")


def raised(profile: SkillProfile, levels: dict[SkillId, int]) -> SkillProfile:
    return SkillProfile((dict(profile) | levels).items())


@settings(max_examples=30)
@given(data=st.data())
def test_every_step_does_what_it_says_when_scored_again(
    data: st.DataObject,
    plans: st.SearchStrategy[Plan],
    profiles: st.SearchStrategy[SkillProfile],
    labelled: LabelledSkills,
) -> None:
    plan, profile = data.draw(plans), data.draw(profiles)
    rivals = data.draw(st.lists(st.integers(0, 1000), max_size=5))
    before = score(plan, profile)
    for found in gap(plan, profile, labelled, rivals=rivals):
        after = score(plan, raised(profile, {step.skill_id: step.to_level for step in found.steps}))
        assert (after.points, after.band) == (found.points, found.band)
        if found.goal is Goal.BAND:
            assert BAND_ORDER.index(after.band) > BAND_ORDER.index(before.band)
        if found.goal is Goal.RANK:
            assert found.rank < 1 + sum(rival > before.points for rival in rivals)
        if found.goal is Goal.POINTS:
            assert after.points > before.points


@settings(max_examples=20)
@given(data=st.data())
def test_no_smaller_set_reaches_the_next_band(
    data: st.DataObject,
    plans: st.SearchStrategy[Plan],
    profiles: st.SearchStrategy[SkillProfile],
    labelled: LabelledSkills,
) -> None:
    plan, profile = data.draw(plans), data.draw(profiles)
    before = score(plan, profile)
    for found in gap(plan, profile, labelled):
        if found.goal is Goal.BAND and len(found.steps) > 1:
            skills = [requirement.skill_id for requirement in plan.requirements]
            levels = {skill: 4 if skill in profile else 3 for skill in skills}
            for fewer in combinations(skills, len(found.steps) - 1):
                after = score(plan, raised(profile, {skill: levels[skill] for skill in fewer}))
                assert BAND_ORDER.index(after.band) <= BAND_ORDER.index(before.band)


def least_set(plan: Plan, profile: SkillProfile, reaches: Callable[[int, str], bool]) -> tuple[int, int] | None:
    """How many steps, and how high together, the smallest set has that reaches it, found by trying all; None: none."""
    levels = dict(profile)
    rises = {
        requirement.skill_id: [level for level in (2, 3, 4) if level > levels.get(requirement.skill_id, -1)]
        for requirement in plan.requirements
    }
    for size in (1, 2, 3):
        found = []
        for skills in combinations(rises, size):
            for reached in product(*(rises[skill] for skill in skills)):
                # what is not known at all is never described by a referee at once
                if any(level == 4 and skill not in levels for skill, level in zip(skills, reached, strict=True)):
                    continue
                after = score(plan, raised(profile, dict(zip(skills, reached, strict=True))))
                if reaches(after.points, after.band):
                    pairs = zip(skills, reached, strict=True)
                    found.append(sum(level - levels.get(skill, -1) for skill, level in pairs))
        if found:
            return size, min(found)
    return None


def size_of(found: Sequence[Gap], goal: Goal) -> tuple[int, int] | None:
    steps = next((one.steps for one in found if one.goal is goal), None)
    return None if steps is None else (len(steps), sum(step.rise for step in steps))


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_steps_are_those_that_trying_every_set_would_find(
    data: st.DataObject,
    requirements: st.SearchStrategy[list[Requirement]],
    profiles: st.SearchStrategy[SkillProfile],
    catalogue: SimilarSkills,
    labelled: LabelledSkills,
) -> None:
    few = data.draw(requirements.filter(bool))[:5]
    plan, profile = build_plan(few, catalogue, baseline=False), data.draw(profiles)
    before = score(plan, profile)
    rival = data.draw(st.integers(before.points + 1, 1001))
    found = gap(plan, profile, labelled, rivals=[rival])
    current = BAND_ORDER.index(before.band)
    assert size_of(found, Goal.RANK) == least_set(plan, profile, lambda points, _: points >= rival)
    assert size_of(found, Goal.BAND) == least_set(plan, profile, lambda _, band: BAND_ORDER.index(band) > current)


def work(count: int, need: Need, catalogue: SimilarSkills) -> int:
    """How many calls it takes to say the gap of somebody of whom so many required skills are known at level 2."""
    skills = [SkillId(f"asked-{number:03}") for number in range(count)]
    plan = build_plan([Requirement(skill, 3, 3, need) for skill in skills], catalogue, baseline=False)
    profile, calls = SkillProfile((skill, 2) for skill in skills), 0

    def look(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        gap(plan, profile, Unlabelled(), rivals=[1000])
    finally:
        sys.setprofile(before)
    return calls


class Unlabelled:
    """Names no skill: what is known already is only described."""

    skills: Mapping[SkillId, Skill] = MappingProxyType({})


@pytest.mark.parametrize("need", Need)
def test_the_work_grows_with_the_requirements_and_no_faster(need: Need, catalogue: SimilarSkills) -> None:
    assert work(48, need, catalogue) < 6 * work(12, need, catalogue)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({}, [(None, 2, StepKind.TRY_OUT)]),
        ({"trade-00": 0}, [(0, 2, StepKind.DESCRIBE)]),
        ({"trade-00": 3}, []),
    ],
)
def test_the_kind_of_a_step_follows_from_what_is_known(
    held: dict[str, int],
    expected: list[tuple[int | None, int, StepKind]],
    catalogue: SimilarSkills,
    labelled: LabelledSkills,
) -> None:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue, baseline=False)
    profile = SkillProfile((SkillId(skill), level) for skill, level in held.items())
    steps = [step for found in gap(plan, profile, labelled) if found.goal is Goal.BAND for step in found.steps]
    assert [(step.from_level, step.to_level, step.kind) for step in steps] == expected


def test_a_referee_is_asked_for_when_only_a_confirmation_is_left(
    catalogue: SimilarSkills, labelled: LabelledSkills
) -> None:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue, baseline=False)
    (found,) = gap(plan, SkillProfile([(SkillId("trade-00"), 3)]), labelled, rivals=[980, 10])
    assert (found.goal, found.rank, [step.kind for step in found.steps]) == (Goal.RANK, 1, [StepKind.REFEREE])


def test_nothing_is_left_to_say_when_every_requirement_has_its_maximum(
    catalogue: SimilarSkills, labelled: LabelledSkills
) -> None:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue, baseline=False)
    assert gap(plan, SkillProfile([(SkillId("trade-00"), 4)]), labelled) == ()
