import pytest

from matching.requirement import Need, Requirement
from taxonomy.model import SkillId


@pytest.mark.parametrize(("weight", "minimum"), [(1, 0), (5, 4), (3, 2)])
def test_weights_and_levels_within_their_ranges_are_taken(weight: int, minimum: int) -> None:
    assert Requirement(SkillId("welding"), weight, minimum, Need.NICE).weight == weight


@pytest.mark.parametrize(("weight", "minimum"), [(0, 2), (6, 2), (3, -1), (3, 5)])
def test_weights_and_levels_outside_their_ranges_are_refused(weight: int, minimum: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Requirement(SkillId("welding"), weight, minimum, Need.NICE)
