import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.reverse import VacancyIndex
from matching.score import first, score
from taxonomy.model import SkillId

SEED = b"a run's seed"
GROUPS = ["community:1", "community:2", "organisation:a"]


@settings(deadline=None)
@given(data=st.data())
def test_the_vacancies_found_are_those_that_scoring_each_finds(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    rows = st.tuples(plans, st.frozensets(st.sampled_from(GROUPS), max_size=2))
    vacancies, index = data.draw(st.dictionaries(st.sampled_from("abcdefghij"), rows)), VacancyIndex()
    for id_, (plan, groups) in vacancies.items():
        index.put(id_, plan, groups)
    for id_ in data.draw(st.lists(st.sampled_from("abcdefghij"), max_size=3)):
        assert index.remove(id_) == (vacancies.pop(id_, None) is not None)
    profile, limit, asker = data.draw(profiles), data.draw(st.integers(1, 12)), frozenset(GROUPS[:1])
    expected = ((id_, score(plan, profile).points) for id_, (plan, groups) in vacancies.items() if groups & asker)
    assert index.search(profile, groups=asker, limit=limit, seed=SEED) == first(expected, seed=SEED, limit=limit)
    assert len(index) == len(vacancies)


def test_a_vacancy_that_changes_is_found_as_it_is_now(catalogue: SimilarSkills) -> None:
    index, groups = VacancyIndex(), frozenset(GROUPS)
    held = SkillProfile([(SkillId("trade-00"), 4)])
    for skill, points in (("trade-03", 0), ("trade-00", 1000)):
        plan = build_plan([Requirement(SkillId(skill), 3, 2, Need.MUST)], catalogue, baseline=False)
        index.put("vacancy", plan, groups)
        (found,) = index.search(held, groups=groups, limit=5, seed=SEED)
        assert found.points == points


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        VacancyIndex().search(SkillProfile([]), groups=frozenset(), limit=0, seed=SEED)
