from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from taxonomy.catalogue.archive import ArchiveError, pack, unpack, write_whole
from taxonomy.catalogue.cache import Made, cached

ARRAYS = {"b": np.arange(500, dtype=np.uint64), "a": np.array(3)}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "kept.zip"
    write_whole(path, pack("form 1", '{"é": 1}', ARRAYS))
    return path


def test_what_was_packed_comes_back(archive: Path) -> None:
    text, arrays = unpack("form 1", archive)

    assert text.decode() == '{"é": 1}'
    assert {name: array.tolist() for name, array in arrays.items()} == {"a": 3, "b": list(range(500))}
    assert arrays["b"].dtype == np.uint64


def test_the_same_content_makes_the_same_bytes() -> None:
    assert pack("form 1", "text", ARRAYS) == pack("form 1", "text", dict(reversed(ARRAYS.items())))


@pytest.mark.parametrize("share", [0, 1, 5, 9])
def test_a_file_that_was_cut_off_is_refused(archive: Path, share: int) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) * share // 10])

    with pytest.raises(ArchiveError) as error:
        unpack("form 1", archive)
    assert not error.value.outdated


def test_a_file_of_another_form_is_outdated(archive: Path) -> None:
    with pytest.raises(ArchiveError) as error:
        unpack("form 2", archive)
    assert error.value.outdated


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        unpack("form 1", tmp_path / "kept.zip")


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "kept.zip").mkdir()

    with pytest.raises(OSError, match=r"kept\.zip"):
        write_whole(tmp_path / "kept.zip", b"content")
    assert [each.name for each in tmp_path.iterdir()] == ["kept.zip"]


class Maker:
    """Makes a text and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> Made:
        self.asked += 1
        return b"made", {"numbers": np.arange(3)}


def test_what_was_made_once_is_not_made_again(tmp_path: Path) -> None:
    make = Maker()

    found = [cached("words", "key", make, folder=tmp_path) for _ in range(2)]

    assert make.asked == 1
    assert [text for text, _ in found] == [b"made", b"made"]
    assert [arrays["numbers"].tolist() for _, arrays in found] == [[0, 1, 2], [0, 1, 2]]


def test_another_key_or_name_is_made_anew(tmp_path: Path) -> None:
    make = Maker()

    for name, key in (("words", "one"), ("words", "two"), ("release", "one")):
        cached(name, key, make, folder=tmp_path)

    assert make.asked == 3


def test_two_keys_that_begin_alike_are_not_mixed_up(tmp_path: Path) -> None:
    make = Maker()

    for key in ("0123456789abcdef-one", "0123456789abcdef-two"):
        cached("words", key, make, folder=tmp_path)

    assert make.asked == 2


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    make = Maker()
    cached("words", "key", make, folder=tmp_path)
    (tmp_path / "words-key.zip").write_bytes(b"damaged")

    assert cached("words", "key", make, folder=tmp_path)[0] == b"made"
    assert make.asked == 2


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert cached("words", "key", Maker(), folder=tmp_path / "file")[0] == b"made"


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    for key in "abcdef":
        cached("words", key, Maker(), folder=tmp_path)
    cached("release", "a", Maker(), folder=tmp_path)

    kept = sorted(each.name for each in tmp_path.iterdir())
    assert kept == ["release-a.zip", *(f"words-{key}.zip" for key in "cdef")]
