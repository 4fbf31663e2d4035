from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.catalogue import Catalogue, SkillSearch
from taxonomy.model import Language, SkillId

NL, EN = Language.NL, Language.EN


def first(search: SkillSearch, text: str, language: Language | None, *, count: int = 1) -> list[str]:
    return [hit.skill_id for hit in search.search(text, language=language, limit=count)]


@pytest.mark.parametrize(
    ("text", "language", "skill", "method"),
    [
        # as written
        ("Heftruck rijden", NL, "forklift-driving", "exact"),
        ("heftruck-rijden", NL, "forklift-driving", "exact"),
        ("leidinggeven", NL, "leadership", "exact"),
        ("leiding geven", NL, "leadership", "exact"),
        ("postgre sql", None, "postgresql", "exact"),
        # in another form or order
        ("knippen van haren", NL, "hairdressing", "lemma"),
        # spelt alike, or misspelt
        ("exel", NL, "microsoft-excel", "typo"),
        ("boekhoudig", NL, "bookkeeping", "typo"),
        ("bookeeping", EN, "bookkeeping", "typo"),
        ("zelfstandg werken", NL, "working-independently", "typo"),
        ("vorkheftruk rijden", NL, "forklift-driving", "similar"),
        # inside a phrase or a sentence
        ("engels spreken", NL, "english", "phrase"),
        ("machine learning with python", EN, "machine-learning", "phrase"),
        ("Ik heb drie jaar in een magazijn gewerkt als heftruckchauffeur.", NL, "forklift-driving", "phrase"),
        ("Tijdens mijn studie gaf ik bijles wiskunde.", NL, "tutoring", "phrase"),
        ("I changed tyres and repaired cars at a garage", EN, "tyre-fitting", "phrase"),
        # short names and names with signs
        ("C++", None, "cpp", "exact"),
        ("c#", None, "csharp", "exact"),
        (".NET", None, "dotnet", "exact"),
        ("VCA", None, "vca", "exact"),
        ("NEN 3140", NL, "nen-3140", "exact"),
        ("rijbewijs CE", NL, "driving-licence-ce", "exact"),
    ],
)
def test_the_first_hit_is_the_skill_that_is_meant(
    search: SkillSearch, text: str, language: Language | None, skill: str, method: str
) -> None:
    best = search.search(text, language=language, limit=1)[0]

    assert (best.skill_id, best.method) == (skill, method)


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("Java", "java", "javascript"),
        ("JavaScript", "javascript", "java"),
        ("Javaans", "javanese", "java"),
        ("Bakker", "bread-baking", "microsoft-excel"),
        ("Excel", "microsoft-excel", "cold-storage-work"),
        ("R", "r-language", "c-language"),
        ("C", "c-language", "cpp"),
        ("C++", "cpp", "c-language"),
        ("Go", "go-language", "django-flask"),
        ("rijbewijs C", "driving-licence-c", "driving-licence-ce"),
        ("rijbewijs CE", "driving-licence-ce", "driving-licence-c"),
        ("cv-ketel onderhouden", "central-heating", "text-writing"),
        ("Pools", "polish", "swimming-instruction"),
        ("interne communicatie", "internal-communications", "communication"),
        ("presentatie", "presenting", "customer-orientation"),  # no misspelt “representatief”
        ("React", "react", "reach-truck-driving"),
        ("SEO", "seo", "customs-declaration"),  # AEO
        ("SIEM", "security-monitoring", "siemens-nx"),
        ("ADR", "adr-certificate", "change-management"),  # ADKAR
        ("Triage", "medical-triage", "horse-riding"),
        ("PRINCE2", "prince2", "3d-printing"),
        ("Scrum", "scrum", "parcel-sorting"),
        ("barista", "barista", "legal-advice"),
        ("Ruby", "ruby", "public-enforcement"),
        ("Swift", "swift", "shift-work"),
        ("Rust", "rust", "painting-decorating"),
        ("Access", "microsoft-access", "work-at-height"),
        ("Fins", "finnish", "financial-analysis"),
        ("Thai", "thai", "martial-arts-teaching"),
        ("Turks", "turkish", "truck-driving"),
        ("Deens", "danish-norwegian", "dancing"),
        ("Zweeds", "swedish", "welding"),
        ("Grieks", "greek", "grill-cooking"),
        ("Latijn", "latin-ancient-greek", "italian"),
        ("kok", "cooking", "pottery"),
        ("koken", "cooking", "food-preserving"),
        ("naaien", "sewing", "drawing-painting"),
        ("zingen", "singing", "sewing"),
        ("lassen", "welding", "glassblowing"),
        ("breien", "knitting", "beer-brewing"),
        ("metselen", "bricklaying", "goldsmithing"),
        ("frezen", "conventional-milling", "frisian"),
        ("harsen", "hair-removal", "heat-treatment"),
        ("tolken", "interpreting", "milking"),
    ],
)
def test_words_that_look_alike_are_told_apart(
    search: SkillSearch, built_in: Catalogue, text: str, meant: str, not_meant: str
) -> None:
    assert {meant, not_meant} <= built_in.skills.keys(), "a row that names no skill cannot fail"

    found = first(search, text, None, count=20)

    assert found[0] == meant
    assert not_meant not in found or found.index(not_meant) > found.index(meant)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("klanten helpen in de winkel", "shop-sales"),
        ("dingen regelen", "planning"),
        ("met geld omgaan", "budget-management"),
        ("voor een groep praten", "public-speaking"),
        ("gordijnen korter maken en broeken inkorten", "clothing-alterations"),
        ("insta en tiktok bijhouden", "social-media-management"),
        ("bestellingen opnemen op het terras", "table-service"),
        ("op de kassa zitten", "cash-register"),
        ("fietsen maken", "bicycle-repair"),
        ("taarten bakken", "pastry-making"),
        ("heg snoeien", "pruning"),
        ("oude mensen wassen en aankleden", "personal-care"),
        ("pakketjes bezorgen", "delivery-driving"),
        ("telefoon aannemen", "telephone-communication"),
        ("notulen maken", "minute-taking"),
        ("belastingaangifte invullen", "tax-returns"),
        ("filmpjes monteren", "video-editing"),
        ("posts op Instagram", "social-media-management"),
        ("koken voor een groep", "cooking"),
        ("behangen en verven", "wallpapering"),
        ("een dak leggen", "roofing"),
        ("cv-ketel repareren", "central-heating"),
        ("remmen vervangen", "car-servicing"),
        ("koeien melken", "milking"),
        ("bloed prikken", "blood-sampling"),
        ("reanimeren", "resuscitation"),
        ("computerles geven aan ouderen", "digital-help"),
        ("ruzies oplossen", "conflict-management"),
        ("geld inzamelen", "fundraising"),
        ("personeel inroosteren", "staff-scheduling"),
        ("onderhandelen over de prijs", "bargaining"),
        ("deur bewaken", "security-guarding"),
        ("nagels doen", "nail-styling"),
        ("muziek draaien", "party-dj"),
    ],
)
def test_plain_speech_finds_the_skill_among_the_first_three(search: SkillSearch, text: str, skill: str) -> None:
    assert skill in first(search, text, NL, count=3)


