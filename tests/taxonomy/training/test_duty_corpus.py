import pytest

from taxonomy.model import Language
from taxonomy.training.corpus import SKILLS
from taxonomy.training.duty_corpus import HELD_OUT, WRITERS, Duty, load, truth

LEARNED, HELD = load(*WRITERS), load(HELD_OUT)


@pytest.mark.parametrize(("duties", "least"), [(LEARNED, 44), (HELD, 8)])
def test_every_skill_is_asked_and_much_asks_nothing(duties: tuple[Duty, ...], least: int) -> None:
    assert truth(duties).shape == (len(duties), len(SKILLS))
    assert (truth(duties).sum(axis=0) >= least).all()
    assert sum(not duty.asked for duty in duties) >= 0.4 * len(duties)
    assert all(len(duty.asked) <= 3 for duty in duties)
    assert {duty.language for duty in duties} == set(Language)


def test_no_line_held_out_is_learned_from() -> None:
    assert len(load(*WRITERS, HELD_OUT)) == len(LEARNED) + len(HELD)


def test_a_line_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="held"):
        load(HELD_OUT, HELD_OUT)
