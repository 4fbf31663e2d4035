"""``GET /v1/skills`` and ``/v1/skills/{id}``: what the catalogue says of a skill, and where it comes from."""

import pytest

from taxonomy.catalogue import load_catalogue
from tests.api.world import Caller

LANGUAGES = {"nl", "en"}


def test_a_skill_shows_labels_relations_with_reasons_source_and_version(platform: Caller) -> None:
    answer = platform.call("GET", "/skills/fashion-sales")

    assert answer.status_code == 200
    skill = answer.json()
    assert skill["label"].keys() == skill["description"].keys() == LANGUAGES
    assert skill["aliases"].keys() <= LANGUAGES
    assert skill["source"] == "skillscv"
    relations = {(each["kind"], each["targetSkillId"]): each for each in skill["relations"]}
    assert ("broader", "shop-sales") in relations
    assert all(each["reason"]["nl"] and each["reason"]["en"] for each in (*skill["relations"], *skill["similar"]))
    assert ("shoe-sales", 300) in {(each["skillId"], each["perMille"]) for each in skill["similar"]}
    built_in = load_catalogue()
    assert skill["catalogue"] == {"version": built_in.version, "hash": built_in.hash}


def test_the_list_goes_through_every_skill_once_in_order_of_ids(platform: Caller) -> None:
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = platform.call("GET", "/skills", params={"limit": 100, **({"cursor": after} if after else {})}).json()
        found += [skill["id"] for skill in page["items"]]
        after = page.get("next")

    assert found == sorted(load_catalogue().skills)


@pytest.mark.parametrize(("field", "value"), [("kind", "language"), ("group", "retail")])
def test_the_list_is_narrowed_by_kind_and_group(field: str, value: str, platform: Caller) -> None:
    items = platform.call("GET", "/skills", params={field: value, "limit": 50}).json()["items"]

    assert items
    assert {item[field] for item in items} == {value}


def test_a_skill_that_is_not_there_is_a_404(platform: Caller) -> None:
    assert platform.call("GET", "/skills/wizardry").status_code == 404


def test_the_system_card_carries_the_attribution_of_the_catalogue(platform: Caller) -> None:
    assert platform.call("GET", "/system-card").json()["attribution"] == list(load_catalogue().attributions)
