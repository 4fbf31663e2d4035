"""Vectors of labels, kept: made once for a text and an encoder, and made on from where it stopped when interrupted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.catalogue.archive import ArchiveError, pack, unpack, write_whole
from taxonomy.catalogue.cache import FOLDER
from taxonomy.linking.embedding import Embedder, Progress, Vectors

PACKAGED: Final = Path(__file__).parent / "data" / "labels.vectors"
"""Those of the built-in labels and of ESCO v1.2.0 by the packaged encoder: a fresh machine starts at once, and an
import takes seconds. Kept by a hash of the text alone."""
_FORM: Final = "linking vectors 1"
_SAVED_EVERY: Final = 2048
"""Texts after which what is made so far is written: an interruption costs at most half a minute."""
_MOST_KEPT: Final = 200_000
"""Vectors of words that a catalogue has no longer stay until they are this many."""


_Kept = tuple[NDArray[np.uint64], NDArray[np.float16]]


def kept_beside(bundle: Path | None) -> Path:
    """Where vectors are kept: beside an imported ESCO, else where the catalogue keeps what takes long to make."""
    return FOLDER / "linking.vectors" if bundle is None else bundle.with_name(f"{bundle.name}.vectors")


def kept_vectors(
    embedder: Embedder, texts: Sequence[str], path: Path, progress: Progress = lambda _done, _total: None
) -> Vectors:
    """Texts × width, unit vectors in half precision; what ``path`` does not hold is made and added to it.

    A folder that cannot be written and a damaged file only cost time. ``progress``: called with how many of the texts
    are done and how many there are.
    """
    by_key = {_key(embedder.version, text): text for text in texts}
    known, vectors = _read(path)
    if not by_key.keys() <= set(known.tolist()):
        more, of_more = _read(PACKAGED)
        asked = np.isin(more, np.array(list(by_key), dtype=np.uint64))
        known, vectors = _joined((known, vectors), (more[asked], of_more[asked]))
    there = set(known.tolist())
    missing = sorted((key for key in by_key if key not in there), key=lambda key: (len(by_key[key]), key))
    if missing and len(there) > _MOST_KEPT:
        known, vectors, missing = known[:0], vectors[:0], list(by_key)
    before = len(by_key) - len(missing)
    for start in range(0, len(missing), _SAVED_EVERY):
        part = missing[start : start + _SAVED_EVERY]
        found = embedder.embed([by_key[key] for key in part], _shifted(progress, before + start, len(by_key)))
        known, vectors = _joined((known, vectors), (np.array(part, dtype=np.uint64), found.astype(np.float16)))
        with suppress(OSError):
            write_whole(path, pack(_FORM, "", {"keys": known, "vectors": vectors}))
    places = {key: place for place, key in enumerate(known.tolist())}
    return vectors[[places[_key(embedder.version, text)] for text in texts]].astype(np.float32)


def without_vectors(version: str, texts: Collection[str], path: Path) -> int:
    """How many of the texts neither ``path`` nor the package holds a vector of, made by the encoder ``version``."""
    there = set(_read(path)[0].tolist()) | set(_read(PACKAGED)[0].tolist())
    return sum(_key(version, text) not in there for text in texts)


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _part: progress(before + done, total)


def _joined(one: _Kept, other: _Kept) -> _Kept:
    """Both; ``other`` alone when ``one`` holds vectors of another width, which are those of another encoder."""
    (known, vectors), (more, of_more) = one, other
    if not len(more):
        return one
    if vectors.shape[1] != of_more.shape[1]:
        return other
    fresh = ~np.isin(more, known)
    return np.concatenate([known, more[fresh]]), np.concatenate([vectors, of_more[fresh]])


def _read(path: Path) -> _Kept:
    with suppress(FileNotFoundError, ArchiveError, KeyError):
        arrays = unpack(_FORM, path)[1]
        return arrays["keys"], arrays["vectors"]
    return np.zeros(0, dtype=np.uint64), np.zeros((0, 0), dtype=np.float16)


def _key(version: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{version}\0{text}".encode(), digest_size=8).digest(), "little")
