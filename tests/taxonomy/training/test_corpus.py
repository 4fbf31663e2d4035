import pytest

from taxonomy.catalogue import load_catalogue
from taxonomy.training.corpus import SKILLS, folds, load, truth

TEXTS = load()


def test_labels_are_the_core_skills_of_the_catalogue() -> None:
    assert set(SKILLS) == set(load_catalogue().core)


def test_no_skill_is_both_shown_and_claimed_in_a_text() -> None:
    assert [text.id for text in TEXTS if text.evidenced & text.claimed] == []


def test_every_skill_is_shown_a_hundred_times() -> None:
    assert (truth(TEXTS).sum(axis=0) >= 100).all()


def test_a_batch_is_held_out_as_a_whole_unless_it_is_nearly_all_of_its_language() -> None:
    by_batch: dict[str, set[str]] = {}
    for text, fold in zip(TEXTS, folds(TEXTS), strict=True):
        by_batch.setdefault(text.batch, set()).add(fold)
    assert by_batch["A"] == {"A"}
    assert len(by_batch["E"]) == 5


@pytest.mark.parametrize("field", ["text", "id"])
def test_no_text_stands_there_twice(field: str) -> None:
    values = [getattr(text, field) for text in TEXTS]
    assert len(values) == len(set(values))
