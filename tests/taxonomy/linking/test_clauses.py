import pytest

from taxonomy.linking.clauses import clauses

CASES = [
    ("plan the work and bake bread, daily", ("plan the work", "bake bread", "daily")),
    ("Je plant het werk en bakt brood met anderen", ("Je plant het werk", "bakt brood", "anderen")),
    ("knowledge of SQL", ("knowledge", "SQL")),
    ("bake bread", ()),
    ("the standard and the sand", ("the standard", "the sand")),
    ("", ()),
    (", ,", ()),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_signs_and_small_words_part_a_sentence(sentence: str, expected: tuple[str, ...]) -> None:
    assert clauses(sentence) == expected


def test_a_list_without_end_gives_sixteen_parts() -> None:
    assert len(clauses(", ".join(f"part {number}" for number in range(100)))) == 16
