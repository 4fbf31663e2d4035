import pytest

from taxonomy.catalogue import load_catalogue
from taxonomy.model import Language, SectionKind
from taxonomy.training.corpus import SKILLS, folds, load, truth

TEXTS = load()


def test_labels_are_the_core_skills_of_the_catalogue() -> None:
    assert set(SKILLS) == set(load_catalogue().core)


def test_no_skill_is_both_shown_and_claimed_in_a_text() -> None:
    assert [text.id for text in TEXTS if text.evidenced & text.claimed] == []


def test_every_skill_is_shown_three_hundred_times() -> None:
    assert (truth(TEXTS).sum(axis=0) >= 300).all()


def test_the_corpus_is_as_wide_as_its_readme_says() -> None:
    assert len(TEXTS) >= 10_000
    assert 3 * sum(text.language is Language.EN for text in TEXTS) >= len(TEXTS)
    assert sum(not text.evidenced for text in TEXTS) >= 2_500
    assert sum(len(text.claimed) for text in TEXTS) >= 1_200
    assert len({text.batch for text in TEXTS}) >= 10
    assert {text.section for text in TEXTS} == set(SectionKind)


def test_a_batch_is_held_out_as_a_whole_and_never_a_language() -> None:
    held: dict[str, set[int]] = {}
    left: dict[int, set[Language]] = {}
    numbers = folds(TEXTS)
    for text, number in zip(TEXTS, numbers, strict=True):
        held.setdefault(text.batch, set()).add(number)
        for other in set(numbers) - {number}:
            left.setdefault(other, set()).add(text.language)
    assert {len(fold) for fold in held.values()} == {1}
    assert all(languages == set(Language) for languages in left.values())


@pytest.mark.parametrize("field", ["text", "id"])
def test_no_text_stands_there_twice(field: str) -> None:
    values = [getattr(text, field) for text in TEXTS]
    assert len(values) == len(set(values))
