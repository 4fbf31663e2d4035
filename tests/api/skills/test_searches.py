"""``POST /v1/skill-searches``: words are looked up, sentences are linked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app as command_line
from api.errors import Unavailable
from api.knowledge import Knowledge
from api.skills import service
from api.skills.service import Finding
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


SENTENCE = "Every morning I milk the cows and clean out the stable."


def test_while_the_linker_is_being_loaded_a_sentence_waits_a_while_and_words_do_not_wait(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding(knowledge.search, knowledge.catalogue, None, None)
    monkeypatch.setattr(service, "_PATIENCE", 0.01)
    with service._loading:
        with pytest.raises(Unavailable):
            finding.find(SENTENCE, language=None, limit=1)
        assert finding.find("milking", language=None, limit=1)
    finding.warm()
    monkeypatch.setattr(service, "_PATIENCE", 60)
    assert finding.find(SENTENCE, language=None, limit=1)


def test_an_encoder_that_is_not_there_does_not_keep_the_service_from_starting(
    knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finding = Finding(knowledge.search, knowledge.catalogue, tmp_path / "none", None)
    finding._warm()
    assert [record.getMessage() for record in caplog.records] == ["linker not loaded"]


def test_vectors_are_made_by_a_command() -> None:
    done = CliRunner().invoke(command_line, ["taxonomy", "vectors"])
    assert (done.exit_code, "vector" in done.output) == (0, True)


def test_of_a_very_long_word_only_the_beginning_is_looked_up(platform: Caller) -> None:
    word = "planning" * 600
    found = [platform.post("/skill-searches", {"text": text}).json() for text in (word, word[: service.LONGEST_WORD])]
    assert found[0]["items"]
    assert found[0] == found[1]
