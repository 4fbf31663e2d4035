"""What an ESCO download says, read whole and checked against itself before anything is made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from taxonomy.catalogue.esco.tables import (
    BROKEN_FILE,
    TRUNCATED_FILE,
    EscoError,
    download_form,
    find_files,
    find_version,
    read_rows,
)

Progress = Callable[[str, int, int], None]
"""Called with the file being read or written, how many are done, how many there are."""

_SKILL: Final = "KnowledgeSkillCompetence"
_RELEASED: Final = "released"
_URI: Final = "http://data.europa.eu/esco/"
_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Concept:
    """One skill, group or occupation in one language."""

    label: str
    words: tuple[str, ...] = ()
    description: str = ""
    type: str = ""


Concepts = Mapping[str, Mapping[str, Concept]]
"""Concepts by language and URI."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was left out and why; at most five ``examples``."""

    reason: str
    count: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.count} × {self.reason} ({', '.join(self.examples)}{', …' if self.count > _EXAMPLES else ''})"


@dataclass(slots=True)
class SkippedLog:
    """Collects what is left out, by reason."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, example: str) -> None:
        self.found[reason].append(example)

    def entries(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(reason, len(each), tuple(sorted(each)[:_EXAMPLES])) for reason, each in sorted(self.found.items())
        )


@dataclass(frozen=True, slots=True)
class Download:
    """What the ``files`` of a download say; all that is in pairs is (source, target), two URIs."""

    version: str
    files: int
    skills: Concepts
    groups: Concepts
    occupations: Concepts
    broader: tuple[tuple[str, str], ...]
    groups_of: tuple[tuple[str, str], ...]
    essential: tuple[tuple[str, str], ...]
    optional: tuple[tuple[str, str], ...]
    occupation_skills: tuple[tuple[str, str], ...]
    language_skills: frozenset[str]


def read_download(folder: Path, log: SkippedLog, progress: Progress) -> Download:
    """Raises EscoError when a file is missing, broken, cut off or of another version."""
    if not folder.is_dir():
        raise EscoError("missing-file", folder.name, "is not a folder; unpack the CSV download first")
    version = find_version(folder)
    files = {kind: find_files(folder, kind) for kind in download_form().files}
    reader = _FolderReader(files, log, progress)
    skills = reader.concepts("skills")
    groups = reader.concepts("groups")
    broader = reader.pairs("broader", lambda row: (row[1], row[3], f"{row[0]} {row[2]}"))
    relations = reader.pairs("relations", lambda row: (row[0], row[2], row[1]))
    occupations = reader.concepts("occupations")
    occupation_skills = reader.pairs("occupation-skills", lambda row: (row[0], row[2], row[1]))
    download = Download(
        version=version,
        files=reader.files,
        skills=skills,
        groups=groups,
        occupations=occupations,
        broader=_of(broader, {f"{_SKILL} {_SKILL}"}),
        groups_of=_of(broader, {f"{_SKILL} SkillGroup"}),
        essential=_of(relations, {"essential"}),
        optional=_of(relations, {"optional"}),
        occupation_skills=_of(occupation_skills, {"essential"}),
        language_skills=frozenset(reader.uris("languages")),
    )
    _check_whole(download, reader)
    return download


def uris(concepts: Concepts) -> frozenset[str]:
    return frozenset(uri for each in concepts.values() for uri in each)


def _of(triples: Iterable[tuple[str, str, str]], kinds: set[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(source, target) for source, target, kind in triples if kind in kinds}))


class _FolderReader:
    def __init__(self, files: Mapping[str, Mapping[str, Path]], log: SkippedLog, progress: Progress) -> None:
        self.rows: Counter[str] = Counter()
        self.named: defaultdict[str, set[str]] = defaultdict(set)
        self._files = files
        self._log = log
        self._progress = progress
        self._done = 0
        self.files = sum(map(len, files.values()))

    def concepts(self, kind: str) -> Concepts:
        """The concepts in each language there is."""
        return {language: self._concepts(kind, path) for language, path in self._files[kind].items()}

    def pairs(self, kind: str, parts: Callable[[tuple[str, ...]], tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """(source, target, kind of relation); relations are the same in every language, so one file is enough."""
        found = []
        for path in self._first(kind):
            for line, row in self._read(kind, path):
                source, target, relation = parts(row)
                _check_uri(path, line, source)
                _check_uri(path, line, target)
                found.append((source, target, relation))
        return found

    def uris(self, kind: str) -> Iterator[str]:
        for path in self._first(kind):
            yield from (row[0] for _, row in self._read(kind, path))

    def _first(self, kind: str) -> list[Path]:
        paths = list(self._files[kind].values())
        self._done += len(paths[1:])
        return paths[:1]

    def _concepts(self, kind: str, path: Path) -> Mapping[str, Concept]:
        columns = download_form().files[kind].columns
        found: dict[str, Concept] = {}
        for line, values in self._read(kind, path):
            row = dict(zip(columns, values, strict=True))
            uri, label = row["conceptUri"], _one_line(row["preferredLabel"])
            _check_uri(path, line, uri)
            self.named[kind].add(uri)
            if row.get("status", _RELEASED) != _RELEASED:
                self._log.add(f"{kind}: not released", uri)
            elif not label:
                self._log.add(f"{kind}: no label in {path.stem[-2:]}", uri)
            else:
                found[uri] = Concept(
                    label=label,
                    words=tuple(filter(None, map(_one_line, row.get("altLabels", "").split("\n")))),
                    description=_one_line(row.get("description", "")),
                    type=row.get("skillType", "") or row.get("code", ""),
                )
        return found

    def _read(self, kind: str, path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
        self._progress(path.name, self._done, self.files + 1)
        count = 0
        for count, row in enumerate(read_rows(path, kind), start=1):  # noqa: B007 - the count outlives the loop
            yield row
        if not count:
            raise EscoError(TRUNCATED_FILE, path.name, "holds no rows")
        self.rows[kind] = max(self.rows[kind], count)
        self._done += 1
        self._progress(path.name, self._done, self.files + 1)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _check_uri(path: Path, line: int, uri: str) -> None:
    if not uri.startswith(_URI):
        raise EscoError(BROKEN_FILE, path.name, "a concept without an ESCO URI", line)


def _check_whole(download: Download, reader: _FolderReader) -> None:
    """The files must name each other's concepts, and a full release must have the rows of a full release."""
    skills = reader.named["skills"]
    placed = {source for source, _ in (*download.broader, *download.groups_of)}
    _check_named("skills_*.csv", "skills", placed, skills)
    _check_named("broaderRelationsSkillPillar_*.csv", "skills", skills, placed)
    _check_named("skillGroups_*.csv", "groups", {group for _, group in download.groups_of}, reader.named["groups"])
    ends = {uri for pair in (*download.essential, *download.optional) for uri in pair}
    _check_named("skills_*.csv", "skills", ends, skills)
    if download.occupations:
        workers = {source for source, _ in download.occupation_skills}
        _check_named("occupations_*.csv", "occupations", workers, reader.named["occupations"])
    form = download_form()
    for kind, whole in form.whole.get(len(skills), {}).items():
        if 0 < reader.rows[kind] < whole * (1000 - form.tolerance) // 1000:
            raise EscoError(TRUNCATED_FILE, form.files[kind].name, f"{reader.rows[kind]} rows of about {whole}")


def _check_named(file: str, things: str, named: Iterable[str], known: Iterable[str]) -> None:
    named = set(named)
    missing = named - set(known)
    if len(missing) * 1000 > len(named) * download_form().tolerance:
        detail = (
            f"lacks {len(missing)} of the {len(named)} {things} that other files name; cut off, or of another version"
        )
        raise EscoError(TRUNCATED_FILE, file, detail)
