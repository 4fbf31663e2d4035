import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fairness import Finding, Group, Impact, impact_ratios, ratio_interval


def lower(size: int, selected: int, other_size: int, other_selected: int) -> Impact:
    lowest, _ = sorted(
        impact_ratios([Group("a", size, selected), Group("b", other_size, other_selected)]),
        key=lambda impact: impact.finding is Finding.HIGHEST,
    )
    return lowest


@pytest.mark.parametrize(
    ("counts", "ratio", "finding", "flagged"),
    [
        ((1000, 500, 1000, 500), 1.0, Finding.AT_LEAST, False),
        ((1000, 300, 1000, 500), 0.6, Finding.BELOW, True),
        ((200, 60, 200, 100), 0.6, Finding.BELOW, True),
        ((200, 75, 200, 100), 0.75, Finding.NOT_CONCLUSIVE, True),
        ((100, 40, 100, 50), 0.8, Finding.NOT_CONCLUSIVE, False),
        ((60, 20, 60, 25), 0.8, Finding.NOT_CONCLUSIVE, False),
    ],
)
def test_a_ratio_is_judged_with_its_interval(
    counts: tuple[int, int, int, int], ratio: float, finding: Finding, flagged: bool
) -> None:
    impact = lower(*counts)
    assert impact.ratio == pytest.approx(ratio)
    assert impact.low is not None
    assert impact.high is not None
    assert impact.low <= impact.ratio <= impact.high
    assert (impact.finding, impact.flagged) == (finding, flagged)


def test_the_interval_agrees_with_fishers_exact_test() -> None:
    # The tea-tasting table 3 of 4 against 1 of 4 has a one-sided p of 17/70, so a ratio of 1 lies just inside
    # an interval with that much error on each side and just outside one with a little more.
    tasted, other = Group("a", 4, 3), Group("b", 4, 1)
    inside, outside = ratio_interval(tasted, other, 2 * 0.2428), ratio_interval(tasted, other, 2 * 0.2430)
    assert inside[0] < 1 < outside[0]


@settings(max_examples=50, deadline=None)
@given(st.integers(50, 400), st.integers(50, 400), st.data())
def test_the_interval_holds_the_ratio_and_widens_with_less_error(size: int, other: int, data: st.DataObject) -> None:
    group = Group("a", size, data.draw(st.integers(0, size)))
    highest = Group("b", other, data.draw(st.integers(1, other)))
    low, high = ratio_interval(group, highest, 0.05)
    wide_low, wide_high = ratio_interval(group, highest, 0.01)
    assert wide_low <= low + 1e-9
    assert low <= group.rate / highest.rate + 1e-9
    assert high <= wide_high + 1e-9
    assert group.rate / highest.rate <= high + 1e-9


@pytest.mark.parametrize(("rate", "other_rate", "least", "most"), [(0.5, 0.5, 0.0, 0.05), (0.3, 0.5, 0.9, 1.0)])
def test_a_fair_ranker_is_seldom_flagged_and_a_ratio_of_six_tenths_nearly_always(
    rate: float, other_rate: float, least: float, most: float
) -> None:
    draw = np.random.default_rng(11)
    selected = np.stack([draw.binomial(200, rate, 200), draw.binomial(200, other_rate, 200)])
    flagged = [
        any(impact.flagged for impact in impact_ratios([Group("a", 200, int(a)), Group("b", 200, int(b))]))
        for a, b in selected.T
    ]
    assert least <= float(np.mean(flagged)) <= most


def test_many_fair_groups_together_are_seldom_flagged() -> None:
    draw = np.random.default_rng(12)
    flagged = [
        any(
            impact.flagged
            for impact in impact_ratios(
                [Group(str(number), 100, int(n)) for number, n in enumerate(draw.binomial(100, 0.4, 5))]
            )
        )
        for _ in range(80)
    ]
    assert float(np.mean(flagged)) <= 0.05


def test_small_groups_and_small_cells_show_no_figures() -> None:
    groups = [Group("tiny", 9, 4), Group("small", 49, 20), Group("few", 100, 6), Group("many", 200, 100)]
    impacts = {impact.name: impact for impact in impact_ratios(groups)}
    assert impacts["tiny"] == Impact("tiny", Finding.SUPPRESSED)
    assert (impacts["small"].finding, impacts["small"].ratio) == (Finding.TOO_FEW, None)
    few = impacts["few"]
    assert (few.rate, few.ratio, few.low, few.high) == (None, None, None, None)
    assert (few.finding, few.flagged) == (Finding.BELOW, True)


def test_nothing_is_concluded_when_nobody_is_selected() -> None:
    impacts = impact_ratios([Group("a", 100, 0), Group("b", 100, 0)])
    assert {impact.finding for impact in impacts} == {Finding.HIGHEST, Finding.NOT_CONCLUSIVE}


def test_a_group_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        impact_ratios([Group("a", 100, 10), Group("a", 100, 20)])


def test_more_selected_than_people_is_refused() -> None:
    with pytest.raises(ValueError, match="selected"):
        Group("a", 10, 11)


BY_FAIRLEARN = [
    ({"a": (1000, 500), "b": (1000, 300)}, {"a": 1.0, "b": 0.6}, 0.6),
    ({"a": (200, 60), "b": (200, 100), "c": (300, 80)}, {"a": 0.6, "b": 1.0, "c": 0.533333333333}, 0.533333333333),
    (
        {
            "15-24": (120, 31),
            "25-34": (410, 160),
            "35-44": (380, 120),
            "45-54": (290, 77),
            "55-64": (210, 44),
            "65+": (60, 12),
        },
        {
            "15-24": 0.661979166667,
            "25-34": 1.0,
            "35-44": 0.809210526316,
            "45-54": 0.680387931034,
            "55-64": 0.536904761905,
            "65+": 0.5125,
        },
        0.5125,
    ),
    (
        {"woman": (733, 219), "man": (801, 251), "other": (57, 19)},
        {"woman": 0.896316507503, "man": 0.940074906367, "other": 1.0},
        0.896316507503,
    ),
]
"""Counts (size, selected) by group, and what fairlearn 0.15.0 answered for them: ``MetricFrame`` of ``selection_rate``
over its ``group_max``, and ``demographic_parity_ratio``, which is the lowest of those ratios."""


@pytest.mark.parametrize(("counts", "ratios", "parity"), BY_FAIRLEARN)
def test_rates_and_ratios_are_those_of_fairlearn(
    counts: dict[str, tuple[int, int]], ratios: dict[str, float], parity: float
) -> None:
    impacts = impact_ratios(Group(name, size, selected) for name, (size, selected) in counts.items())
    found = {impact.name: 1.0 if impact.finding is Finding.HIGHEST else impact.ratio for impact in impacts}
    rates = {impact.name: impact.rate for impact in impacts}
    assert found == pytest.approx(ratios)
    assert rates == pytest.approx({name: selected / size for name, (size, selected) in counts.items()})
    assert min(ratio for ratio in found.values() if ratio is not None) == pytest.approx(parity)
