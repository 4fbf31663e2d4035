from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from taxonomy.catalogue import Catalogue
from taxonomy.linking import Linker, embedder_available, labels_without_vectors, packaged_embedder
from taxonomy.linking.vectors import PACKAGED
from taxonomy.model import Language

SENTENCES = [
    ("Elke donderdag rijd ik met de heftruck pallets naar het magazijn.", Language.NL, "forklift-driving"),
    ("You write clean Python code and review that of your colleagues.", Language.EN, "python"),
    ("Je hebt ervaring met Microsoft Excel en maakt er overzichten in.", Language.NL, "microsoft-excel"),
]


@pytest.fixture(scope="session")
def lexical(built_in: Catalogue) -> Linker:
    return Linker(built_in)


@pytest.mark.parametrize(("sentence", "language", "expected"), SENTENCES)
def test_a_skill_that_a_sentence_names_is_among_the_first_without_an_encoder(
    lexical: Linker, sentence: str, language: Language, expected: str
) -> None:
    found = lexical.link(sentence, language=language, limit=5)

    assert expected in [link.skill_id for link in found]
    assert {link.method for link in found} <= {"spelling", "mention"}


def test_scores_fall_and_stay_between_nothing_and_one(lexical: Linker) -> None:
    scores = [link.score for link in lexical.link(SENTENCES[1][0], limit=100)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("sentence", ["", "?!…", "汉语"])
def test_a_text_without_a_known_letter_links_to_nothing(lexical: Linker, sentence: str) -> None:
    assert lexical.link(sentence) == ()


def test_a_limit_below_one_is_refused(lexical: Linker) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        lexical.link("plan the work", limit=0)


def test_threads_get_the_same_links(lexical: Linker) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lexical.link, [SENTENCES[0][0]] * 8))

    assert len(set(found)) == 1


def test_any_embedder_serves_and_is_part_of_the_version(built_in: Catalogue, letters: Any, tmp_path: Path) -> None:
    linker = Linker(built_in, letters, kept=tmp_path / "kept")

    assert linker.version.startswith("letters-1+")
    assert {link.method for link in linker.link("nnn xxx mmm", limit=50)} & {"meaning"}
    assert linker.link(SENTENCES[0][0]) == Linker(built_in, letters, kept=tmp_path / "kept").link(SENTENCES[0][0])


@pytest.mark.slow
@pytest.mark.skipif(not embedder_available(), reason="onnxruntime, tokenizers or the encoder is not installed")
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        *((sentence, expected) for sentence, _, expected in SENTENCES),
        ("I make sure the books of the club balance at the end of the year.", "bookkeeping"),
        ("Elke week maak ik het rooster voor twintig vrijwilligers.", "staff-scheduling"),
    ],
)
def test_with_the_encoder_a_sentence_finds_what_it_does_not_name(
    with_meaning: Linker, sentence: str, expected: str
) -> None:
    assert expected in [link.skill_id for link in with_meaning.link(sentence, limit=10)]


@pytest.fixture(scope="session")
def with_meaning(built_in: Catalogue) -> Linker:
    return Linker(built_in, packaged_embedder())


@pytest.mark.skipif(not embedder_available(), reason="the packaged encoder cannot run here")
def test_every_built_in_label_has_its_packaged_vector(built_in: Catalogue) -> None:
    """What this machine has made and kept does not count: others do not have it."""
    assert labels_without_vectors(built_in, packaged_embedder(), kept=PACKAGED) == 0, "run 'make vectors'"


def test_labels_without_vectors_are_counted_until_they_are_made(
    built_in: Catalogue, letters: Any, tmp_path: Path
) -> None:
    bundle = tmp_path / "esco.bundle"
    missing = labels_without_vectors(built_in, letters, bundle)
    assert missing > len(built_in.skills)

    Linker(built_in, letters, bundle=bundle)

    assert len(set(letters.embedded)) == missing
    assert labels_without_vectors(built_in, letters, bundle) == 0
