import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.reading.behaviour import LinearBehaviour, confidence

MODEL = LinearBehaviour()


def seen(text: str) -> set[str]:
    return {s for s, score in zip(MODEL.skills, MODEL.scores(text), strict=True) if score >= MODEL.threshold}


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        (
            "Ik gaf de nieuwe leden les: ik deed het voor, liet het ze zelf proberen en stuurde bij tot het lukte.",
            "coaching",
        ),
        (
            "Ik haalde de ruziënde buren uit elkaar, liet ieder zijn verhaal doen en bemiddelde tot het klaar was.",
            "conflict-management",
        ),
        ("Ik gebruik ChatGPT voor een eerste versie en controleer elke bron zelf.", "ai-literacy"),
    ],
)
def test_a_plainly_told_deed_shows_its_skill(text: str, skill: str) -> None:
    assert skill in seen(text)


@pytest.mark.parametrize("text", ["", "Wij wonen in een rijtjeshuis."])
def test_a_text_without_a_deed_shows_nothing(text: str) -> None:
    assert seen(text) == set()


@given(st.text(max_size=200))
def test_scores_are_the_same_each_time(text: str) -> None:
    assert MODEL.scores(text) == MODEL.scores(text)


@given(st.integers(), st.integers())
def test_a_higher_score_is_never_less_sure(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= confidence(low) <= confidence(high) <= 1000


@given(st.lists(st.text(alphabet="abcde fghij.'1", max_size=60), max_size=5))
def test_texts_read_together_score_as_each_alone(texts: list[str]) -> None:
    assert list(MODEL.scores_of(texts)) == [MODEL.scores(text) for text in texts]
