"""Loading: the built-in release, and beside it an imported ESCO bundle."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.esco.bundle import read_bundle
from taxonomy.catalogue.esco.merge import merge
from taxonomy.catalogue.similarity import SimilarityRules, read_rules
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
    rules = read_rules(found.joinpath(_SIMILARITY).read_text(encoding="utf-8"))
    content = _content([parse_source(*source) for source in source_texts(found)])
    try:
        catalogue = Catalogue(
            version=head["version"],
            hash=_hash(content, rules),
            skills=MappingProxyType({skill.id: skill for skill in content.skills}),
            relations=content.relations,
            activities=content.activities,
            core=tuple(skill.id for skill in content.skills if skill.kind is SkillKind.CORE),
            groups=MappingProxyType(dict(content.groups)),
            attributions=tuple(head["attributions"]),
            similarity=rules,
        )
    except ValueError as error:
        raise CatalogueError(str(error)) from error
    return catalogue if extra is None else merge(catalogue, read_bundle(extra))


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
                raise CatalogueError(f"{file.path}:{entry.line()}: {entry.id}: {error}") from error
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
    )


def _words(table: Mapping[str, list[str]]) -> Mapping[Language, tuple[str, ...]]:
    return MappingProxyType({Language(language): tuple(words) for language, words in table.items()})


def _relations(entry: Entry) -> list[Relation]:
    return [
        Relation(
            SkillId(entry.id),
            RelationKind(table["kind"]),
            SkillId(table["to"]),
            Label(nl=table["nl"], en=table["en"]),
        )
        for table in entry.table.get("relations", ())
    ]


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


def _hash(content: _Content, rules: SimilarityRules) -> str:
    """Over what the release says, not over how its files are laid out."""
    canonical = json.dumps([content, rules], default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return (
        sorted(value)
        if isinstance(value, frozenset)
        else {each.name: getattr(value, each.name) for each in fields(value)}
    )
