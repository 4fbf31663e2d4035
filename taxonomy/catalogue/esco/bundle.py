"""The bundle: an imported ESCO as one compact file, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from taxonomy.catalogue.archive import ArchiveError, Arrays, pack, unpack, write_whole
from taxonomy.catalogue.esco.tables import BROKEN_FILE, CANNOT_WRITE, MISSING_FILE, WRONG_VERSION, EscoError
from taxonomy.catalogue.words import WORDS_FORM
from taxonomy.model import Label, Language, Skill, SkillId, SkillKind

# The word arrays hold lemmas, so a bundle belongs to the form of words it was made with.
_FORM: Final = f"skillscv-esco 1, {WORDS_FORM}"
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
        aliases=MappingProxyType({Language.NL: tuple(words_nl), Language.EN: tuple(words_en)}),
        esco_uri=uri,
        source="esco",
    )


def write_bundle(content: Mapping[str, Any], words: Arrays, destination: Path) -> bool:
    """Write the bundle; False when the same stood there already. An interrupted write leaves what was there.

    Raises EscoError when the destination cannot be written.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    packed = pack(_FORM, text, words)
    try:
        if destination.is_file() and destination.read_bytes() == packed:
            return False
        write_whole(destination, packed)
    except OSError as error:
        raise EscoError(CANNOT_WRITE, destination.name, str(error.strerror)) from error
    return True


def read_bundle(path: Path) -> Bundle:
    """Raises EscoError for a file that is not there, cut off, altered, or written by another version."""
    try:
        text, words = unpack(_FORM, path)
    except FileNotFoundError as error:
        raise EscoError(MISSING_FILE, path.name, "there is no such bundle; import ESCO first") from error
    except ArchiveError as error:
        if error.outdated:
            detail = "made by another version of this service; import ESCO again"
            raise EscoError(WRONG_VERSION, path.name, detail) from error
        raise EscoError(BROKEN_FILE, path.name, "cut off, altered, or no ESCO bundle; import ESCO again") from error
    return Bundle(hash=hashlib.sha256(text).hexdigest(), words=words, **json.loads(text))
