import pytest

from taxonomy.model import Language, SectionKind
from taxonomy.reading import lint
from taxonomy.redaction import restore

NL, EN = Language.NL, Language.EN


def grounds(text: str, language: Language) -> list[str]:
    return [finding.ground for finding in lint(restore([(SectionKind.OTHER, text)])[0].text, language=language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Kom in ons jong en dynamisch team.", NL, ["age"]),
        ("Je bent maximaal 35 jaar.", NL, ["age"]),
        ("Je hebt minimaal tien jaar ervaring.", NL, ["age"]),
        ("We are a young, dynamic team.", EN, ["age"]),
        ("Recent graduate, full of energy.", EN, ["age", "age"]),
        ("Wij zoeken een vakman.", NL, ["gender"]),
        ("A waitress for the weekend.", EN, ["gender"]),
        ("Nederlands als moedertaal.", NL, ["origin"]),
        ("You are a native English speaker.", EN, ["origin"]),
        ("Je bent fysiek sterk.", NL, ["disability"]),
        ("You are in good health.", EN, ["disability"]),
        ("Met een christelijke levensovertuiging.", NL, ["religion"]),
        ("Liefst zonder kinderen.", NL, ["family"]),
        ("Geen 9-tot-5-mentaliteit.", NL, ["working-hours"]),
        ("You are available 24/7: 24/7 available.", EN, ["working-hours"]),
        ("Je werkt 24 tot 36 uur in een hecht team.", NL, []),
        ("Nederlands op niveau B1.", NL, []),
        ("Je tilt tot 15 kilo met een tilhulp.", NL, []),
        ("Je hebt minimaal twee jaar ervaring met leidinggeven.", NL, []),
        ("Our youngest department is sales.", EN, []),
        ("", NL, []),
    ],
)
def test_wording_is_flagged_by_ground(text: str, language: Language, expected: list[str]) -> None:
    assert grounds(text, language) == expected


def test_a_finding_points_at_its_words_and_says_what_to_write() -> None:
    text = "Wij zijn op zoek naar een digital native."
    (finding,) = lint(restore([(SectionKind.OTHER, text)])[0].text, language=NL)
    assert text[finding.start : finding.end] == finding.text == "digital native"
    assert finding.advice.nl
    assert finding.advice.en
