from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.catalogue import Catalogue, Similar, SimilarityKind
from taxonomy.catalogue.similarity import SimilarityRules, read_rules
from taxonomy.catalogue.sources import release_root
from taxonomy.model import Label, Relation, RelationKind, Skill, SkillId, SkillKind

BROADER, RELATED, PREREQUISITE, IMPLIES = RelationKind
RULES: SimilarityRules = read_rules(
    tomllib.loads(release_root().joinpath("similarity.toml").read_text(encoding="utf-8"))
)
Edge = tuple[str, RelationKind, str]


def catalogue(*edges: Edge, kinds: dict[str, SkillKind] | None = None) -> Catalogue:
    names = sorted({name for source, _, target in edges for name in (source, target)})
    return Catalogue(
        version="test",
        hash="",
        skills={SkillId(name): skill(name, (kinds or {}).get(name, SkillKind.OCCUPATIONAL)) for name in names},
        relations=tuple(
            Relation(SkillId(source), kind, SkillId(target), Label(f"{source} bij {target}.", f"{source} to {target}."))
            for source, kind, target in edges
        ),
        activities=(),
        core=(),
        groups={},
        attributions=(),
        similarity=RULES,
    )


def skill(name: str, kind: SkillKind) -> Skill:
    return Skill(id=SkillId(name), label=Label(name, name), description=Label("", ""), kind=kind, group="")


def found(of: Catalogue, required: str) -> dict[str, tuple[int, str]]:
    return {each.skill_id: (each.per_mille, each.kind) for each in of.similar(SkillId(required))}


@pytest.mark.parametrize(
    ("edges", "required", "expected"),
    [
        ([("reach", BROADER, "forklift")], "forklift", {"reach": (900, "narrower")}),
        ([("reach", BROADER, "forklift")], "reach", {"forklift": (400, "broader")}),
        ([("welding", RELATED, "soldering")], "welding", {"soldering": (500, "related")}),
        ([("welding", RELATED, "soldering")], "soldering", {"welding": (500, "related")}),
        ([("welding", PREREQUISITE, "safety")], "safety", {"welding": (800, "prerequisite")}),
        ([("welding", PREREQUISITE, "safety")], "welding", {"safety": (250, "foundation")}),
        ([("auditing", IMPLIES, "accuracy")], "accuracy", {"auditing": (600, "implies")}),
        ([("auditing", IMPLIES, "accuracy")], "auditing", {}),
        (
            [("tig", BROADER, "welding"), ("mig", BROADER, "welding")],
            "tig",
            {"welding": (400, "broader"), "mig": (300, "sibling")},
        ),
    ],
)
def test_each_kind_of_relation_has_its_worth(
    edges: list[Edge], required: str, expected: dict[str, tuple[int, str]]
) -> None:
    assert found(catalogue(*edges), required) == expected


@pytest.mark.parametrize(
    ("edges", "required", "far", "expected"),
    [
        ([("c", BROADER, "b"), ("b", BROADER, "a")], "a", "c", (810, "narrower")),
        ([("c", BROADER, "b"), ("b", IMPLIES, "a")], "a", "c", (540, "implies")),
        ([("c", IMPLIES, "b"), ("b", BROADER, "a")], "a", "c", (540, "implies")),
        ([("c", PREREQUISITE, "b"), ("b", PREREQUISITE, "a")], "a", "c", (640, "prerequisite")),
        ([("c", IMPLIES, "b"), ("b", IMPLIES, "a")], "a", "c", (360, "implies")),
        ([("c", RELATED, "b"), ("b", RELATED, "a")], "a", "c", None),
        ([("c", RELATED, "b"), ("b", BROADER, "a")], "a", "c", None),
        ([("a", BROADER, "b"), ("b", BROADER, "c")], "a", "c", None),
        ([("d", BROADER, "c"), ("c", BROADER, "b"), ("b", BROADER, "a")], "a", "d", None),
    ],
)
def test_two_steps_count_where_each_shows_the_next(
    edges: list[Edge], required: str, far: str, expected: tuple[int, str] | None
) -> None:
    assert found(catalogue(*edges), required).get(far) == expected


def test_a_reason_is_that_of_the_relation_and_of_two_steps_both() -> None:
    near = catalogue(("b", BROADER, "a"), ("c", BROADER, "b"), ("d", BROADER, "b"))

    reasons = {each.skill_id: each.reason.en for each in near.similar(SkillId("a"))}
    siblings = {each.skill_id: each.reason.nl for each in near.similar(SkillId("c"))}

    assert reasons == {"b": "b to a.", "c": "c to b. b to a.", "d": "d to b. b to a."}
    assert siblings["d"] == "d en c zijn allebei een vorm van b."


def test_the_best_of_several_ways_counts() -> None:
    ways = catalogue(("b", RELATED, "a"), ("b", BROADER, "a"), ("b", IMPLIES, "a"))

    assert found(ways, "a") == {"b": (900, "narrower")}


@pytest.mark.parametrize(
    ("held", "required", "per_mille"),
    [
        (SkillKind.OCCUPATIONAL, "core", 200),
        (SkillKind.KNOWLEDGE, "core", 200),
        (SkillKind.CERTIFICATE, "core", None),
        (SkillKind.TOOL, "core", None),
        (SkillKind.TOOL, "digital-literacy", 600),
        (SkillKind.LANGUAGE, "core", None),
        (SkillKind.CORE, "core", 600),
    ],
)
def test_a_trade_suggests_behaviour_and_a_paper_does_not(held: SkillKind, required: str, per_mille: int | None) -> None:
    implied = catalogue(
        ("further", BROADER, "held"), ("held", IMPLIES, required), kinds={"held": held, required: SkillKind.CORE}
    )
    assert found(implied, required).get("held", (None,))[0] == per_mille
    if per_mille == RULES.behaviour:
        assert "further" not in found(implied, required)


