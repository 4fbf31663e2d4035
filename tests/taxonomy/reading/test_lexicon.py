from typing import Any

import pytest

from taxonomy.catalogue import Catalogue
from taxonomy.model import Label, Language, Skill, SkillId, SkillKind
from taxonomy.reading.lexicon import Lexicon
from taxonomy.reading.sentences import pipeline

NL, EN = Language.NL, Language.EN
PIPELINE = pipeline()


def skill(
    slug: str,
    dutch: str,
    english: str,
    kind: SkillKind,
    *,
    nl: tuple[str, ...] = (),
    en: tuple[str, ...] = (),
    **more: Any,
) -> Skill:
    label = Label(dutch, english)
    return Skill(SkillId(slug), label, label, kind, "test", aliases={NL: nl, EN: en}, **more)


SKILLS = [
    skill("cpp", "C++", "C++", SkillKind.TOOL, stands_alone=True),
    skill("dotnet", ".NET", ".NET", SkillKind.TOOL, stands_alone=True),
    skill("excel", "Excel", "Excel", SkillKind.TOOL, context=("spreadsheet", "formule")),
    skill(
        "forklift", "Heftruck rijden", "Forklift driving", SkillKind.OCCUPATIONAL, nl=("heftruck",), stands_alone=True
    ),
    skill("welding", "Lassen", "Welding", SkillKind.OCCUPATIONAL, nl=("lasser",), en=("welder",), stands_alone=True),
    skill("bookkeeping", "Boekhouden", "Bookkeeping", SkillKind.OCCUPATIONAL, nl=("boekhouding",), stands_alone=True),
    skill(
        "playground",
        "Speeltoestellen keuren",
        "Playground inspection",
        SkillKind.OCCUPATIONAL,
        nl=("WAS",),
        stands_alone=True,
    ),
    skill("vca", "VCA", "VCA", SkillKind.CERTIFICATE, stands_alone=True, nl=("heftruckcertificaat",)),
    skill("baking", "Bakken van brood", "Bread baking", SkillKind.OCCUPATIONAL, nl=("bakker",)),
]
LEXICON = Lexicon({one.id: one for one in SKILLS}, PIPELINE)


@pytest.fixture(scope="module")
def built_in(catalogue: Catalogue) -> Lexicon:
    return Lexicon(catalogue.skills, PIPELINE)


def named(text: str, language: Language = NL) -> set[str]:
    return {mention.skill_id for mention in LEXICON.mentions(list(PIPELINE(text)), language)}


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Ik schreef C++ en .NET.", {"cpp", "dotnet"}),
        ("Formules in Excel, een spreadsheet dus.", {"excel"}),
        ("Een Excel voor mijn vader.", set()),
        ("Ik reed heftruck.", {"forklift"}),
        ("Heftruckrijden kan ik.", {"forklift"}),
        ("Ik deed de boekhoudng.", {"bookkeeping"}),
        ("Ik laste hekken.", {"welding"}),
        ("Ik was moe.", set()),
        ("Gewerkt als lasser.", {"welding"}),
        ("Ik belde de lasser.", set()),
        ("Onze collega Bakker ging mee.", set()),
        ("lassen [name] boekhouden", {"welding", "bookkeeping"}),
        ("Heftruck [place] rijden", {"forklift"}),
        ("", set()),
    ],
)
def test_labels_are_found_where_they_mean_the_skill(text: str, skills: set[str]) -> None:
    assert named(text) == skills


@pytest.mark.parametrize(
    ("skill_id", "language", "slip", "no_slip"),
    [
        ("wordpress", NL, "Een site in Wordpres.", "Een site met woorden en pers."),
        ("python", NL, "Ik schreef scripts in Pyhton.", "Een pyton in het terrarium."),
        ("docker", NL, "Ik zette Linux en Dokcer op servers.", "De dokter kwam langs."),
        ("fundraising", NL, "Als fondsenwervr haalde ik geld op.", "Een fonds voor de werf."),
        ("fault-finding", NL, "Storingen zoekn aan de band.", "Ik zocht een zoon."),
        ("e-commerce", NL, "De oline verkoop deed ik.", "De verkoop van olie."),
        ("bartending", NL, "Gewerkt als barmedewerkr.", "Gewerkt als belmedewerker."),
        ("romanian", NL, "Ik spreek Roemens.", "Ik hielp een Roemeen."),
        ("acting", NL, "Ik ging acterren in een toneelstuk.", "De kist stond achteren."),
        ("milling-grain", NL, "Bij een meelfabreik gewerkt.", "Bij een meubelfabriek gewerkt."),
        ("pastry-making", NL, "Gewerkt als banketbakekr.", "Gewerkt bij een banket."),
    ],
)
def test_a_name_with_a_slip_counts_where_it_can_mean_nothing_else(
    built_in: Lexicon, skill_id: str, language: Language, slip: str, no_slip: str
) -> None:
    def found(text: str) -> set[str]:
        return {mention.skill_id for mention in built_in.mentions(list(PIPELINE(text)), language)}

    assert skill_id in found(slip)
    assert skill_id not in found(no_slip)


