from collections.abc import Iterable
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from matching.index import Found, ProfileIndex, warm
from matching.plan import Plan, SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import rank
from taxonomy.model import SkillId

SEED = b"a run's seed"
ALL = frozenset({"community:1"})
Pool = dict[str, tuple[SkillProfile, frozenset[str]]]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


def index_of(pool: Pool) -> ProfileIndex:
    index = ProfileIndex()
    for id_, (profile, groups) in pool.items():
        index.put(id_, profile, groups)
    return index


def expected(pool: Pool, plan: Plan, groups: frozenset[str], limit: int, only: Iterable[str] | None = None) -> list:
    seen = {id_: profile for id_, (profile, audience) in pool.items() if audience & groups}
    if only is not None:
        seen = {id_: profile for id_, profile in seen.items() if id_ in set(only)}
    return [Found(item.rank, item.id, item.score.points) for item in rank(plan, seen, seed=SEED, limit=limit)]


def pools(profiles: st.SearchStrategy[SkillProfile]) -> st.SearchStrategy[Pool]:
    groups = st.frozensets(st.sampled_from(["community:1", "community:2", "organisation:a"]), max_size=2)
    ids = st.text("abcé-0123456789", min_size=1, max_size=6)
    return st.dictionaries(ids, st.tuples(profiles, groups), max_size=12)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_index_finds_what_scoring_everyone_finds(
    data: st.DataObject, plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    pool, plan, limit = data.draw(pools(profiles)), data.draw(plans), data.draw(st.integers(1, 14))
    index = index_of(pool)
    for groups in (ALL, frozenset({"community:2", "organisation:a"}), frozenset({"nobody"})):
        only = data.draw(st.none() | st.lists(st.sampled_from(sorted(pool) or ["-"]), max_size=4))
        found = index.search(plan, groups=groups, limit=limit, seed=SEED, only=only)
        assert list(found) == expected(pool, plan, groups, limit, only)
        index.rebuild()
        assert index.search(plan, groups=groups, limit=limit, seed=SEED, only=only) == found


def test_an_index_that_changes_stays_equal_to_scoring_everyone(
    plans: st.SearchStrategy[Plan], profiles: st.SearchStrategy[SkillProfile]
) -> None:
    class Changing(RuleBasedStateMachine):
        ids = st.integers(0, 9).map("id-{}".format)

        @initialize(plan=plans)
        def start(self, plan: Plan) -> None:
            self.plan, self.pool, self.index = plan, {}, ProfileIndex()

        @rule(id_=ids, profile=profiles)
        def put(self, id_: str, profile: SkillProfile) -> None:
            self.pool[id_] = (profile, ALL)
            self.index.put(id_, profile, ALL)

        @rule(id_=ids)
        def remove(self, id_: str) -> None:
            assert self.index.remove(id_) == (self.pool.pop(id_, None) is not None)

        @rule()
        def rebuild(self) -> None:
            self.index.rebuild()
            assert self.index.pending == 0

        @rule()
        def boot(self) -> None:
            self.index = ProfileIndex.unpack(self.index.pack())

        @invariant()
        def equal(self) -> None:
            assert len(self.index) == len(self.pool)
            found = self.index.search(self.plan, groups=ALL, limit=6, seed=SEED)
            assert list(found) == expected(self.pool, self.plan, ALL, 6)

    run_state_machine_as_test(Changing, settings=settings(max_examples=30, stateful_step_count=20, deadline=None))


def one_skill_plan(catalogue: SimilarSkills) -> Plan:
    return build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue, baseline=False)


@pytest.mark.parametrize("built", [True, False])
def test_ties_at_the_cut_are_drawn_from_all_equals_over_many_blocks(built: bool, catalogue: SimilarSkills) -> None:
    plan, held = one_skill_plan(catalogue), SkillProfile([(SkillId("trade-00"), 2)])
    pool = {
        f"id-{number:05}": (held if number % 3 else SkillProfile([]), ALL) for number in range(70_000 if built else 500)
    }
    index = index_of(pool)
    if built:
        index.rebuild()
    assert list(index.search(plan, groups=ALL, limit=5, seed=SEED)) == expected(pool, plan, ALL, 5)


