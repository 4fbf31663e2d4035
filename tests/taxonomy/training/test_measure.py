import numpy as np
import pytest

from taxonomy.training.measure import best_threshold, figures

YES, NO = True, False


@pytest.mark.parametrize(
    ("predicted", "truth", "expected"),
    [
        ([[YES, NO]], [[YES, NO]], (1.0, 1.0, 1.0)),
        ([[YES, YES]], [[YES, NO]], (0.667, 0.5, 1.0)),
        ([[NO, NO]], [[YES, NO]], (0.0, 0.0, 0.0)),
        ([[NO, NO]], [[NO, NO]], (0.0, 0.0, 0.0)),
    ],
)
def test_figures_are_micro_averaged(
    predicted: list[list[bool]], truth: list[list[bool]], expected: tuple[float, float, float]
) -> None:
    found = figures(np.array(predicted), np.array(truth))
    assert (found.f1, found.precision, found.recall) == expected


def test_the_threshold_parts_what_can_be_parted() -> None:
    scores = np.array([[-2000], [-1500], [500], [900]])
    truth = np.array([[NO], [NO], [YES], [YES]])
    assert -1500 < best_threshold(scores, truth) <= 500
