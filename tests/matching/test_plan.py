import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.plan import Plan, SimilarSkills, apportion, build_plan
from matching.requirement import Need, Requirement
from taxonomy.catalogue import load_catalogue
from taxonomy.model import SkillId


def must(skill: str, weight: int = 3, minimum: int = 2) -> Requirement:
    return Requirement(SkillId(skill), weight, minimum, Need.MUST)


@given(data=st.data())
def test_maxima_add_up_to_a_thousand(data: st.DataObject, plans: st.SearchStrategy[Plan]) -> None:
    plan = data.draw(plans)
    assert sum(requirement.maximum for requirement in plan.requirements) == 1000


@given(data=st.data())
def test_what_a_level_is_worth_never_falls_as_the_level_rises(
    data: st.DataObject, plans: st.SearchStrategy[Plan]
) -> None:
    for requirement in data.draw(plans).requirements:
        assert list(requirement.values) == sorted(requirement.values)
        assert requirement.values[-1] == 1000


@pytest.mark.parametrize(
    ("asked", "baseline", "expected"),
    [
        ([must("welding")], True, {"welding": 880, "adaptability": 30, "communication": 15}),
        ([must("adaptability")], True, {"adaptability": 910, "communication": 15}),
        ([must("welding", 5), must("driving", 1)], True, {"driving": 147, "welding": 733}),
        ([must("welding", 1), must("driving", 2)], False, {"driving": 667, "welding": 333}),
        ([], True, {"adaptability": 250, "communication": 125, "continuous-learning": 125}),
    ],
)
def test_points_are_shared_between_vacancy_and_baseline(
    asked: list[Requirement], baseline: bool, expected: dict[str, int], catalogue: SimilarSkills
) -> None:
    plan = build_plan(asked, catalogue, baseline=baseline)
    maxima = {requirement.skill_id: requirement.maximum for requirement in plan.requirements}
    assert expected.items() <= maxima.items()


def test_equal_remainders_go_to_the_lower_skill_id() -> None:
    assert apportion(100, {SkillId("c"): 1, SkillId("a"): 1, SkillId("b"): 1}) == {"a": 34, "b": 33, "c": 33}


@given(data=st.data())
def test_the_order_in_which_requirements_are_given_changes_nothing(
    data: st.DataObject, requirements: st.SearchStrategy[list[Requirement]], catalogue: SimilarSkills
) -> None:
    asked = data.draw(requirements)
    shuffled = data.draw(st.permutations(asked))
    assert build_plan(asked, catalogue).canonical() == build_plan(shuffled, catalogue).canonical()


@given(data=st.data())
def test_a_plan_is_restored_from_its_bytes(data: st.DataObject, plans: st.SearchStrategy[Plan]) -> None:
    plan = data.draw(plans)
    assert Plan.restore(plan.canonical()) == plan
    assert Plan.restore(plan.canonical()).criteria_hash == plan.criteria_hash


def test_another_catalogue_makes_other_criteria(catalogue: SimilarSkills) -> None:
    other = type(catalogue)(catalogue.table, hash="1" * 64)
    assert build_plan([must("welding")], catalogue).criteria_hash != build_plan([must("welding")], other).criteria_hash


def test_a_vacancy_cannot_ask_a_skill_twice(catalogue: SimilarSkills) -> None:
    with pytest.raises(ValueError, match="twice"):
        build_plan([must("welding"), must("welding", 1)], catalogue)


def test_a_plan_asks_something(catalogue: SimilarSkills) -> None:
    with pytest.raises(ValueError, match="nothing"):
        build_plan([], catalogue, baseline=False)


def test_the_built_in_catalogue_has_the_baseline_skills_with_what_counts_for_them() -> None:
    catalogue = load_catalogue()
    plan = build_plan([must("adaptability")], catalogue)
    assert {requirement.skill_id for requirement in plan.requirements} <= set(catalogue.skills)
    assert "ai-literacy" in {
        skill.skill_id for item in plan.requirements if item.skill_id == "digital-literacy" for skill in item.counted
    }
    assert Plan.restore(plan.canonical()) == plan
