from collections import Counter

import pytest

from taxonomy.catalogue import Catalogue, load_catalogue
from taxonomy.model import Language, SkillKind
from taxonomy.training.craft_corpus import BLIND, CHOSEN_WITH, HANDS, HELD_OUT, Telling, load

CATALOGUE: Catalogue = load_catalogue(None)
CRAFTS = {
    skill.id
    for skill in CATALOGUE.skills.values()
    if skill.kind in {SkillKind.OCCUPATIONAL, SkillKind.KNOWLEDGE} and skill.source == "skillscv"
}
LEARNED = load(HANDS, CRAFTS)


@pytest.mark.parametrize("hand", HANDS)
def test_every_hand_tells_every_craft(hand: str) -> None:
    assert {telling.skill_id for telling in LEARNED if telling.hand == hand} == CRAFTS


def test_a_craft_is_told_ten_times_in_both_languages() -> None:
    times = Counter(telling.skill_id for telling in LEARNED)
    assert min(times.values()) >= 10
    assert {(telling.skill_id, telling.language) for telling in LEARNED} == {
        (skill, language) for skill in CRAFTS for language in Language
    }


def test_few_texts_hold_the_name_of_what_they_tell() -> None:
    def named(telling: Telling) -> bool:
        assert telling.skill_id
        return CATALOGUE.skills[telling.skill_id].label.of(telling.language).casefold() in telling.text.casefold()

    assert sum(map(named, LEARNED)) < 0.01 * len(LEARNED)


def test_what_is_held_out_is_of_other_crafts_than_what_was_chosen_with_and_both_hold_texts_of_none() -> None:
    chosen, held, blind = (load([hand], CRAFTS) for hand in (CHOSEN_WITH, HELD_OUT, BLIND))
    for one, other in ((chosen, held), (held, blind)):
        assert {telling.skill_id for telling in one} & {telling.skill_id for telling in other} == {None}
    assert all(sum(telling.skill_id is None for telling in part) >= 150 for part in (chosen, held, blind))
    learned = {telling.text.casefold() for telling in LEARNED}
    assert learned.isdisjoint(telling.text.casefold() for telling in (*chosen, *held, *blind))


def test_an_unknown_skill_is_an_error() -> None:
    with pytest.raises(ValueError, match="a1"):
        load(["a"], [])