def test_changed_rows_that_were_folded_and_changed_again_count_once(catalogue: SimilarSkills) -> None:
    plan, pool, index = one_skill_plan(catalogue), {}, ProfileIndex()
    for start, end in ((0, 700), (650, 1400), (300, 500), (1390, 1400)):
        for number in range(start, end):
            held = SkillProfile([(SkillId("trade-00"), (number + start) % 5)])
            pool[f"id-{number}"] = (held, ALL)
            index.put(f"id-{number}", held, ALL)
        index.remove(f"id-{start + 3}")
        del pool[f"id-{start + 3}"]
        for only in (None, [f"id-{number}" for number in range(290, 700, 3)]):
            found = index.search(plan, groups=ALL, limit=60, seed=SEED, only=only)
            assert list(found) == expected(pool, plan, ALL, 60, only)
    blobs = index.pack()
    assert len(ProfileIndex.unpack(blobs)) == len(index) == len(pool)


def test_more_requirements_than_one_round_of_tags_still_add_up(catalogue: SimilarSkills) -> None:
    skills = [SkillId(f"skill-{number:03}") for number in range(200)]
    plan = build_plan([Requirement(skill, 1, 1, Need.NICE) for skill in skills], catalogue)
    pool = {f"id-{number}": (SkillProfile((skill, 4) for skill in skills[number:]), ALL) for number in range(0, 200, 7)}
    index = index_of(pool)
    index.rebuild()
    assert list(index.search(plan, groups=ALL, limit=50, seed=SEED)) == expected(pool, plan, ALL, 50)


def test_people_without_a_point_fill_up_to_the_limit(catalogue: SimilarSkills) -> None:
    pool = {f"id-{number}": (SkillProfile([]), ALL) for number in range(4)}
    found = index_of(pool).search(one_skill_plan(catalogue), groups=ALL, limit=10, seed=SEED)
    assert {(item.rank, item.points) for item in found} == {(1, 0)}
    assert len(found) == 4


def test_the_same_rows_give_the_same_blobs_in_any_order() -> None:
    held = SkillProfile([(SkillId("trade-00"), 2)])
    one, other = ProfileIndex(), ProfileIndex()
    for number in range(9):
        one.put(f"id-{number}", held, ALL)
        other.put(f"id-{8 - number}", held, ALL)
    assert one.pack() == other.pack()
    assert len(ProfileIndex.unpack(one.pack())) == 9


def put_all(index: ProfileIndex, level: int) -> None:
    for number in range(200):
        index.put(f"id-{number:03}", SkillProfile([(SkillId("trade-00"), level)]), ALL)


def test_searches_during_changes_and_rebuilds_see_one_state_throughout(catalogue: SimilarSkills) -> None:
    plan, index = one_skill_plan(catalogue), ProfileIndex()
    put_all(index, 1)
    wrong: list[object] = []

    def change() -> None:
        for turn in range(8):
            put_all(index, 4 if turn % 2 else 1)

    def rebuild() -> None:
        while changing.is_alive():
            index.rebuild()

    def search() -> None:
        while changing.is_alive():
            found = index.search(plan, groups=ALL, limit=300, seed=SEED)
            if len({item.id for item in found}) != 200 or len(found) != 200:
                wrong.append(found)

    changing = Thread(target=change)
    threads = [changing, Thread(target=rebuild), Thread(target=search), Thread(target=search)]
    for start_or_join in (Thread.start, Thread.join):
        for thread in threads:
            start_or_join(thread)
    assert not wrong
    assert {item.points for item in index.search(plan, groups=ALL, limit=300, seed=SEED)} == {1000}


@pytest.mark.parametrize("id_", ["", "a\0"])
def test_an_id_that_cannot_be_kept_is_refused(id_: str) -> None:
    with pytest.raises(ValueError, match="id"):
        ProfileIndex().put(id_, SkillProfile([]), ALL)


def test_a_limit_below_one_is_refused(catalogue: SimilarSkills) -> None:
    with pytest.raises(ValueError, match="limit"):
        ProfileIndex().search(one_skill_plan(catalogue), groups=ALL, limit=0, seed=SEED)
