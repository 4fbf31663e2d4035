"""``skillscv taxonomy check``: everything that is wrong with the data files, each with its name, file and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, Final

from taxonomy.catalogue import schema
from taxonomy.catalogue.cycles import find_cycles
from taxonomy.catalogue.sources import (
    SKILL,
    Entry,
    SourceError,
    SourceFile,
    parse_source,
    release_root,
    source_texts,
)
from taxonomy.model import RelationKind

FEWEST_ALIASES: Final = 3
_ACYCLIC: Final = (RelationKind.BROADER, RelationKind.PREREQUISITE)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: ``file`` inside the release, ``line`` from 1, the ``name`` of the error, a sentence about it."""

    file: str
    line: int
    name: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}: {self.detail}"


def check(root: Traversable | None = None) -> tuple[Problem, ...]:
    """All problems of the release in ``root`` (the built-in one by default), sorted by file and line; empty when clean.

    Names: bad-syntax, unknown-field, missing-field, missing-language, wrong-value, wrong-group, unsorted-file,
    duplicate-id, duplicate-label, alias-is-label, duplicate-alias, repeated-word, few-aliases, duplicate-esco,
    dangling-relation, duplicate-relation, cycle, duplicate-name.
    """
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for path, kind, text in source_texts(root or release_root()):
        try:
            files.append(parse_source(path, kind, text))
        except SourceError as error:
            problems.append(Problem(path, error.line, "bad-syntax", error.detail))
    problems += [problem for file in files for problem in _file_problems(file)]
    skills = [entry for file in files if file.kind == SKILL for entry in file.entries()]
    activities = [entry for file in files if file.kind != SKILL for entry in file.entries()]
    problems += _id_problems(skills)
    problems += _id_problems(activities)
    problems += _word_problems(skills, "aliases", "spoken")
    problems += _word_problems(activities, "names")
    problems += _esco_problems(skills)
    problems += _relation_problems(skills)
    problems += _cycle_problems(skills)
    problems += _likelihood_problems(activities, {entry.id for entry in skills})
    return tuple(sorted(set(problems)))


def _problem(entry: Entry, name: str, detail: str, *texts: str) -> Problem:
    """A problem on the line of ``entry`` that holds all ``texts``."""
    return Problem(entry.file.path, entry.line(*texts), name, _about(entry, detail))


def _field_problem(entry: Entry, name: str, detail: str, field: str) -> Problem:
    return Problem(entry.file.path, entry.field_line(field), name, _about(entry, detail))


def _about(entry: Entry, detail: str) -> str:
    return f"{entry.id or 'entry without id'}: {detail}"


def _file_problems(file: SourceFile) -> Iterator[Problem]:
    head = {key: value for key, value in file.table.items() if key != file.kind}
    for fault in schema.faults(head, schema.FILE):
        yield Problem(file.path, 1, fault.name, fault.detail)
    if file.table.get("group") not in (None, file.group):
        yield Problem(file.path, 1, "wrong-group", f"a file holds the group it is named after: “{file.group}”")
    entries = list(file.entries())
    for before, after in pairwise(entries):
        if before.id > after.id:
            detail = f"stands after “{before.id}”; entries are sorted by id"
            yield _field_problem(after, "unsorted-file", detail, "id")
    fields = schema.SKILL_FIELDS if file.kind == SKILL else schema.ACTIVITY_FIELDS
    for entry in entries:
        for fault in schema.faults(entry.table, fields):
            yield _field_problem(entry, fault.name, fault.detail, fault.field)
        if file.kind == SKILL:
            yield from _alias_count(entry)


def _alias_count(entry: Entry) -> Iterator[Problem]:
    count = sum(1 for _, _, is_label in _words(entry, "aliases") if not is_label)
    if count < FEWEST_ALIASES:
        detail = f"{count} aliases, at least {FEWEST_ALIASES} in all"
        yield _field_problem(entry, "few-aliases", detail, "aliases")


