import pytest

from taxonomy.model import Language, SectionKind
from taxonomy.reading import lint, neutral_wording
from taxonomy.reading.lint import lint_rules
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


def reworded(text: str, language: Language) -> str | None:
    """The text with its only finding replaced; None where there is no wording for it."""
    (finding,) = lint(restore([(SectionKind.OTHER, text)])[0].text, language=language)
    wording = neutral_wording(finding.text, language=language)
    return None if wording is None else text[: finding.start] + wording + text[finding.end :]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Wij zijn een jong, dynamisch team.", NL, "Wij zijn een hecht team."),
        ("In onze jonge en enthousiaste ploeg.", NL, "In onze hechte ploeg."),
        ("We are a young, dynamic team.", EN, "We are a close team."),
        ("Ben jij een digital native?", NL, "Ben jij een handige computergebruiker?"),
        ("Wij zoeken een jonge collega.", NL, "Wij zoeken een nieuwe collega."),
        ("Ideaal voor een starter op de arbeidsmarkt.", NL, "Ideaal voor een nieuwe collega."),
        ("Jouw eerste baan?", NL, "Jouw nieuwe baan?"),
        ("You are an energetic colleague.", EN, "You are an engaged colleague."),
        ("Je hebt minimaal tien jaar relevante ervaring.", NL, "Je hebt aantoonbare relevante ervaring."),
        ("Je hebt maximaal drie jaar ervaring.", NL, "Je hebt ervaring."),
        ("At least 5 years of management experience.", EN, "Proven management experience."),
        ("Wij zoeken een vakman.", NL, "Wij zoeken een vakmens."),
        ("Verkoopster gezocht.", NL, "Verkoopmedewerker gezocht."),
        ("Een stoere vent voor buiten.", NL, "Een collega voor buiten."),
        ("A waitress for the weekend.", EN, "A server for the weekend."),
        ("He will lead the shift.", EN, "They will lead the shift."),
        ("Nederlands als moedertaal.", NL, "Nederlands op niveau B2."),
        ("You are a native English speaker.", EN, "You are a speaker of English at level B2."),
        ("Je bent ongebonden.", NL, "Je bent beschikbaar op de genoemde tijden."),
        ("Geen 9-tot-5-mentaliteit.", NL, "Werktijden in overleg."),
        ("Je bent 24/7 bereikbaar.", NL, "Je bent bereikbaar volgens rooster."),
        ("Full-time only.", EN, "Full-time, or fewer hours by arrangement."),
        ("Je bent maximaal 35 jaar.", NL, None),
        ("You are in good health.", EN, None),
        ("Met een christelijke levensovertuiging.", NL, None),
    ],
)
def test_a_finding_is_reworded_where_a_wording_fits_and_then_has_no_finding(
    text: str, language: Language, expected: str | None
) -> None:
    found = reworded(text, language)
    assert found == expected
    assert found is None or grounds(found, language) == []


@pytest.mark.parametrize("language", [NL, EN])
def test_no_wording_that_is_offered_has_a_finding(language: Language) -> None:
    for rule in lint_rules(language):
        for _, template in rule.instead:
            words = template.replace("\\1", "").replace("\\2", "")
            assert grounds(words, language) == [], template
