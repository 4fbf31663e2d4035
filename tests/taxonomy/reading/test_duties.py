from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from taxonomy.catalogue import Catalogue
from taxonomy.linking.embedding import Vectors, embedder_available
from taxonomy.model import Language, SectionKind
from taxonomy.reading import Reader, RequirementReading
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.reading.duties import ARTEFACT, DutyModel, best_duty_model, retold
from taxonomy.reading.encoder import EncoderBehaviour, encoder_available
from taxonomy.redaction import restore

NL, EN = Language.NL, Language.EN
runs = pytest.mark.skipif(
    not (encoder_available() and embedder_available()), reason="onnxruntime, tokenizers or an encoder is absent"
)


@pytest.fixture(scope="module")
def behaviour() -> EncoderBehaviour:
    return EncoderBehaviour(LinearBehaviour())


@pytest.fixture(scope="module")
def model(behaviour: EncoderBehaviour) -> DutyModel:
    return DutyModel(behaviour)


@pytest.mark.parametrize(
    ("duty", "language", "told"),
    [
        ("Je belt klanten.", NL, "ik belt klanten."),
        ("You plan your week.", EN, "i plan my week."),
        ("Het opstellen van roosters", NL, "het opstellen van roosters"),
    ],
)
def test_a_duty_is_retold_as_by_who_does_it(duty: str, language: Language, told: str) -> None:
    assert retold(duty, language) == told


@runs
@pytest.mark.parametrize(
    ("duty", "language", "skill"),
    [
        pytest.param(
            "Je stelt de diensten van vier ploegen voor de komende zes weken op.",
            NL,
            "planning",
            marks=pytest.mark.xfail(strict=True, reason="read as leadership by the model of today"),
        ),
        ("Je maakt het rooster van vier ploegen voor de komende zes weken.", NL, "planning"),
        (
            "Je sust ruzies tussen buren en zoekt met hen een afspraak waar beiden mee kunnen leven.",
            NL,
            "conflict-management",
        ),
        ("Je leert nieuwe collega's de machine bedienen tot ze het alleen kunnen.", NL, "coaching"),
        ("Je telt de kas na elke dienst twee keer, want elk verschil moet verklaard worden.", NL, "accuracy"),
        pytest.param(
            "Het zoeken naar de oorzaak van storingen en het verhelpen ervan.",
            NL,
            "problem-solving",
            marks=pytest.mark.xfail(strict=True, reason="read as analytical thinking by the model of today"),
        ),
        ("Je zoekt uit waarom een pomp stilvalt en zorgt dat hij weer draait.", NL, "problem-solving"),
        ("Sit with families who have just had bad news and let them talk.", EN, "empathy"),
        ("You talk suppliers into lower prices and longer terms of payment.", EN, "negotiation"),
        ("You give eight technicians direction and divide the work among them.", EN, "leadership"),
    ],
)
def test_behaviour_is_asked_where_a_duty_tells_it(model: DutyModel, duty: str, language: Language, skill: str) -> None:
    assert skill in model.asked(duty, language)


@runs
@pytest.mark.parametrize(
    ("duty", "language"),
    [
        ("Je vult de vakken bij en haalt het karton weg.", NL),
        ("Je rijdt met de heftruck pallets naar het magazijn.", NL),
        ("Het schoonmaken van kleedkamers en douches.", NL),
        ("Wij zijn een creatief en gezellig team van twintig collega's.", NL),
        ("Onze dochteronderneming heeft het leiderschap in de markt van dakramen.", NL),
        ("Je krijgt een coach die je de eerste maanden begeleidt.", NL),
        ("Weld steel frames from drawings.", EN),
        ("A valid forklift certificate.", EN),
        ("We are a flexible and innovative employer.", EN),
    ],
)
def test_a_plain_task_or_the_employer_itself_asks_no_behaviour(model: DutyModel, duty: str, language: Language) -> None:
    assert model.asked(duty, language) == ()


@runs
def test_two_models_built_apart_and_threads_give_the_same_scores(behaviour: EncoderBehaviour) -> None:
    duties = ["Je plant de ritten.", "Je belt wie wacht.", "Je plant de ritten.", "Je lost storingen op."] * 2
    one, other = DutyModel(behaviour), DutyModel(EncoderBehaviour(LinearBehaviour()))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda duty: one.scores(duty, NL), duties)) == [other.scores(duty, NL) for duty in duties]


@runs
def test_it_was_learned_with_the_behaviour_model_it_is_read_with(model: DutyModel, behaviour: EncoderBehaviour) -> None:
    assert model.learned_with == behaviour.version, "make train-duties after every make train"


def test_the_artefact_is_small() -> None:
    assert len(ARTEFACT.read_bytes()) < 200_000


class Another:
    version = "another"

    def embed(self, texts: list[str], _progress: object = None) -> Vectors:
        return np.zeros((len(texts), 384), dtype=np.float32)


@runs
def test_another_embedder_is_refused(behaviour: EncoderBehaviour) -> None:
    with pytest.raises(ValueError, match="embedder"):
        DutyModel(behaviour, Another).asked("Je plant de ritten.", NL)


def test_the_linear_model_reads_duties_alone() -> None:
    assert best_duty_model(LinearBehaviour()) is None


@pytest.fixture(scope="module")
def best(catalogue: Catalogue, behaviour: EncoderBehaviour) -> Reader:
    return Reader(catalogue, model=behaviour)


def asked(reader: Reader, text: str) -> dict[str, RequirementReading]:
    redacted = restore([(SectionKind.OTHER, text)])[0].text
    return {found.skill_id: found for found in reader.read_vacancy(redacted, language=NL)}


@runs
@pytest.mark.parametrize(
    ("text", "weight", "need"),
    [
        ("Planner\n\nJe sust ruzies tussen buren en zoekt met hen een afspraak.", 2, "nice"),
        ("Planner\n\nJe sust ruzies tussen buren. Je sust ruzies tussen huurders.", 3, "nice"),
        ("Planner\n\nWij vragen: conflicthantering.", 3, "must"),
    ],
)
def test_what_a_duty_tells_is_never_a_must_and_weighs_less_than_what_is_named(
    best: Reader, text: str, weight: int, need: str
) -> None:
    found = asked(best, text)["conflict-management"]
    assert (found.weight, found.need) == (weight, need)


@runs
def test_what_is_read_from_a_duty_says_which_model_read_it(best: Reader, model: DutyModel) -> None:
    best.warm()
    found = asked(best, "Planner\n\nJe sust ruzies tussen buren en zoekt met hen een afspraak.")
    assert found["conflict-management"].reason == model.version


@runs
@pytest.mark.parametrize(
    "text", ["Wij zijn een creatief team en plannen samen de feesten.", "Wat je krijgt: een coach die je begeleidt."]
)
def test_what_the_employer_does_and_gives_asks_nothing(best: Reader, text: str) -> None:
    assert asked(best, f"Planner\n\n{text}") == {}


def test_without_it_vacancies_are_read_by_the_behaviour_model(reader: Reader) -> None:
    reader.warm()
    found = asked(reader, "Medewerker\n\nJe bemiddelt bij ruzies tussen buren en sust boze huurders.")
    assert {one.reason for one in found.values()} <= {LinearBehaviour().version, "label", "wording", "title"}
