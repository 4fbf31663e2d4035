import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.plan import Plan, SimilarSkills
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import Kind, build_plan, order_key, rank, score, shared_ranks
from taxonomy.model import SkillId

SEED = b"a run's seed"
BAND_ORDER = ("open", "promising", "good", "strong")


def profile(**levels: int) -> SkillProfile:
    return SkillProfile((SkillId(skill.replace("_", "-")), level) for skill, level in levels.items())


def asks(*asked: tuple[str, int, int, Need]) -> list[Requirement]:
    return [Requirement(SkillId(skill), weight, minimum, need) for skill, weight, minimum, need in asked]


@given(data=st.data())
def test_contributions_add_up_to_the_score_exactly(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    result = score(data.draw(plans), data.draw(profiles))
    assert sum(item.points for item in result.contributions) == result.points
    assert all(0 <= item.points <= item.maximum for item in result.contributions)
    assert result.points <= result.score_if_unknowns_held <= 1000
    assert result.points <= result.coverage <= 1000


@given(data=st.data())
def test_skills_nobody_asked_for_change_nothing(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, held = data.draw(plans), data.draw(profiles)
    counted = {skill.skill_id for requirement in plan.requirements for skill in requirement.counted}
    only_asked = SkillProfile((skill, level) for skill, level in held.items() if skill in counted)
    assert score(plan, held) == score(plan, only_asked)


@given(data=st.data())
def test_removing_a_skill_lowers_the_score_by_at_most_the_points_listed_for_it(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, held = data.draw(plans), data.draw(profiles.filter(bool))
    removed = data.draw(st.sampled_from(sorted(held)))
    before = score(plan, held)
    after = score(plan, SkillProfile((skill, level) for skill, level in held.items() if skill != removed))
    listed = [item for item in before.contributions if (item.via or item.skill_id) == removed]
    assert before.points - sum(item.points for item in listed) <= after.points <= before.points
    alternatives = {item.skill_id for item in after.contributions if item.kind is not Kind.MISSING}
    if not any(item.skill_id in alternatives for item in listed):
        assert after.points == before.points - sum(item.points for item in listed)


@given(data=st.data())
def test_a_higher_level_never_lowers_score_band_or_rank(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, held = data.draw(plans), data.draw(profiles.filter(bool))
    raised = data.draw(st.sampled_from(sorted(held)))
    level = data.draw(st.integers(held[raised], 4))
    before, after = score(plan, held), score(plan, SkillProfile([*(dict(held) | {raised: level}).items()]))
    assert after.points >= before.points
    assert BAND_ORDER.index(after.band) >= BAND_ORDER.index(before.band)


@given(data=st.data())
def test_a_skill_more_never_lowers_score_or_band(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, held, more = data.draw(plans), data.draw(profiles), data.draw(profiles)
    before, after = score(plan, held), score(plan, SkillProfile((dict(more) | dict(held)).items()))
    assert after.points >= before.points
    assert after.coverage >= before.coverage
    assert BAND_ORDER.index(after.band) >= BAND_ORDER.index(before.band)


@pytest.mark.parametrize(
    ("minimum", "level", "points"),
    [
        (0, 0, 50),
        (0, 1, 500),
        (1, 2, 800),
        (2, 1, 350),
        (2, 2, 800),
        (3, 2, 550),
        (3, 3, 920),
        (4, 3, 700),
        (4, 4, 1000),
    ],
)
def test_a_level_is_worth_what_the_minimum_makes_of_it(
    minimum: int, level: int, points: int, catalogue: SimilarSkills
) -> None:
    plan = build_plan(asks(("welding", 3, minimum, Need.NICE)), catalogue, baseline=False)
    assert score(plan, profile(welding=level)).points == points


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"trade_00": 2, "trade_01": 2}, (800, Kind.EXACT, None, 2)),
        ({"trade_01": 4}, (800, Kind.RELATED, "trade-01", 4)),
        ({"trade_00": 2, "trade_01": 4}, (800, Kind.EXACT, None, 2)),
        ({"trade_00": 1, "trade_01": 2}, (640, Kind.RELATED, "trade-01", 2)),
        ({"trade_02": 4}, (450, Kind.RELATED, "trade-02", 4)),
        ({"unasked_1": 4}, (0, Kind.MISSING, None, None)),
    ],
)
def test_the_one_skill_that_counts_most_pays_once(
    held: dict[str, int], expected: tuple[int, Kind, str | None, int | None], catalogue: SimilarSkills
) -> None:
    plan = build_plan(asks(("trade-00", 3, 2, Need.MUST)), catalogue, baseline=False)
    (contribution,) = score(plan, profile(**held)).contributions
    assert (contribution.points, contribution.kind, contribution.via, contribution.level) == expected


@pytest.mark.parametrize(
    ("held", "band"),
    [
        ({"welding": 4, "driving": 4}, "strong"),
        ({"welding": 4, "driving": 1}, "promising"),
        ({"welding": 4}, "promising"),
        ({"driving": 2}, "open"),
        ({}, "open"),
    ],
)
def test_a_must_that_is_not_met_caps_the_band(held: dict[str, int], band: str, catalogue: SimilarSkills) -> None:
    plan = build_plan(asks(("welding", 5, 2, Need.MUST), ("driving", 1, 2, Need.MUST)), catalogue, baseline=False)
    assert score(plan, profile(**held)).band == band


@pytest.mark.parametrize(("held", "band"), [({"trade_01": 4}, "strong"), ({"trade_02": 4}, "promising")])
def test_a_close_skill_meets_a_must_and_a_distant_one_does_not(
    held: dict[str, int], band: str, catalogue: SimilarSkills
) -> None:
    plan = build_plan(asks(("trade-00", 1, 2, Need.MUST), ("welding", 5, 2, Need.NICE)), catalogue, baseline=False)
    assert score(plan, profile(welding=4, **held)).band == band


def test_unknown_is_told_apart_from_weak(catalogue: SimilarSkills) -> None:
    plan = build_plan(asks(("welding", 3, 3, Need.MUST), ("driving", 1, 0, Need.NICE)), catalogue, baseline=False)
    claimed = score(plan, profile(welding=0))
    assert (claimed.points, claimed.coverage, claimed.score_if_unknowns_held) == (15, 750, 15 + 200)
    unknown = score(plan, profile())
    assert (unknown.points, unknown.coverage, unknown.score_if_unknowns_held) == (0, 0, 690 + 200)


@given(data=st.data())
def test_the_order_of_a_pool_changes_nothing_in_its_ranking(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan = data.draw(plans)
    pool = {f"id-{number}": held for number, held in enumerate(data.draw(st.lists(profiles, max_size=8)))}
    shuffled = dict(data.draw(st.permutations(list(pool.items()))))
    assert rank(plan, pool, seed=SEED, limit=5) == rank(plan, shuffled, seed=SEED, limit=5)


def test_equals_share_a_rank_and_nobody_disappears(catalogue: SimilarSkills) -> None:
    plan = build_plan(asks(("welding", 3, 2, Need.MUST)), catalogue)
    pool = {"a": profile(welding=3), "b": profile(), "c": profile(welding=3), "d": profile(driving=4)}
    ranking = rank(plan, pool, seed=SEED, limit=10)
    assert [ranked.rank for ranked in ranking] == [1, 1, 3, 3]
    assert {ranked.id for ranked in ranking} == set(pool)


def test_equals_stand_in_the_order_of_the_runs_seed(catalogue: SimilarSkills) -> None:
    plan = build_plan(asks(("welding", 3, 2, Need.MUST)), catalogue)
    pool = {f"id-{number}": profile(welding=2) for number in range(6)}
    orders = {tuple(ranked.id for ranked in rank(plan, pool, seed=bytes([seed]), limit=6)) for seed in range(1, 9)}
    assert len(orders) > 4
    assert sorted(pool, key=lambda id_: order_key(SEED, id_)) == [
        ranked.id for ranked in rank(plan, pool, seed=SEED, limit=6)
    ]


@pytest.mark.parametrize(("points", "ranks"), [([], []), ([5, 5, 3], [1, 1, 3]), ([9, 8, 8, 8, 0], [1, 2, 2, 2, 5])])
def test_ranks_are_shared(points: list[int], ranks: list[int]) -> None:
    assert list(shared_ranks(points)) == ranks


def test_an_order_without_a_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        order_key(b"", "id")
