import pytest

from taxonomy.reading.keywords import are_keywords, is_enumeration

LONG_ITEMS = (
    "Op maandag de balie en de post, op dinsdag de bestellingen van alle afdelingen, verder wat er lag te wachten, de "
    "klachten van die week, de brieven aan de gemeente, het archief in de kelder, de sleutels van de zaal, en vrijdags "
    "de kas van het hele gebouw."
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kok, keuken, catering, allergenen, planning, bestellen, nauwkeurig, teamspeler.", True),
        ("Keywords: leadership | planning | Excel | SQL | forklift | welding | hygiene | teamwork", True),
        ("Planning, roosters en inkoop voor het buurthuis.", False),
        ("Ik deed van alles: koken, poetsen, wassen, strijken, boodschappen, post, tuin, auto.", False),
        (LONG_ITEMS, False),
    ],
)
def test_a_row_of_keywords_is_no_telling(sentence: str, expected: bool) -> None:
    assert is_enumeration(sentence) is expected


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["Voorman.", "Kozijnen.", "Werktekening lezen.", "VCA-VOL.", "Bewoners.", "Nalopen.", "Kwaliteit."], True),
        (["Storing.", "Alles plat.", "Ik belde de leverancier en zette de kassa op papier om.", "Dat liep."], False),
        (["Planning.", "Roosters maken.", "Inkoop."], False),
    ],
)
def test_keywords_with_full_stops_are_still_keywords(sentences: list[str], expected: bool) -> None:
    assert are_keywords(sentences) is expected