def test_a_trade_word_of_one_language_does_not_count_in_the_other() -> None:
    assert named("The lasser was on the floor.", EN) == set()


def test_a_spoken_word_is_for_the_search_and_no_mention() -> None:
    planning = skill("planning", "Plannen", "Planning", SkillKind.OCCUPATIONAL, spoken={NL: ("dingen regelen",)})
    lexicon = Lexicon({planning.id: planning}, PIPELINE)

    assert list(lexicon.mentions(list(PIPELINE("Ik kan goed dingen regelen.")), NL)) == []


def test_a_mention_points_at_its_words() -> None:
    text = "Met VCA en heftruck."
    spans = {text[m.start : m.end] for m in LEXICON.mentions(list(PIPELINE(text)), NL)}
    assert spans == {"VCA", "heftruck"}


@pytest.mark.parametrize(
    ("skill_id", "language", "meant", "something_else"),
    [
        ("java", NL, "Ik programmeerde een applicatie in Java.", "Vorig jaar waren we op Java, het eiland."),
        ("java", EN, "I wrote backend code in Java.", "A cup of java, please."),
        ("bread-baking", NL, "Gewerkt als bakker.", "Onze buurman Bakker belde aan."),
        ("bread-baking", NL, "Ik was bakker in een dorp.", "Ik haalde brood bij de bakker."),
        ("microsoft-excel", EN, "I made pivot tables in Excel.", "I try to excel in everything I do."),
        ("r-language", NL, "Ik analyseerde enquêtes in R met statistiek.", "De letter R is lastig voor mij."),
        ("c-language", NL, "Ik programmeerde microcontrollers in C.", "Ik had vitamine C nodig."),
        ("c-language", NL, "Programmeren in C en Python.", "In groep C zaten twintig kinderen."),
        ("go-language", EN, "I wrote backend services in Go.", "Let's go to the beach."),
        ("go-language", NL, "Ik schreef microservices in Go.", "Go is een bordspel."),
        (
            "internal-communications",
            NL,
            "De interne communicatie van een gemeente.",
            "De communicatie-afdeling verhuisde.",
        ),
        ("spanish", NL, "Ik spreek Spaans met mijn schoonouders.", "We gingen op vakantie in Spanje."),
        ("spanish", NL, "Een cursus Spaans gevolgd.", "De Spaanse zon deed ons goed."),
        ("english", NL, "Vergaderd in het Engels.", "We aten Engelse drop."),
        ("english", NL, "Een cursus Engelse taal gevolgd.", "Onze Engelse buurvrouw hielp ons."),
        ("swedish", NL, "Nederlands en Zweeds.", "Het dorp lag aan de Zweedse grens."),
        ("vietnamese", EN, "I speak Vietnamese and Dutch.", "We cooked a Vietnamese soup."),
        ("first-aid", NL, "Ik heb mijn EHBO gehaald.", "De EHBO-doos lag in de kast."),
        ("microsoft-word", NL, "Brieven in Word, tabellen in Excel.", "Word lid van onze vereniging."),
        ("microsoft-word", NL, "Brieven in Word, tabellen in Excel.", "Ik word blij van mensen."),
        ("microsoft-access", NL, "Ik werkte met Microsoft Access.", "Op het scherm stond: access denied."),
        ("microsoft-access", EN, "Forms in MS Access.", "Everyone had access to the building."),
        ("microsoft-teams", NL, "Wij overlegden via Microsoft Teams.", "We speelden met twee teams tegen elkaar."),
        ("painting-decorating", NL, "Ik heb het huis geschilderd.", "Er hing een schilderij aan de muur."),
        ("welding", NL, "Ik laste een hek.", "Ik maakte lasagne voor twintig mensen."),
        ("swift", EN, "I wrote an app for iPhone in Swift.", "We gave a swift answer."),
        ("rust", EN, "Programming in Rust.", "There was rust on the car."),
        ("rust", NL, "Programmeren in Rust.", "Ik vond er rust."),
        ("react", EN, "React, TypeScript and CSS.", "I react calmly to criticism."),
        ("ruby", NL, "Software in Ruby.", "Ruby en ik deden de boodschappen."),
        ("microsoft-outlook", NL, "Ik beheerde agenda's in Outlook.", "My outlook on life is positive."),
        ("sap", NL, "Facturen verwerken in SAP.", "Een glas sap voor de kinderen."),
        ("turkish", NL, "Ik spreek Turks.", "Ik kocht een Turks brood."),
        ("polish", NL, "Ik spreek Pools.", "Mijn Poolse vrienden kwamen langs."),
        ("bhv", NL, "Ik ben BHV'er.", "De BHV'er was ziek."),
    ],
)
def test_what_only_looks_like_a_skill_of_the_catalogue_is_not_read_as_one(
    built_in: Lexicon, skill_id: str, language: Language, meant: str, something_else: str
) -> None:
    def found(text: str) -> set[str]:
        return {mention.skill_id for mention in built_in.mentions(list(PIPELINE(text)), language)}

    assert skill_id in found(meant)
    assert skill_id not in found(something_else)
