from hypothesis import given
from hypothesis import strategies as st

from matching.changes import changes
from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.model import SkillId

RIVALS = st.lists(st.integers(0, 1000), max_size=5)


@given(data=st.data(), rivals=RIVALS)
def test_every_change_says_what_scoring_again_gives(
    data: st.DataObject, rivals: list[int], plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, profile = data.draw(plans), data.draw(profiles)
    for change in changes(plan, profile, rivals):
        levels = {skill: level for skill, level in profile.items() if skill != change.skill_id}
        if change.to_level is not None:
            levels[change.skill_id] = change.to_level
        then = score(plan, SkillProfile(levels.items()))
        assert (change.points, change.band) == (then.points, then.band)
        assert change.points != score(plan, profile).points
        assert change.rank == 1 + sum(rival > change.points for rival in rivals)
        assert change.from_level == profile.get(change.skill_id)


def test_a_rung_up_lifts_and_taking_away_lowers(catalogue: SimilarSkills) -> None:
    asked = [Requirement(SkillId(skill), 3, 2, Need.MUST) for skill in ("trade-06", "trade-09")]
    plan = build_plan(asked, catalogue, baseline=False)
    found = changes(plan, SkillProfile([(SkillId("trade-06"), 2)]), rivals=[450, 900])
    assert [(item.skill_id, item.from_level, item.to_level) for item in found] == [
        ("trade-09", None, 2),
        ("trade-06", 2, 3),
        ("trade-06", 2, None),
    ]
    assert [item.rank for item in found] == [2, 2, 3]
