import time

import pytest

from taxonomy.model import Language, Section, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.venues import alike
from taxonomy.redaction import redact, restore

NL, EN = Language.NL, Language.EN
TELLINGS = [
    (NL, "Bij de {} leid ik elke week de avond: ik verdeel de taken en spreek mensen aan als er ruzie is.",
     ["bridgeclub", "moskee", "kerk", "synagoge", "esports guild", "voetbalclub"]),
    (EN, "At the {} I teach the newcomers, show each step and let them try until they can do it.",
     ["bridge club", "mosque", "church", "synagogue", "esports guild", "football club"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "telling", "venues"), TELLINGS)
def test_the_same_role_shows_the_same_skills_at_every_venue(
    reader: Reader, language: Language, telling: str, venues: list[str]
) -> None:
    read = {
        tuple((skill.skill_id, skill.standing, skill.level) for skill in reading.skills)
        for venue in venues
        for reading in [reader.read(restore([(SectionKind.VOLUNTEERING, telling.format(venue))]), language=language)]
    }
    assert len(read) == 1


VENUES = {
    NL: ["bridgeclub", "moskee", "kerk", "esports guild", "ouderenvereniging", "roze vereniging"],
    EN: ["bridge club", "mosque", "church", "esports guild", "seniors' association", "pride association"],
}


@pytest.mark.parametrize(
    ("language", "telling"),
    [
        (
            NL,
            "Bij de {} maak ik elke maand het rooster voor twintig vrijwilligers en bel ik rond als er iemand uitvalt.",
        ),
        (
            NL,
            "Als penningmeester van de {} hou ik de kas bij, en ik heb het gat gevonden door alle bonnen na te lopen.",
        ),
        (NL, "Ik ben secretaris van onze {}. Ik notuleer, schrijf de nieuwsbrief en vang nieuwe leden op."),
        (EN, "As treasurer of the {} I keep the books, and I found the gap by going through every receipt."),
        (EN, "At our {} two members had stopped talking; I heard each of them out and we settled who books the hall."),
    ],
)
def test_venues_that_are_taken_out_for_religion_show_the_same(reader: Reader, language: Language, telling: str) -> None:
    read = set()
    for venue in VENUES[language]:
        redacted = redact([Section(SectionKind.VOLUNTEERING, telling.format(venue))], language=language)
        reading = reader.read(redacted.sections, language=language)
        read.add(tuple((skill.skill_id, skill.standing, skill.level) for skill in reading.skills))
    assert len(read) == 1


@pytest.mark.parametrize(
    "text", ["Ik werk in het magazijn.", "De winkel won.", "Ik leid de groep nieuwe leerlingen rond.", ""]
)
def test_a_text_without_a_venue_stays_as_it_is(text: str) -> None:
    assert alike(text, NL) == text


def test_which_signal_went_does_not_change_what_is_read(reader: Reader) -> None:
    text = "Every week I teach [{}] to fry fish, show each step and let them try until they can do it."
    read = {
        tuple((skill.skill_id, skill.level) for skill in reading.skills)
        for signal in ("name", "religion", "age-hint", "family")
        for reading in [reader.read(restore([(SectionKind.WORK, text.format(signal))]), language=EN)]
    }
    assert len(read) == 1


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("unit", ["e-", "e.", "E-", " Ee", "de ", "the a ", "x-[…] ", "van de e-e ", "club "])
def test_time_grows_with_length_and_no_faster(unit: str, language: Language) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        begin = time.process_time()
        alike(text, language)
        return time.process_time() - begin

    short = max(min(seconds(4_000) for _ in range(3)), 0.005)
    # the best of three: a busy machine only ever adds
    assert min(seconds(32_000) for _ in range(3)) < 24 * short
