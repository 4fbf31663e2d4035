from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from taxonomy.catalogue import EscoError, EscoImport, import_esco, load_catalogue


@pytest.fixture
def written(run_import: Callable[[], EscoImport]) -> Path:
    return run_import().destination


def test_a_bundle_is_the_same_bytes_wherever_it_is_made(
    download: Path, written: Path, tmp_path: Path, ours: Path
) -> None:
    other = import_esco(download, tmp_path / "other.bundle", built_in=load_catalogue(root=ours))

    assert other.destination.read_bytes() == written.read_bytes()


@pytest.mark.parametrize("share", [0, 1, 5, 9])
def test_a_bundle_that_was_cut_off_is_refused(written: Path, ours: Path, share: int) -> None:
    whole = written.read_bytes()
    written.write_bytes(whole[: len(whole) * share // 10])

    with pytest.raises(EscoError, match=r"broken-file: esco\.bundle"):
        load_catalogue(written, root=ours)


def test_a_bundle_that_was_altered_is_refused(written: Path, ours: Path) -> None:
    whole = bytearray(written.read_bytes())
    whole[200] ^= 0xFF
    written.write_bytes(bytes(whole))

    with pytest.raises(EscoError, match=r"broken-file: esco\.bundle"):
        load_catalogue(written, root=ours)


def test_a_bundle_of_another_version_of_the_service_is_refused(written: Path, ours: Path) -> None:
    with zipfile.ZipFile(written, "a") as file:
        file.comment = b"skillscv-esco 0"

    with pytest.raises(EscoError, match=r"wrong-version: esco\.bundle"):
        load_catalogue(written, root=ours)


def test_a_bundle_that_is_not_there_is_named(bundle: Path, ours: Path) -> None:
    with pytest.raises(EscoError, match=r"missing-file: esco\.bundle"):
        load_catalogue(bundle, root=ours)
