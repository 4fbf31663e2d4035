"""Loading: the built-in release, and beside it an imported ESCO bundle."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from taxonomy.catalogue.archive import Arrays
from taxonomy.catalogue.cache import cached
from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.esco.bundle import read_bundle
from taxonomy.catalogue.esco.merge import merge
from taxonomy.catalogue.similarity import read_rules
from taxonomy.catalogue.sources import SKILL, Entry, SourceFile, parse_source, release_root, source_texts
from taxonomy.model import (
    Activity,
    Label,
    Language,
    Relation,
    RelationKind,
    Skill,
    SkillId,
    SkillKind,
)

_RELEASE: Final = "release.toml"
_SIMILARITY: Final = "similarity.toml"


class CatalogueError(ValueError):
    """Data files that do not make a catalogue. ``skillscv taxonomy check`` names all that is wrong with them."""


@dataclass(frozen=True, slots=True)
class _Content:
    skills: tuple[Skill, ...]
    relations: tuple[Relation, ...]
    activities: tuple[Activity, ...]
    groups: Mapping[str, Label]


def load_catalogue(extra: Path | None = None, *, root: Traversable | None = None) -> Catalogue:
    """The built-in release (or the release in ``root``), with ``extra`` merged by URI with an imported ESCO.

    ``extra``: the path of a bundle that ``import_esco`` wrote. Raises CatalogueError when a data file is broken,
    EscoError when the bundle is. Takes half a second, with all of ESCO about one: load once and share.
    """
    found = root or release_root()
    head = tomllib.loads(found.joinpath(_RELEASE).read_text(encoding="utf-8"))
    canonical = _canonical(found, kept=root is None)
    tables = json.loads(canonical)
    content = _content([SourceFile(path, kind, table) for path, kind, table in tables["files"]])
    try:
        catalogue = Catalogue(
            version=head["version"],
            hash=hashlib.sha256(canonical).hexdigest(),
            skills=MappingProxyType({skill.id: skill for skill in content.skills}),
            relations=content.relations,
            activities=content.activities,
            core=tuple(skill.id for skill in content.skills if skill.kind is SkillKind.CORE),
            groups=MappingProxyType(dict(content.groups)),
            attributions=tuple(head["attributions"]),
            similarity=read_rules(tables["similarity"]),
        )
    except ValueError as error:
        raise CatalogueError(str(error)) from error
    return catalogue if extra is None else merge(catalogue, read_bundle(extra))


def _canonical(root: Traversable, *, kept: bool) -> bytes:
    """All the release says as one JSON text, the same however its files are laid out; kept, as parsing takes long."""
    similarity = root.joinpath(_SIMILARITY).read_text(encoding="utf-8")
    sources = list(source_texts(root))

    def parsed() -> tuple[bytes, Arrays]:
        files = [[path, kind, parse_source(path, kind, text).table] for path, kind, text in sources]
        tables = {"files": files, "similarity": tomllib.loads(similarity)}
        return json.dumps(tables, default=str, ensure_ascii=False, sort_keys=True).encode(), {}

    key = hashlib.sha256(json.dumps([sources, similarity]).encode()).hexdigest()
    return cached("release", key, parsed)[0] if kept else parsed()[0]


def _content(files: Iterable[SourceFile]) -> _Content:
    skills: list[Skill] = []
    relations: list[Relation] = []
    activities: list[Activity] = []
    groups: dict[str, Label] = {}
    for file in files:
        groups[file.group] = Label(**file.table["label"])
        for entry in file.entries():
            try:
                if file.kind == SKILL:
                    skills.append(_skill(entry))
                    relations += _relations(entry)
                else:
                    activities.append(_activity(entry))
            except (KeyError, TypeError, ValueError) as error:
                raise CatalogueError(f"{file.path}: {entry.id}: {error!r}") from error
    return _Content(
        skills=tuple(sorted(skills, key=lambda skill: skill.id)),
        relations=tuple(sorted(relations, key=lambda each: (each.source, each.kind, each.target))),
        activities=tuple(sorted(activities, key=lambda activity: activity.id)),
        groups=groups,
    )


def _skill(entry: Entry) -> Skill:
    table = entry.table
    return Skill(
        id=SkillId(table["id"]),
        label=Label(**table["label"]),
        description=Label(**table["description"]),
        kind=SkillKind(table["kind"]),
        group=entry.file.group,
        aliases=_words(table["aliases"]),
        context=tuple(table.get("context", ())),
        stands_alone=table.get("stands_alone", False),
        esco_uri=table.get("esco"),
        competentnl_uri=table.get("competentnl"),
        spoken=_words(table.get("spoken", {})),
    )


def _words(table: Mapping[str, list[str]]) -> Mapping[Language, tuple[str, ...]]:
    return MappingProxyType({Language(language): tuple(words) for language, words in table.items()})


def _relations(entry: Entry) -> list[Relation]:
    stated = [
        Relation(
            SkillId(entry.id),
            RelationKind(table["kind"]),
            SkillId(table["to"]),
            Label(nl=table["nl"], en=table["en"]),
        )
        for table in entry.table.get("relations", ())
    ]
    # No reason of its own: the one that similarity.toml holds for all of the kind is told.
    near = entry.table.get("near", ())
    return stated + [Relation(SkillId(entry.id), RelationKind.RELATED, SkillId(one), Label("", "")) for one in near]


def _activity(entry: Entry) -> Activity:
    table = entry.table
    return Activity(
        id=table["id"],
        group=entry.file.group,
        label=Label(**table["label"]),
        names=_words(table["names"]),
        skills=tuple((SkillId(each["id"]), int(each["likelihood"])) for each in table["skills"]),
        reason=Label(**table["reason"]),
    )
