"""The tagger beside the rules: what it may add, what it may leave alone, and that nothing depends on chance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.redaction import Signal, find
from taxonomy.redaction.tagger import LONGEST, Tagger, Word, tagger, told

SURE, LIKELY = 0.5, 0.3


def words(*chances: float, kind: Signal = Signal.HEALTH) -> list[Word]:
    return [Word(3 * place, 3 * place + 2, kind, chance) for place, chance in enumerate(chances)]


@pytest.mark.parametrize(
    ("text", "chances", "spans"),
    [
        ("aa bb cc", (0.9, 0.1, 0.1), [(0, 2)]),
        ("aa bb cc", (0.4, 0.9, 0.4), [(0, 8)]),
        ("aa bb cc", (0.4, 0.4, 0.4), []),
        ("aa bb cc", (0.9, 0.2, 0.9), [(0, 2), (6, 8)]),
        ("aa.bb cc", (0.9, 0.4, 0.1), [(0, 2)]),
        ("aa\nbb cc", (0.4, 0.9, 0.1), [(3, 5)]),
        ("aa bb cc", (0.0, 0.0, 0.0), []),
    ],
)
def test_likely_words_go_along_with_a_sure_one_in_their_sentence(
    text: str, chances: tuple[float, ...], spans: list[tuple[int, int]]
) -> None:
    assert [(span.start, span.end) for span in told(text, words(*chances), SURE, LIKELY)] == spans


def test_a_run_has_the_type_that_most_of_it_tells() -> None:
    run = [Word(0, 2, Signal.HEALTH, 0.6), Word(3, 5, Signal.FAMILY, 0.9), Word(6, 8, Signal.HEALTH, 0.6)]
    assert [span.type for span in told("aa bb cc", run, SURE, LIKELY)] == [Signal.HEALTH]


def test_no_words_tell_nothing() -> None:
    assert list(told("", [], SURE, LIKELY)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_words_stand_in_the_text_in_order_and_never_in_a_mask(text: str) -> None:
    text = f"{text} [health] {text}"
    mask = text.index("[health]")
    found = list(tagger().words(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[word.start : word.end].strip() and 0 <= word.chance <= 1 for word in found)
    assert not any(word.start < mask + len("[health]") and word.end > mask for word in found)


def test_what_was_seen_before_is_read_the_same_again() -> None:
    text = "Ik las warmtewisselaars. Daarna stuur ik vier mensen aan. Dat ging goed. Ik leerde het van Bep. En toen?"
    assert list(tagger().words(text)) == list(tagger().words(text)) == list(Tagger().words(text))


def test_many_threads_read_as_one_does() -> None:
    texts = [f"Sinds mijn herseninfarct las ik {number} uur per week warmtewisselaars." for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(find, texts)) == [find(text) for text in texts]


def test_a_text_without_a_space_is_read_in_linear_steps() -> None:
    assert len(list(tagger().words("a" * 20_000))) > 0


def test_words_with_more_pieces_than_are_read_at_once_are_read_in_parts() -> None:
    text = "ж1€" * (LONGEST // 3)
    assert all(0 <= word.chance <= 1 for word in tagger().words(f"Mijn man {text}"))


def test_only_the_newest_stretches_are_kept_in_mind_and_no_text_of_them() -> None:
    small = Tagger(remembered=6)
    lines = [f"Wijk {number} is mooi." for number in range(4)]
    for line in lines:
        list(small.words(line))
    kept = vars(small)["_known"]
    assert sum(map(len, kept.values())) <= 6
    newest = next(reversed(kept.values()))
    assert newest == tuple(small.words(lines[-1]))
    assert all(type(part) in {int, float, Signal} for words in kept.values() for word in words for part in word)
