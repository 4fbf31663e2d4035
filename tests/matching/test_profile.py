import pytest

from matching.profile import SkillProfile
from taxonomy.model import SkillId

WELDING, DRIVING = SkillId("welding"), SkillId("driving")


def test_a_profile_has_no_order() -> None:
    one, other = SkillProfile([(WELDING, 2), (DRIVING, 3)]), SkillProfile([(DRIVING, 3), (WELDING, 2)])
    assert one == other
    assert hash(one) == hash(other)
    assert list(one) == list(other)


@pytest.mark.parametrize("levels", [[(WELDING, 5)], [(WELDING, -1)], [(WELDING, 1), (WELDING, 1)]])
def test_a_level_outside_the_ladder_or_a_skill_given_twice_is_refused(levels: list[tuple[SkillId, int]]) -> None:
    with pytest.raises(ValueError, match=r"level|twice"):
        SkillProfile(levels)
