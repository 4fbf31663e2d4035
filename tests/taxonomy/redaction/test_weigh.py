"""Rules and tagger together: offsets stay right, certain kinds go whatever the tagger says, open ones are weighed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.model import Section, SectionKind
from taxonomy.redaction import Scope, Signal, Span, redact
from taxonomy.redaction.mask import mask
from taxonomy.redaction.weigh import Moved


@given(st.lists(st.integers(1, 12), max_size=8), st.sampled_from(list(Signal)))
def test_a_place_between_masks_is_found_again_in_both_directions(gaps: list[int], kind: Signal) -> None:
    text, spans = "", []
    for gap in gaps:
        text += "." * gap
        spans.append(Span(len(text), len(text) + gap, kind, "a rule"))
        text += "x" * gap
    text += "..."
    masked, moved = mask(text, spans), Moved(spans)
    for place, character in enumerate(text):
        if character == ".":
            assert masked[moved.at(place)] == "."
            assert moved.back(moved.at(place)) == place


def one(text: str, scope: Scope = Scope.PERSON) -> str:
    return redact([Section(SectionKind.OTHER, text)], scope=scope).sections[0].text.value


def test_a_name_that_only_the_tagger_sees_goes_in_every_section() -> None:
    sections = [
        Section(SectionKind.WORK, "Mijn collega Wietske-Jildau leerde mij solderen."),
        Section(SectionKind.HOBBY, "Met Wietske-Jildau repareer ik radio's."),
    ]
    assert all("Jildau" not in section.text.value for section in redact(sections).sections)


@pytest.mark.parametrize("text", ["Na mijn herseninfarct las ik weer.", "Wij zoeken een ervaren lasser met humor."])
def test_the_tagger_takes_nothing_from_a_vacancy(text: str) -> None:
    assert one(text, Scope.VACANCY) == text


ABOUT_OTHERS = [
    ("Op de afdeling zit een bewoner die niemand verstaat. Ik vraag door tot ik begrijp wat {} wil.", ("hij", "zij")),
    ("In de zomer leer ik kinderen zwemmen en wie bang is houd ik vast tot {} durft.", ("hij", "zij")),
    ("The fryer died and the porter said {} would not carry it, so I did.", ("he", "she")),
]
ABOUT_THE_PERSON = [
    ("{} leidde de ploeg en werd door iedereen gewaardeerd.", ("Hij", "Zij")),
    ("I recommend this candidate: {} never missed a deadline.", ("he", "she")),
]


@pytest.mark.parametrize(("telling", "words"), ABOUT_OTHERS)
def test_words_of_gender_about_somebody_else_stay_whichever_they_are(telling: str, words: tuple[str, str]) -> None:
    for word in words:
        assert one(telling.format(word)) == telling.format(word)
        assert redact([Section(SectionKind.WORK, telling.format(word))]).report == ()


@pytest.mark.parametrize(("telling", "words"), ABOUT_THE_PERSON)
def test_words_of_gender_about_the_person_go_whichever_they_are(telling: str, words: tuple[str, str]) -> None:
    assert {one(telling.format(word)) for word in words} == {telling.format("[gender]")}


@pytest.mark.parametrize("text", ["Wij kijken er samen naar.", "We lossen het samen op.", "We look at it together."])
def test_a_word_that_tells_nothing_by_itself_stays(text: str) -> None:
    assert one(text) == text
