from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from taxonomy.catalogue import Catalogue
from taxonomy.linking.embedding import Vectors, embedder_available
from taxonomy.model import Language, SectionKind, Standing
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.reading.crafts import CraftModel, best_craft_model
from taxonomy.reading.encoder import EncoderBehaviour, encoder_available
from taxonomy.redaction import restore

NL, EN = Language.NL, Language.EN
runs = pytest.mark.skipif(
    not (encoder_available() and embedder_available()), reason="onnxruntime, tokenizers or an encoder is absent"
)


@pytest.fixture(scope="module")
def model() -> CraftModel:
    return CraftModel()


TOLD = [
    ("Ik heb de voegen uitgekrabd en met nieuwe specie weer dichtgemaakt, de hele gevel langs.", "pointing"),
    (
        "Op het dak legde ik de panelen neer, trok de kabels naar de omvormer en mat de spanning.",
        "solar-panel-installation",
    ),
    ("I shortened trousers and put new zips in coats for the whole street.", "clothing-alterations"),
    ("Ik haal de honing van de raten en kijk in elke kast of de koningin er nog is.", "beekeeping"),
]
MISSED = [
    ("Ik verving twee spaken, zette de ketting weer op spanning en plakte de binnenband.", "bicycle-repair"),
]


@runs
@pytest.mark.parametrize(
    ("sentence", "skill"),
    [
        *TOLD,
        *(pytest.param(*one, marks=pytest.mark.xfail(strict=True, reason="not near enough")) for one in MISSED),
    ],
)
def test_a_craft_is_known_by_what_one_does(model: CraftModel, sentence: str, skill: str) -> None:
    craft = model.told_by(sentence)
    assert craft is not None
    assert craft.skill_id == skill
    assert 500 <= craft.confidence <= 1000


@runs
@pytest.mark.parametrize(
    "sentence",
    [
        "In het weekend kijk ik graag films op de bank met mijn zus.",
        "Ik was altijd op tijd en deed wat ik had beloofd.",
        "We went to the coast by train and it rained all week.",
        "Dat was een mooie tijd en ik denk er nog vaak aan terug.",
    ],
)
def test_plain_living_tells_no_craft(model: CraftModel, sentence: str) -> None:
    assert model.told_by(sentence) is None


@runs
def test_threads_and_order_change_nothing(model: CraftModel) -> None:
    sentences = [sentence for sentence, _ in TOLD] * 3
    other = CraftModel()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(other.told_by, sentences)) == model.told(sentences)
    assert other.told(sentences[::-1]) == model.told(sentences)[::-1]


class Another:
    version = "another"

    def depths(self, _text: str) -> Vectors:
        return np.zeros(1152, dtype=np.float32)


def test_it_reads_with_no_other_encoder_than_it_learned_with() -> None:
    with pytest.raises(ValueError, match="another embedder"):
        CraftModel(Another).told_by("Ik verving twee spaken.")  # type: ignore[arg-type]  # a test's own


@runs
def test_a_reading_shows_the_sentence_that_tells_the_craft(catalogue: Catalogue) -> None:
    reader = Reader(catalogue, model=EncoderBehaviour(LinearBehaviour()))
    text = f"Op zaterdag sta ik in de schuur. {TOLD[0][0]} Daarna drinken we koffie."
    reading = reader.read(restore([(SectionKind.HOBBY, text)]), language=NL)
    (found,) = [skill for skill in reading.skills if skill.skill_id == "pointing"]
    assert (found.standing, found.level) == (Standing.EVIDENCED, 2)
    (place,) = found.evidence
    assert text[place.start : place.end] == TOLD[0][0]
    assert place.reason.startswith("crafts-")
    assert place.reason in reading.reader_version


@runs
def test_what_is_wished_denied_or_somebody_elses_tells_no_craft(catalogue: Catalogue) -> None:
    reader = Reader(catalogue, model=EncoderBehaviour(LinearBehaviour()))
    for text in (
        "Ik zou graag leren hoe je voegen uitkrabt en met nieuwe specie weer dichtmaakt.",
        "Mijn buurman heeft de voegen uitgekrabd en met nieuwe specie weer dichtgemaakt, de hele gevel langs.",
    ):
        reading = reader.read(restore([(SectionKind.HOBBY, text)]), language=NL)
        assert "pointing" not in {skill.skill_id for skill in reading.skills if skill.level}


@runs
def test_a_duty_takes_a_craft_that_it_does_not_name(catalogue: Catalogue) -> None:
    reader = Reader(catalogue, model=EncoderBehaviour(LinearBehaviour()))
    (text,) = restore(
        [
            (
                SectionKind.OTHER,
                "Hulp op de bouw\n\nJe krabt oude specie tussen de stenen van de gevel uit en vult de naden weer op.",
            )
        ]
    )
    asked = {one.skill_id: one for one in reader.read_vacancy(text.text, language=NL)}
    assert asked["pointing"].need == "nice"


def test_the_linear_model_reads_crafts_by_name_alone() -> None:
    assert best_craft_model(LinearBehaviour()) is None
