from dataclasses import asdict, replace
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import rank, score
from matching.snapshot import Leaf, Snapshot, data_of, recompute, take
from taxonomy.model import SkillId

SEED = b"a run's seed"
CONTEXT = {"code": "1.0", "catalogue": "2026.1"}


def run_of(plan: Plan, pool: dict[str, SkillProfile]) -> Snapshot:
    ranking = rank(plan, pool, seed=SEED, limit=10)
    return take(plan, [(item.id, pool[item.id]) for item in ranking], seed=SEED, context=CONTEXT)


@pytest.fixture
def run(catalogue: SimilarSkills) -> Snapshot:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue)
    levels = [(SkillId("trade-00"), 3), (SkillId("trade-01"), 2), (SkillId("adaptability"), 1)]
    pool = {f"id-{number}": SkillProfile(levels[: number % 4]) for number in range(8)}
    return run_of(plan, pool)


@given(data=st.data())
def test_a_run_holds_when_computed_again(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    pool = data.draw(st.dictionaries(st.sampled_from("abcdefgh"), profiles))
    run = run_of(data.draw(plans), pool)
    assert recompute(run, run.hash).holds


def test_a_run_is_the_same_after_a_hundred_shuffles(run: Snapshot) -> None:
    plan = Plan.restore(run.criteria)
    pool = [(leaf.id, leaf.levels) for leaf in run.leaves if isinstance(leaf, Leaf)]
    draw = np.random.default_rng(7)
    for _ in range(100):
        shuffled = {pool[at][0]: SkillProfile(reversed(pool[at][1])) for at in draw.permutation(len(pool))}
        assert run_of(plan, shuffled).canonical() == run.canonical()


def test_another_process_computes_the_same_bytes(run: Snapshot) -> None:
    with get_context("spawn").Pool(1) as other:
        assert other.apply(recompute, (run, run.hash)).holds


def test_a_run_holds_after_someone_is_erased(run: Snapshot) -> None:
    first, *others = run.leaves
    assert isinstance(first, Leaf)
    erased = replace(run, leaves=(first.erased(), *others))
    assert erased.canonical() == run.canonical()
    verification = recompute(erased, run.hash)
    assert (verification.holds, verification.erased) == (True, 1)
    assert first.id not in repr(erased)


def test_skills_that_do_not_count_are_not_kept(catalogue: SimilarSkills) -> None:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue)
    held = SkillProfile([(SkillId("trade-00"), 2), (SkillId("unasked-1"), 4)])
    assert Leaf.of(plan, "id", held).levels == (("trade-00", 2),)


def test_a_level_that_was_changed_afterwards_is_found(run: Snapshot) -> None:
    first, *others = run.leaves
    assert isinstance(first, Leaf)
    raised = replace(first, levels=tuple((skill, 4) for skill, _ in first.levels))
    verification = recompute(replace(run, leaves=(raised, *others)), run.hash)
    assert (verification.holds, verification.changed) == (False, (first.id,))


def test_results_that_changed_places_are_found(run: Snapshot) -> None:
    first, second, *others = run.leaves
    verification = recompute(replace(run, leaves=(second, first, *others)), run.hash)
    assert (verification.holds, verification.in_order) == (False, False)


@pytest.mark.parametrize("change", [{"seed": b"another"}, {"context": {"code": "1.1"}}, {"leaves": ()}])
def test_another_run_has_another_hash(run: Snapshot, change: dict[str, object]) -> None:
    other = replace(run, **change)
    assert other.hash != run.hash
    assert not recompute(other, run.hash).holds


@given(data=st.data())
def test_what_is_hashed_of_a_score_is_all_of_it(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    found = score(data.draw(plans), data.draw(profiles))
    assert data_of(found) == asdict(found) | {"contributions": [asdict(item) for item in found.contributions]}


@given(data=st.data())
def test_a_leaf_is_the_same_where_the_score_was_known(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    plan, profile = data.draw(plans), data.draw(profiles)
    assert Leaf.scored(plan, "id", profile, score(plan, profile)) == Leaf.of(plan, "id", profile)
    counting = SkillProfile((skill, level) for skill, level in profile.items() if skill in plan.counting)
    assert Leaf.of(plan, "id", counting) == Leaf.of(plan, "id", profile)
