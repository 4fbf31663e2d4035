import json
import shutil
from importlib.resources import as_file
from pathlib import Path

import numpy as np
import pytest

from taxonomy.linking.embedding import FOLDER, OnnxEmbedder, embedder_available, packaged_embedder

pytestmark = pytest.mark.skipif(not embedder_available(), reason="onnxruntime, tokenizers or the encoder is absent")

SAME = [
    ("plan the work of a team", "het werk van een ploeg plannen"),
    ("bake bread", "brood bakken"),
    ("repair bicycles", "fietsen herstellen"),
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return packaged_embedder()


def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(embedder: OnnxEmbedder) -> None:
    texts = ["bake bread", "a much longer text that says how somebody plans the work of others", "x"]
    found = embedder.embed(texts)

    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.allclose(found[1], embedder.embed([texts[1]])[0], atol=1e-4), "what stands beside a text changes nothing"


def test_the_last_of_the_depths_is_the_vector_itself(embedder: OnnxEmbedder) -> None:
    depths = embedder.depths("bake bread").reshape(3, -1)

    assert np.allclose(np.linalg.norm(depths, axis=1), 1, atol=1e-5)
    assert np.allclose(depths[-1], embedder.embed(["bake bread"])[0], atol=1e-6)
    assert not np.allclose(depths[0], depths[1], atol=0.1)


def test_what_means_the_same_in_both_languages_is_nearest(embedder: OnnxEmbedder) -> None:
    english, dutch = (embedder.embed(texts) for texts in zip(*SAME, strict=True))

    assert (english @ dutch.T).argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("text", ["", "?", "woord " * 2000, "汉语"])
def test_any_text_has_a_vector(embedder: OnnxEmbedder, text: str) -> None:
    assert np.isfinite(embedder.embed([text])).all()


def test_no_texts_give_no_vectors(embedder: OnnxEmbedder) -> None:
    assert len(embedder.embed([])) == 0


def test_the_same_encoder_read_twice_gives_the_same_bytes(embedder: OnnxEmbedder) -> None:
    with as_file(FOLDER) as packaged:
        again = OnnxEmbedder(packaged)

    assert packaged_embedder() is embedder
    assert again.version == embedder.version
    assert again.embed(["bake bread"]).tobytes() == embedder.embed(["bake bread"]).tobytes()


def test_an_encoder_of_ones_own_has_its_own_version(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    with as_file(FOLDER) as packaged:
        shutil.copytree(packaged, tmp_path / "own")
    header = json.loads((tmp_path / "own" / "encoder.json").read_text())
    (tmp_path / "own" / "encoder.json").write_text(json.dumps(header | {"name": "own"}))

    assert OnnxEmbedder(tmp_path / "own").version.startswith("own-")
    assert OnnxEmbedder(tmp_path / "own").version != embedder.version


def test_a_folder_without_a_network_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        OnnxEmbedder(tmp_path)
