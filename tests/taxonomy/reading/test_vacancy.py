import pytest

from taxonomy.model import Language, SectionKind
from taxonomy.reading import Reader, RequirementReading
from taxonomy.reading.asking import years_of_experience
from taxonomy.redaction import restore


def asked(reader: Reader, text: str, language: Language = Language.NL) -> dict[str, RequirementReading]:
    text_of = restore([(SectionKind.OTHER, text)])[0].text
    return {requirement.skill_id: requirement for requirement in reader.read_vacancy(text_of, language=language)}


@pytest.mark.parametrize(
    ("text", "skill", "need", "weight", "level"),
    [
        ("Je kunt programmeren in Python.", "python", "must", 3, 2),
        ("Je programmeert in Python.", "python", "nice", 3, 2),
        ("Ervaring met Python is een pré.", "python", "nice", 2, 2),
        ("Je bent een kei in Python.", "python", "must", 5, 3),
        ("Python is vereist.", "python", "must", 4, 2),
        ("Wij vragen enige kennis van Python.", "python", "must", 3, 1),
        ("Wij vragen zes jaar ervaring met Python.", "python", "must", 3, 3),
        ("Wij vragen VCA.", "vca", "must", 3, 4),
        ("Wij vragen: klantgericht en flexibel.", "customer-orientation", "must", 3, 1),
    ],
)
def test_wording_gives_need_weight_and_level(
    reader: Reader, text: str, skill: str, need: str, weight: int, level: int
) -> None:
    found = asked(reader, text)[skill]
    assert (found.need, found.weight, found.minimum_level) == (need, weight, level)


@pytest.mark.parametrize(
    "text",
    [
        "Wij bieden een cursus Python.",
        "Wat je krijgt: een training Python.",
        "Wij zijn een klantgericht bedrijf.",
        "We offer Python training.",
    ],
)
def test_what_the_employer_says_of_itself_is_not_asked(reader: Reader, text: str) -> None:
    language = Language.EN if text.startswith("We offer") else Language.NL
    assert asked(reader, text, language) == {}


def test_a_must_outweighs_a_nice_and_each_skill_stands_once(reader: Reader) -> None:
    found = asked(reader, "Python is een pré. Python is vereist.")["python"]
    assert found.need == "must"


def vacancy(title: str, text: str) -> str:
    return f"{title}\n\n{text}"


@pytest.mark.parametrize(
    ("text", "skill", "need", "weight"),
    [
        (vacancy("Timmerman renovatie", "Je stelt kozijnen."), "carpentry", "must", 5),
        (vacancy("Kok voor het buurtrestaurant", "Je kookt elke dag."), "cooking", "must", 5),
        (vacancy("Verkoper voor de kaaswinkel", "Je helpt klanten."), "shop-sales", "must", 5),
        (vacancy("Grondwerker", "VCA is een must en rijbewijs B een pré."), "vca", "must", 4),
        (vacancy("Grondwerker", "VCA is een must en rijbewijs B een pré."), "driving-licence-b", "nice", 2),
        (vacancy("Grondwerker", "VCA, Python en SQL zijn een pré."), "vca", "nice", 2),
        (vacancy("Grondwerker", "We zoeken iemand met VCA.\n\nJe snoeit heesters."), "pruning", "nice", 3),
        (vacancy("Tuinman", "Je snoeit heesters. Je kunt bomen snoeien."), "pruning", "must", 4),
        (vacancy("Grondwerker", "Je spreekt Nederlands, Engels of Pools."), "polish", "nice", 2),
        (vacancy("Grondwerker", "Je verwerkt de salarissen in AFAS."), "afas", "nice", 3),
        (vacancy("Grondwerker", "Wij vragen Python."), "python", "must", 3),
    ],
)
def test_the_title_weighs_most_and_each_clause_asks_for_its_own(
    reader: Reader, text: str, skill: str, need: str, weight: int
) -> None:
    found = asked(reader, text)[skill]
    assert (found.need, found.weight) == (need, weight)


@pytest.mark.parametrize(
    "text",
    [
        "Onze ploeg telt een lasser en iemand die Python kent.",
        "We werken met AFAS en houden van schaken.",
        "Je leert mensen van de dagbesteding een taak.",
        "Trouwen, verhuizen of een paspoort: iedereen komt bij ons aan de balie.",
        "Het salaris volgt de cao en je krijgt een cursus Python.",
    ],
)
def test_what_is_told_of_others_is_not_asked(reader: Reader, text: str) -> None:
    named = {skill for skill, found in asked(reader, vacancy("Collega", text)).items() if found.reason == "label"}
    assert named == set()


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("Minimaal twee jaar ervaring met leidinggeven.", 2),
        ("5 jaar relevante ervaring", 5),
        ("Je bent drie jaar oud.", None),
        ("Ervaring met klanten.", None),
    ],
)
def test_years_are_read_from_the_wording(sentence: str, years: int | None) -> None:
    assert years_of_experience(sentence, Language.NL) == years
