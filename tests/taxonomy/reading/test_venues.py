import pytest

from taxonomy.model import Language, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.venues import alike
from taxonomy.redaction import restore

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


@pytest.mark.parametrize("text", ["Ik werk in het magazijn.", "De club won.", ""])
def test_a_text_without_a_venue_stays_as_it_is(text: str) -> None:
    assert alike(text, NL) == text
