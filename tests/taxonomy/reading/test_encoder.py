import pytest

from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.reading.encoder import EncoderBehaviour, best_model, encoder_available

pytestmark = pytest.mark.skipif(
    not encoder_available(), reason="onnxruntime, tokenizers or the artefact is not installed"
)

DEED = "Elke donderdag haal ik brood op bij drie bakkers en verdeel het zo dat elk gezin krijgt wat het lust."


@pytest.fixture(scope="module")
def model() -> EncoderBehaviour:
    return EncoderBehaviour(LinearBehaviour())


def test_the_encoder_is_chosen_where_it_can_run() -> None:
    assert isinstance(best_model(), EncoderBehaviour)


MISSED = pytest.mark.xfail(strict=True, reason="too plainly told for the model of today")


def best_of(model: EncoderBehaviour, text: str) -> str | None:
    """The skill with the highest score, where it passes the threshold."""
    score, skill = max(zip(model.scores(text), model.skills, strict=True))
    return skill if score >= model.threshold else None


@pytest.mark.parametrize(
    "text",
    [
        "Elke donderdag maak ik het rooster voor twaalf vrijwilligers van de voedselbank.",
        "I book the bus, the hall and the band half a year ahead and say who brings what.",
        pytest.param(DEED, marks=MISSED),
    ],
)
def test_planning_is_seen_without_being_named(text: str, model: EncoderBehaviour) -> None:
    assert best_of(model, text) == "planning"


def test_two_models_built_apart_agree(model: EncoderBehaviour) -> None:
    assert EncoderBehaviour(LinearBehaviour()).scores(DEED) == model.scores(DEED)


@pytest.mark.parametrize("text", ["", "?", "woord " * 2000])
def test_any_length_of_text_is_scored(model: EncoderBehaviour, text: str) -> None:
    assert len(model.scores(text)) == len(model.skills)


def test_texts_read_together_score_as_each_alone(model: EncoderBehaviour) -> None:
    texts = [DEED, "Ik woon in een rijtjeshuis.", "I book the bus, the hall and the band.", DEED[:40]]
    together = EncoderBehaviour(LinearBehaviour()).scores_of(texts)
    assert together == [model.scores(text) for text in texts]