def _id_problems(entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            yield _field_problem(entry, "duplicate-id", f"already in {_place(other)}", "id")


def _words(entry: Entry, *fields: str) -> Iterator[tuple[str, str, bool]]:
    """(language, word as written, whether it is the label) of one entry; malformed values are the schema's affair."""
    label = entry.table.get("label")
    for language in schema.LANGUAGES:
        if isinstance(label, dict) and isinstance(label.get(language), str):
            yield language, label[language], True
    for words in map(entry.table.get, fields):
        for language in schema.LANGUAGES:
            found = words.get(language) if isinstance(words, dict) else None
            for word in found if isinstance(found, list) else ():
                if isinstance(word, str):
                    yield language, word, False


def _word_problems(entries: Iterable[Entry], *fields: str) -> Iterator[Problem]:
    """Each word belongs to one entry, per language, whatever the case."""
    owners: dict[tuple[str, str], list[tuple[Entry, str, bool]]] = defaultdict(list)
    for entry in entries:
        for language, word, is_label in _words(entry, *fields):
            owners[language, " ".join(word.casefold().split())].append((entry, word, is_label))
    for (language, _), found in owners.items():
        found.sort(key=lambda each: not each[2])
        first, _, first_is_label = found[0]
        for entry, word, is_label in found[1:]:
            name = _collision(fields[0], same=entry is first, labels=(first_is_label, is_label))
            other = "" if entry is first else f" of {first.id} ({_place(first)})"
            yield _problem(entry, name, f"“{word}” ({language}) is already a word{other}", f'"{word}"')


def _collision(field: str, *, same: bool, labels: tuple[bool, bool]) -> str:
    if same:
        return "repeated-word"
    if field == "names":
        return "duplicate-name"
    return {2: "duplicate-label", 1: "alias-is-label", 0: "duplicate-alias"}[sum(labels)]


def _esco_problems(skills: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in skills:
        uri = entry.table.get("esco")
        if isinstance(uri, str) and first.setdefault(uri, entry) is not entry:
            yield _problem(entry, "duplicate-esco", f"{uri} is already {first[uri].id} ({_place(first[uri])})", uri)


def _tables(entry: Entry, field: str) -> Iterator[dict[str, Any]]:
    found = entry.table.get(field)
    for table in found if isinstance(found, list) else ():
        if isinstance(table, dict):
            yield table


def _relation_problems(skills: list[Entry]) -> Iterator[Problem]:
    known = {entry.id for entry in skills}
    stated: set[tuple[str, str, str]] = set()
    for entry in skills:
        for relation in _tables(entry, "relations"):
            kind, target = str(relation.get("kind")), str(relation.get("to"))
            for fault in schema.faults(relation, schema.RELATION_FIELDS):
                yield _problem(entry, fault.name, f"relation to “{target}”: {fault.detail}", f'"{target}"', kind)
        for kind, target, where in _targets(entry):
            if target not in known:
                yield _problem(entry, "dangling-relation", f"no skill “{target}”", f'"{target}"', where)
            if (kind, entry.id, target) in stated or (
                kind == RelationKind.RELATED and (kind, target, entry.id) in stated
            ):
                yield _problem(entry, "duplicate-relation", f"{kind} “{target}” is stated twice", f'"{target}"', where)
            stated.add((kind, entry.id, target))


def _targets(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Kind and target of each relation, then of each skill that lies near, with a word of the line that says so."""
    for relation in _tables(entry, "relations"):
        yield str(relation.get("kind")), str(relation.get("to")), str(relation.get("kind"))
    near = entry.table.get("near")
    for target in near if isinstance(near, list) else ():
        yield RelationKind.RELATED.value, str(target), "near"


def _cycle_problems(skills: list[Entry]) -> Iterator[Problem]:
    for kind in _ACYCLIC:
        edges = [
            (entry.id, str(relation.get("to")))
            for entry in skills
            for relation in _tables(entry, "relations")
            if relation.get("kind") == kind
        ]
        by_id = {entry.id: entry for entry in skills}
        for cycle in find_cycles(edges):
            way = " → ".join((*cycle, cycle[0]))
            yield _problem(
                by_id[cycle[0]], "cycle", f"{kind} goes in a circle: {way}", f'"{cycle[1 % len(cycle)]}"', kind
            )


def _likelihood_problems(activities: Iterable[Entry], known: set[str]) -> Iterator[Problem]:
    for entry in activities:
        given: set[str] = set()
        for table in _tables(entry, "skills"):
            skill_id = str(table.get("id"))
            for fault in schema.faults(table, schema.LIKELIHOOD_FIELDS):
                yield _problem(entry, fault.name, f"skill “{skill_id}”: {fault.detail}", "skills")
            if skill_id not in known:
                yield _problem(entry, "dangling-relation", f"no skill “{skill_id}”", f'"{skill_id}"')
            if skill_id in given:
                yield _problem(entry, "duplicate-relation", f"“{skill_id}” is given twice", f'"{skill_id}"')
            given.add(skill_id)


def _place(entry: Entry) -> str:
    return f"{entry.file.path}:{entry.line()}"