@pytest.mark.parametrize(
    ("alone", "inside"),
    [
        ("communicatie", "communicatie-afdeling"),
        ("communicatie", "de afdeling communicatie is verhuisd naar de derde verdieping"),
        ("Go", "Go home and rest"),
        ("R", "de heer R. de Vries"),
        ("Word", "ik word blij van mensen"),
    ],
)
def test_a_word_that_may_mean_something_else_scores_lower_inside_other_words(
    search: SkillSearch, alone: str, inside: str
) -> None:
    meant, *_ = search.search(alone, limit=1)
    found = {hit.skill_id: hit.score for hit in search.search(inside, limit=50)}

    assert found.get(meant.skill_id, 0) < 0.9 * meant.score


@pytest.mark.parametrize("text", ["SEO", "ADR", "EPT", "Scrum", "Triage", "React"])
def test_beside_a_sure_hit_nothing_stands_that_only_looks_alike(search: SkillSearch, text: str) -> None:
    hits = search.search(text, language=NL, limit=50)

    assert all(hit.score >= 0.4 * hits[0].score for hit in hits)


def test_a_spoken_word_names_a_skill_alone_and_not_inside_a_sentence(search: SkillSearch) -> None:
    assert first(search, "winkel", NL) == ["shop-sales"]
    inside = search.search("de winkel van mijn oom staat naast het station in de stad", language=NL, limit=50)
    assert "phrase" not in {hit.method for hit in inside if hit.skill_id == "shop-sales"}


def test_a_word_between_its_own_kind_scores_as_itself(search: SkillSearch) -> None:
    with_context = {hit.skill_id: hit.score for hit in search.search("statistiek in R", language=NL, limit=20)}
    without = {hit.skill_id: hit.score for hit in search.search("parkeren in R", language=NL, limit=20)}

    assert with_context[SkillId("r-language")] > without.get(SkillId("r-language"), 0)


@pytest.mark.parametrize("text", ["", "   ", "…", "?!", "\n\t"])
def test_a_text_without_words_finds_nothing(search: SkillSearch, text: str) -> None:
    assert search.search(text, language=None, limit=5) == ()


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(search: SkillSearch, limit: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        search.search("koken", limit=limit)


def test_every_label_finds_its_own_skill_first(search: SkillSearch, built_in: Catalogue) -> None:
    for skill in list(built_in.skills.values())[::9]:
        for language in Language:
            best = search.search(skill.label.of(language), language=language, limit=1)[0]
            assert (best.skill_id, best.method) == (skill.id, "exact"), skill.label


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, *Language]), st.integers(1, 20))
def test_any_text_gives_sound_hits_and_the_same_again(
    search: SkillSearch, text: str, language: Language | None, limit: int
) -> None:
    hits = search.search(text, language=language, limit=limit)

    assert hits == search.search(text, language=language, limit=limit)
    assert hits == search.search(text, language=language, limit=50)[:limit]
    assert len({hit.skill_id for hit in hits}) == len(hits) <= limit
    assert all(0 < hit.score <= 1 for hit in hits)
    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.skill_id))


def test_threads_find_the_same(search: SkillSearch) -> None:
    texts = ["lassen en slijpen", "ouderen verzorgen", "python", "ik ben secretaris van de tennisclub"] * 5
    alone = [search.search(text, limit=5) for text in texts]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: search.search(text, limit=5), texts)) == alone


def test_another_build_finds_the_same(search: SkillSearch, built_in: Catalogue) -> None:
    other = SkillSearch(built_in)

    for text in ("koken voor een grote groep", "heftruk", "I organised a festival"):
        assert other.search(text, limit=20) == search.search(text, limit=20)
