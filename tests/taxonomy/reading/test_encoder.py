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


def test_planning_is_seen_without_being_named(model: EncoderBehaviour) -> None:
    scores = dict(zip(model.skills, model.scores(DEED), strict=True))
    assert max(scores, key=lambda skill: scores[skill]) == "planning"


def test_two_models_built_apart_agree(model: EncoderBehaviour) -> None:
    assert EncoderBehaviour(LinearBehaviour()).scores(DEED) == model.scores(DEED)


@pytest.mark.parametrize("text", ["", "?", "woord " * 2000])
def test_any_length_of_text_is_scored(model: EncoderBehaviour, text: str) -> None:
    assert len(model.scores(text)) == len(model.skills)
