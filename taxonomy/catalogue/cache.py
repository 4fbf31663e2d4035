"""What takes long to make is kept where Python keeps compiled modules, under the hash of what it was made from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from taxonomy.catalogue.archive import ArchiveError, Arrays, pack, unpack, write_whole

FOLDER: Final = Path(cache_from_source(__file__)).parent
_KEPT: Final = 4
Made = tuple[bytes, Arrays]


def cached(name: str, key: str, make: Callable[[], Made], *, folder: Path = FOLDER) -> Made:
    """What ``make`` makes, from a file when one was made before under the same ``name`` and ``key``.

    ``key``: the hash of everything the content depends on, so that a file can never be stale. A folder that cannot
    be written and a damaged file only cost time, as with the cache of numba, which stands in the same place.
    """
    path = folder / f"{name}-{key[:16]}.zip"
    with suppress(FileNotFoundError, ArchiveError):
        return unpack(key, path)
    made = make()
    with suppress(OSError):
        write_whole(path, pack(key, made[0].decode(), made[1]))
        _drop_old(folder, name)
    return made


def _drop_old(folder: Path, name: str) -> None:
    found = sorted(folder.glob(f"{name}-*.zip"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in found[_KEPT:]:
        file.unlink(missing_ok=True)