@pytest.mark.parametrize("kind", [SkillKind.LANGUAGE, SkillKind.CERTIFICATE])
def test_nothing_that_merely_lies_near_counts_for_a_language_or_certificate(kind: SkillKind) -> None:
    papers = catalogue(
        ("c", BROADER, "papers"),
        ("b", BROADER, "papers"),
        ("driving", RELATED, "c"),
        ("c", PREREQUISITE, "b"),
        kinds={"b": kind, "c": kind},
    )

    assert found(papers, "c") == {}
    assert found(papers, "b") == {"c": (800, "prerequisite")}
    assert found(papers, "driving") == {"c": (500, "related")}


def test_a_core_skill_gains_from_its_special_forms_and_gives_them_nothing() -> None:
    core = catalogue(
        ("presenting", BROADER, "communication"),
        ("interpreting", BROADER, "communication"),
        kinds={"communication": SkillKind.CORE},
    )

    assert found(core, "communication") == {"presenting": (900, "narrower"), "interpreting": (900, "narrower")}
    assert found(core, "presenting") == {}


def test_under_a_skill_with_many_forms_the_forms_are_no_siblings() -> None:
    few = [(f"s{number}", BROADER, "wide") for number in range(RULES.siblings)]
    many = [*few, ("extra", BROADER, "wide")]

    assert len(found(catalogue(*few), "s0")) == RULES.siblings
    assert found(catalogue(*many), "s0") == {"wide": (400, "broader")}


def test_the_list_is_bounded_and_the_most_comes_first() -> None:
    wide = catalogue(
        *((f"n{number:03}", BROADER, "wide") for number in range(RULES.most - 1)),
        *((f"r{number:03}", RELATED, "wide") for number in range(RULES.most)),
    )

    similar = wide.similar(SkillId("wide"))

    assert len(similar) == RULES.most
    assert [each.kind for each in similar[-2:]] == ["narrower", "related"]


def test_a_skill_the_catalogue_does_not_hold_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        catalogue(("a", RELATED, "b")).similar(SkillId("nothing"))


def test_a_relation_to_a_skill_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="does not hold: gone"):
        Catalogue(
            version="",
            hash="",
            skills={SkillId("a"): skill("a", SkillKind.TOOL)},
            relations=(Relation(SkillId("a"), RELATED, SkillId("gone"), Label("", "")),),
            activities=(),
            core=(),
            groups={},
            attributions=(),
            similarity=RULES,
        )


names = st.sampled_from("abcdefgh")
graphs = st.lists(
    st.tuples(names, st.sampled_from(RelationKind), names).filter(lambda edge: edge[0] != edge[2]), min_size=1
)


@given(graphs)
def test_every_list_is_sound(edges: list[Edge]) -> None:
    graph = catalogue(*edges)
    for required in graph.skills:
        similar = graph.similar(required)
        assert required not in {each.skill_id for each in similar}
        assert len({each.skill_id for each in similar}) == len(similar)
        assert all(RULES.least <= each.per_mille < RULES.kinds[SimilarityKind.SAME].per_mille for each in similar)
        assert list(similar) == sorted(similar, key=lambda each: (-each.per_mille, each.skill_id))
        assert all(each.reason.nl and each.reason.en for each in similar)


@given(graphs)
def test_related_and_sibling_count_both_ways(edges: list[Edge]) -> None:
    graph = catalogue(*edges)
    for required in graph.skills:
        for each in graph.similar(required):
            if each.kind in {SimilarityKind.RELATED, SimilarityKind.SIBLING}:
                assert found(graph, each.skill_id)[required][0] >= each.per_mille


@given(graphs)
def test_the_order_in_which_relations_are_stated_changes_no_worth(edges: list[Edge]) -> None:
    shuffled = sorted(edges, reverse=True)
    for required in catalogue(*edges).skills:
        assert found(catalogue(*edges), required) == found(catalogue(*shuffled), required)


def test_the_built_in_similarities_are_sound_and_none_is_cut_off(built_in: Catalogue) -> None:
    for required in built_in.skills:
        assert len(built_in.similar(required)) < RULES.most
        assert all(
            isinstance(each, Similar) and each.skill_id in built_in.skills for each in built_in.similar(required)
        )


@pytest.mark.parametrize(
    ("required", "held", "per_mille"),
    [
        ("fashion-sales", "shoe-sales", 300),  # shops share customers, till and stock
        ("supermarket-work", "do-it-yourself-retail", 300),
        ("shop-sales", "shoe-sales", 900),
        ("child-abuse-signalling", "reporting-abuse-code", 600),
        ("reporting-abuse-code", "child-abuse-signalling", 0),  # nobody gets a certificate by a skill
        ("driving-licence-am", "driving-licence-b", 600),
        ("driving-licence-b", "driving-licence-am", 0),
        ("kanban", "kanban-boards", 500),
        ("swimming-instruction", "tutoring", 0),
        ("accuracy", "accounting", 200),  # a trade makes behaviour likely and tells none of it
        ("accuracy", "adr-certificate", 0),  # nor does a certificate
        ("digital-literacy", "autocad", 600),
        ("communication", "active-listening", 900),
    ],
)
def test_in_the_catalogue_what_lies_close_counts_and_what_does_not_lie_close_does_not(
    built_in: Catalogue, required: str, held: str, per_mille: int
) -> None:
    assert {required, held} <= built_in.skills.keys()
    worth = {similar.skill_id: similar.per_mille for similar in built_in.similar(SkillId(required))}

    assert worth.get(SkillId(held), 0) == per_mille
