"""The bundle: an imported ESCO as one compact file, written whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import simplemma

from taxonomy.catalogue.esco.tables import BROKEN_FILE, MISSING_FILE, WRONG_VERSION, EscoError
from taxonomy.catalogue.wordlist import Arrays
from taxonomy.model import Label, Language, Skill, SkillId, SkillKind

# The word arrays hold lemmas, so a bundle belongs to the simplemma it was made with.
_FORMAT: Final = f"skillscv-esco 1, simplemma {simplemma.__version__}"
_CONTENT: Final = "content.json"
_ARRAY: Final = ".npy"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
SkillRow = list[Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """An imported ESCO. ``hash`` is the sha256 of the content, ``words`` the arrays of its ``WordList``.

    ``groups``: id → [nl, en]. ``skills``: rows for ``read_skill``. ``relations``: [number of the source in skills,
    kind, number of the target].
    """

    hash: str
    version: str
    attribution: str
    groups: Mapping[str, list[str]]
    skills: list[SkillRow]
    relations: list[list[Any]]
    words: Arrays


def read_skill(row: SkillRow) -> Skill:
    """The skill in a row: [URI, kind, group, label nl, en, description nl, en, aliases nl, en]."""
    uri, kind, group, nl, en, description_nl, description_en, words_nl, words_en = row
    return Skill(
        id=SkillId(f"esco-{uri.rpartition('/')[2].lower()}"),
        label=Label(nl, en),
        description=Label(description_nl, description_en),
        kind=SkillKind(kind),
        group=group,
        aliases={Language.NL: tuple(words_nl), Language.EN: tuple(words_en)},
        esco_uri=uri,
        source="esco",
    )


def write_bundle(content: Mapping[str, Any], words: Arrays, destination: Path) -> bool:
    """Write the bundle; False when the same stood there already. An interrupted write leaves what was there."""
    packed = _pack(content, words)
    if destination.is_file() and destination.read_bytes() == packed:
        return False
    destination.parent.mkdir(parents=True, exist_ok=True)
    unfinished = destination.with_name(f".{destination.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(packed)
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def _pack(content: Mapping[str, Any], words: Arrays) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.comment = _FORMAT.encode()
        bundle.writestr(_entry(_CONTENT), text)
        for name, array in sorted(words.items()):
            raw = io.BytesIO()
            np.save(raw, array, allow_pickle=False)
            bundle.writestr(_entry(name + _ARRAY), raw.getvalue())
    return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    # A fixed time: the same content makes the same bytes.
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def read_bundle(path: Path) -> Bundle:
    """Raises EscoError for a file that is not there, cut off, altered, or written by another version."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if bundle.comment != _FORMAT.encode():
                raise EscoError(WRONG_VERSION, path.name, "made by another version of this service; import ESCO again")
            text = bundle.read(_CONTENT)
            words = {
                name.removesuffix(_ARRAY): np.load(io.BytesIO(bundle.read(name)), allow_pickle=False)
                for name in bundle.namelist()
                if name.endswith(_ARRAY)
            }
    except FileNotFoundError as error:
        raise EscoError(MISSING_FILE, path.name, "there is no such bundle; import ESCO first") from error
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError) as error:
        raise EscoError(BROKEN_FILE, path.name, "cut off, altered, or no ESCO bundle; import ESCO again") from error
    return Bundle(hash=hashlib.sha256(text).hexdigest(), words=words, **json.loads(text))
