from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.compare import compare, render
from matching.explain import LabelledSkills
from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.model import Language, SkillId
from tests.matching.test_explain import REJECTING

ASKED = [Requirement(SkillId(f"trade-0{number}"), 3, 2, Need.MUST) for number in (0, 3, 6)]


@given(data=st.data())
def test_the_differences_add_up_to_the_difference_of_the_scores(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan = data.draw(plans)
    first, second = (score(plan, data.draw(profiles)) for _ in range(2))
    comparison, mirrored = compare(first, second), compare(second, first)
    assert sum(item.points for item in comparison.differences) == comparison.points == first.points - second.points
    assert [item.points for item in mirrored.differences] == [-item.points for item in comparison.differences]
    sizes = [abs(item.points) for item in comparison.differences]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({"trade-00": 3}, {}, {"nl": "meer voor de eerste", "en": "more for the first"}),
        ({}, {"trade-00": 3}, {"nl": "meer voor de tweede", "en": "more for the second"}),
        ({"trade-00": 3}, {"trade-00": 3}, {"nl": "delen hun plaats", "en": "share their rank"}),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_the_sentences_say_who_has_more_and_reject_nobody(
    language: Language,
    first: dict[str, int],
    second: dict[str, int],
    says: dict[str, str],
    catalogue: SimilarSkills,
    labelled: LabelledSkills,
) -> None:
    plan = build_plan(ASKED, catalogue, baseline=False)
    scores = (
        score(plan, SkillProfile((SkillId(skill), level) for skill, level in held.items())) for held in (first, second)
    )
    comparison = compare(*scores)
    prose = render(comparison, language, labelled)
    assert says[language] in prose.summary
    assert len(prose.reasons) == len(comparison.differences) == len(ASKED)
    assert not any(REJECTING.search(sentence) for sentence in (prose.summary, *prose.reasons))


def test_scores_of_different_plans_are_not_compared(catalogue: SimilarSkills) -> None:
    one, other = (build_plan(asked, catalogue, baseline=False) for asked in (ASKED, ASKED[:2]))
    with pytest.raises(ValueError, match="different plans"):
        compare(score(one, SkillProfile([])), score(other, SkillProfile([])))
    wider = replace(one, requirements=tuple(replace(item, maximum=1) for item in one.requirements))
    with pytest.raises(ValueError, match="different plans"):
        compare(score(one, SkillProfile([])), score(wider, SkillProfile([])))
