"""``POST /v1/skill-searches``: words are looked up, sentences are linked."""

import pytest

from tests.api.world import Caller

WORDS = {"exact", "lemma", "phrase", "typo", "similar", "words", "occupation"}
SENTENCES = {"meaning", "spelling", "mention"}


@pytest.mark.parametrize(
    ("text", "language", "expected", "methods"),
    [
        ("heftruck rijden", "nl", "forklift-driving", WORDS),
        ("planning", "en", "planning", WORDS),
        ("Elke donderdag rijd ik met de heftruck pallets naar het magazijn.", "nl", "forklift-driving", SENTENCES),
        ("Every morning I milk the cows and clean out the stable.", "en", "milking", SENTENCES),
        ("Every morning I milk the cows and clean out the stable.", None, "milking", SENTENCES),
    ],
)
def test_the_method_tells_how_a_text_was_taken(
    text: str, language: str | None, expected: str, methods: set[str], platform: Caller
) -> None:
    answer = platform.call("POST", "/skill-searches", json={"text": text, "language": language, "limit": 5})

    assert answer.status_code == 200
    items = answer.json()["items"]
    assert expected in [item["id"] for item in items]
    assert {item["method"] for item in items} <= methods
    assert [item["score"] for item in items] == sorted((item["score"] for item in items), reverse=True)


def test_a_sentence_gives_as_many_as_were_asked_for(platform: Caller) -> None:
    wish = {"text": "Je plant het werk van de ploeg en lost storingen op.", "language": "nl", "limit": 40}

    assert len(platform.call("POST", "/skill-searches", json=wish).json()["items"]) == 40


def test_a_long_text_of_signs_finds_nothing(platform: Caller) -> None:
    assert platform.call("POST", "/skill-searches", json={"text": "! " * 2000}).json() == {"items": []}
