import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.model import Evidence, SkillId, Standing
from taxonomy.reading.evidence import Sighting, level_of, skill_reading

SHOWN, CLAIMED, LISTED = Standing.EVIDENCED, Standing.CLAIMED, Standing.LISTED
SKILL = SkillId("planning")


def sighting(standing: Standing, section: int = 0, **more: bool) -> Sighting:
    return Sighting(SKILL, Evidence(section, 0, 5, standing, "label", 900), **more)


@pytest.mark.parametrize(
    ("sightings", "level"),
    [
        ([sighting(CLAIMED)], 0),
        ([sighting(LISTED)], 0),
        ([sighting(CLAIMED)] * 10, 0),
        ([sighting(CLAIMED, section) for section in range(10)], 0),
        ([sighting(CLAIMED, context=True)], 1),
        ([sighting(SHOWN)], 2),
        ([sighting(SHOWN), sighting(SHOWN)], 2),
        ([sighting(SHOWN, 0), sighting(SHOWN, 1)], 3),
        ([sighting(SHOWN, result=True)], 3),
        ([sighting(CLAIMED, result=True)], 0),
        ([sighting(SHOWN, obtained=True)], 4),
        ([sighting(CLAIMED, obtained=True)], 0),
    ],
)
def test_each_rung_of_the_ladder_takes_its_evidence(sightings: list[Sighting], level: int) -> None:
    assert level_of(sightings) == level


SIGHTINGS = st.builds(
    sighting,
    st.sampled_from([SHOWN, CLAIMED, LISTED]),
    st.integers(0, 3),
    context=st.booleans(),
    result=st.booleans(),
    obtained=st.booleans(),
)


@given(st.lists(SIGHTINGS, min_size=1), st.lists(SIGHTINGS))
def test_more_evidence_never_lowers_a_level(some: list[Sighting], more: list[Sighting]) -> None:
    assert level_of(some) <= level_of([*some, *more]) <= 4


@given(st.lists(SIGHTINGS, min_size=1))
def test_saying_it_twice_changes_nothing(some: list[Sighting]) -> None:
    assert skill_reading(SKILL, some) == skill_reading(SKILL, [*reversed(some), *some])


def test_shown_and_claimed_is_evidenced() -> None:
    assert skill_reading(SKILL, [sighting(CLAIMED), sighting(SHOWN)]).standing is SHOWN
