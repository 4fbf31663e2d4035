from pathlib import Path
from typing import Any

import numpy as np
import pytest

from taxonomy.linking import vectors
from taxonomy.linking.vectors import kept_vectors

TEXTS = ["bake bread", "plan work", "bake bread", "drive a forklift"]


def test_vectors_come_in_the_order_of_the_texts_and_of_length_one(letters: Any, tmp_path: Path) -> None:
    found = kept_vectors(letters, TEXTS, tmp_path / "kept")

    assert np.allclose(found, letters.embed(TEXTS), atol=1e-3)
    assert np.array_equal(found[0], found[2])


def test_what_is_kept_is_not_made_again(letters: Any, tmp_path: Path) -> None:
    first = kept_vectors(letters, TEXTS, tmp_path / "kept")
    letters.embedded.clear()
    again = kept_vectors(letters, [*TEXTS, "sing"], tmp_path / "kept")

    assert letters.embedded == ["sing"]
    assert np.array_equal(again[:4], first)


def test_another_encoder_makes_its_own(letters: Any, tmp_path: Path) -> None:
    kept_vectors(letters, TEXTS, tmp_path / "kept")
    letters.embedded.clear()
    letters.version = "letters-2"
    kept_vectors(letters, TEXTS, tmp_path / "kept")

    assert len(letters.embedded) == 3


def test_an_interruption_goes_on_where_it_stopped(
    letters: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_SAVED_EVERY", 1)

    def interrupted(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_vectors(letters, TEXTS, tmp_path / "kept", interrupted)
    letters.embedded.clear()
    kept_vectors(letters, TEXTS, tmp_path / "kept")

    assert len(letters.embedded) == 1


def test_a_damaged_file_and_a_folder_that_cannot_be_written_only_cost_time(letters: Any, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"no archive")
    (tmp_path / "file").write_bytes(b"")
    expected = letters.embed(TEXTS)

    assert np.allclose(kept_vectors(letters, TEXTS, tmp_path / "kept"), expected, atol=1e-3)
    assert np.allclose(kept_vectors(letters, TEXTS, tmp_path / "file" / "kept"), expected, atol=1e-3)


def test_progress_tells_of_every_text_once(letters: Any, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    kept_vectors(letters, TEXTS, tmp_path / "kept", lambda done, total: told.append((done, total)))

    assert told[-1] == (3, 3)


def test_vectors_of_another_width_make_way(letters: Any, tmp_path: Path) -> None:
    class Wider:
        version = "wider-1"

        def embed(self, texts: list[str], progress: Any = None) -> Any:
            del progress
            return np.ones((len(texts), 40), dtype=np.float32)

    kept_vectors(letters, TEXTS, tmp_path / "kept")

    assert kept_vectors(Wider(), TEXTS, tmp_path / "kept").shape == (4, 40)
    assert kept_vectors(letters, TEXTS, tmp_path / "kept").shape == (4, 26)
