"""A text and named arrays in one compressed file, the same bytes for the same content, written whole or not at all."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
_TEXT: Final = "content.json"
_ARRAY: Final = ".npy"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class ArchiveError(ValueError):
    """A file that is cut off, altered or no archive; ``outdated`` when it is one of another form."""

    def __init__(self, *, outdated: bool) -> None:
        super().__init__("another form" if outdated else "cut off, altered or no archive")
        self.outdated = outdated


def pack(form: str, text: str, arrays: Arrays) -> bytes:
    """``form`` names what made the content and how; ``unpack`` asks for the same."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.comment = form.encode()
        archive.writestr(_entry(_TEXT), text)
        for name, array in sorted(arrays.items()):
            raw = io.BytesIO()
            np.save(raw, array, allow_pickle=False)
            archive.writestr(_entry(name + _ARRAY), raw.getvalue())
    return packed.getvalue()


def unpack(form: str, path: Path) -> tuple[bytes, Arrays]:
    """The text and the arrays. Raises FileNotFoundError or ArchiveError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.comment != form.encode():
                raise ArchiveError(outdated=True)
            return archive.read(_TEXT), {
                name.removesuffix(_ARRAY): np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                for name in archive.namelist()
                if name.endswith(_ARRAY)
            }
    except FileNotFoundError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError) as error:
        raise ArchiveError(outdated=False) from error


def write_whole(path: Path, content: bytes) -> None:
    """An interrupted write leaves what was there. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _entry(name: str) -> zipfile.ZipInfo:
    # A fixed time: the same content makes the same bytes.
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
