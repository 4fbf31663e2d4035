from pathlib import Path

import pytest

from taxonomy.linking.measure import figures, r_precision, read_sentences, read_spans, reciprocal_rank, wanted_uris

CASES = [
    ("the only one wanted is first", ["a", "b", "c"], {"a"}, 1, 1.0),
    ("the only one wanted is second", ["b", "a", "c"], {"a"}, 1, 0.0),
    ("one of two among the first five", ["b", "a", "c"], {"a", "x"}, 5, 0.5),
    ("five of six cannot be more than five", ["a", "b", "c", "d", "e", "f"], set("abcdef"), 5, 1.0),
    ("nothing found", [], {"a"}, 10, 0.0),
]


@pytest.mark.parametrize(("case", "ranked", "wanted", "cut", "expected"), CASES, ids=[case[0] for case in CASES])
def test_r_precision_counts_against_what_could_be_found(
    case: str, ranked: list[str], wanted: set[str], cut: int, expected: float
) -> None:
    del case
    assert r_precision(ranked, wanted, cut) == pytest.approx(expected)


def test_the_reciprocal_rank_is_that_of_the_first_wanted() -> None:
    assert reciprocal_rank(["x", "a", "b"], {"a", "b"}) == 0.5
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_sentences_without_a_wanted_skill_count_nowhere() -> None:
    found = figures(lambda _sentence: ["a"], [("one", frozenset("a")), ("two", frozenset()), ("three", frozenset("b"))])

    assert found.sentences == 2
    assert found.r_precision == (0.5, 0.5, 0.5)
    assert found.reciprocal_rank == 0.5


def test_spans_of_one_sentence_come_together_and_marks_of_no_label_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "spans.csv"
    path.write_text(
        "sentence,span,sub_span,label\none,x,,Plan work\none,y,,LABEL NOT PRESENT\none,z,,bake bread\n"
        "two,x,,UNDERSPECIFIED\n"
    )

    assert [(row.sentence, row.labels) for row in read_spans(path)] == [
        ("one", {"Plan work", "bake bread"}),
        ("two", set()),
    ]


def test_labels_become_uris_and_unknown_ones_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sentences.csv"
    path.write_text(""",sentence,skills\n0,one,"['Plan work', 'fly']"\n1,two,['UNK']\n""")

    assert wanted_uris(read_sentences(path), {"plan work": "uri:1"}) == [
        ("one", frozenset({"uri:1"})),
        ("two", frozenset()),
    ]
