import pytest

from taxonomy.catalogue import Catalogue
from taxonomy.model import Language
from taxonomy.reading.claims import ClaimRules

NL, EN = Language.NL, Language.EN


@pytest.mark.parametrize(
    ("sentence", "language", "skills"),
    [
        ("Ik ben stressbestendig en flexibel.", NL, {"resilience", "adaptability"}),
        ("Nauwkeurig, zelfstandig, leergierig.", NL, {"accuracy", "self-management", "continuous-learning"}),
        ("Ik ben een echte teamspeler.", NL, {"collaboration"}),
        ("Excellent communicator.", EN, {"communication"}),
        ("I am a born leader and very organised.", EN, {"leadership", "planning"}),
        ("Ik ben niet creatief.", NL, set()),
        ("Ik ben niet zo creatief, wel nauwkeurig.", NL, {"accuracy"}),
        ("I am not very flexible.", EN, set()),
        ("Ik bracht de post rond.", NL, set()),
        ("", NL, set()),
    ],
)
def test_a_claim_is_wording_about_oneself(
    catalogue: Catalogue, sentence: str, language: Language, skills: set[str]
) -> None:
    assert {claim.skill_id for claim in ClaimRules(catalogue.skills, language).claims(sentence)} == skills


def test_a_claim_points_at_its_words(catalogue: Catalogue) -> None:
    sentence = "Ja, ik ben klantgericht."
    (claim,) = ClaimRules(catalogue.skills, NL).claims(sentence)
    assert sentence[claim.start : claim.end] == "klantgericht"
