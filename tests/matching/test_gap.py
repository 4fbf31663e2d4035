from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.explain import LabelledSkills
from matching.gap import Goal, StepKind, gap
from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.model import SkillId

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
