"""``skillscv taxonomy import-esco``: the official CSV download becomes a bundle beside the built-in release."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.cycles import without_cycles
from taxonomy.catalogue.esco.bundle import SkillRow, read_skill, write_bundle
from taxonomy.catalogue.esco.download import (
    Concept,
    Concepts,
    Download,
    Progress,
    Skipped,
    SkippedLog,
    read_download,
    uris,
)
from taxonomy.catalogue.esco.tables import download_form
from taxonomy.catalogue.release import load_catalogue
from taxonomy.catalogue.search import SkillSearch
from taxonomy.catalogue.wordarrays import Occupation, build_arrays
from taxonomy.model import Language, RelationKind, SkillKind

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EscoImport:
    """What an import did. ``written`` is False when the destination already held exactly this.

    ``merged`` of the ``skills`` are, by URI, skills of the built-in release, which keep their own words.
    ``untranslated``: how many skills have no label of their own, by language of the service.
    """

    version: str
    languages: tuple[str, ...]
    destination: Path
    written: bool
    skills: int
    merged: int
    groups: int
    relations: int
    occupations: int
    untranslated: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    attribution: str


def import_esco(
    source: Path,
    destination: Path,
    *,
    built_in: Catalogue | None = None,
    progress: Progress = lambda _file, _done, _total: None,
) -> EscoImport:
    """Read the folder ``source``, the official CSV download in any of its languages, and write a bundle.

    ``built_in``: the release to count merges with, the built-in one by default; its search index beside ESCO is then
    made ready for the next start. The same download gives the same bytes. Raises EscoError when a file is missing,
    broken, cut off or of another version; the destination is then as it was.
    """
    done = _import(source, destination, built_in or load_catalogue(), progress)
    if built_in is None:
        # Only now: the tables of the download are out of memory again.
        SkillSearch(load_catalogue(destination))
    return done


def _import(source: Path, destination: Path, built_in: Catalogue, progress: Progress) -> EscoImport:
    log = SkippedLog()
    download = read_download(source, log, progress)
    numbers = {uri: number for number, uri in enumerate(sorted(uris(download.skills)))}
    relations = _relations(download, numbers, log)
    groups_of = _groups_of(download)
    ours = {skill.esco_uri for skill in built_in.skills.values()}
    content: dict[str, Any] = {
        "version": download.version,
        "attribution": download_form().attribution,
        "groups": _groups(download, set(groups_of.values())),
        "skills": _skills(download, numbers, groups_of, log),
        "relations": relations,
    }
    progress(destination.name, download.files, download.files + 1)
    words = build_arrays([read_skill(row) for row in content["skills"]], _occupations(download, numbers))
    written = write_bundle(content, words, destination)
    progress(destination.name, download.files + 1, download.files + 1)
    return EscoImport(
        version=download.version,
        languages=tuple(download.skills),
        destination=destination,
        written=written,
        skills=len(numbers),
        merged=len(numbers.keys() & ours),
        groups=len(content["groups"]),
        relations=len(relations),
        occupations=len(uris(download.occupations)),
        untranslated={each: sum(uri not in download.skills.get(each, {}) for uri in numbers) for each in Language},
        skipped=log.entries(),
        attribution=content["attribution"],
    )


def _spoken(concepts: Concepts, language: Language) -> Callable[[str], Concept]:
    """The concept in ``language``, else in the other language of the service, else in the first there is."""
    order = [each for each in (language, *Language, *concepts) if each in concepts]
    return lambda uri: next(concepts[each][uri] for each in order if uri in concepts[each])


def _skills(
    download: Download, numbers: Mapping[str, int], groups_of: Mapping[str, str], log: SkippedLog
) -> list[SkillRow]:
    nl, en = (_spoken(download.skills, language) for language in (Language.NL, Language.EN))
    words = {language: _own_words(download.skills.get(language, {}), log) for language in Language}
    rows = []
    for uri in numbers:
        dutch, english = nl(uri), en(uri)
        rows.append(
            [
                uri,
                _kind(uri, english.type or dutch.type, download),
                _group_id(download, groups_of.get(uri, "")),
                dutch.label,
                english.label,
                dutch.description or english.description,
                english.description or dutch.description,
                words[Language.NL].get(uri, []),
                words[Language.EN].get(uri, []),
            ]
        )
    return rows


def _kind(uri: str, skill_type: str, download: Download) -> str:
    if uri in download.language_skills:
        return SkillKind.LANGUAGE
    return SkillKind.KNOWLEDGE if skill_type == "knowledge" else SkillKind.OCCUPATIONAL


def _own_words(concepts: Mapping[str, Concept], log: SkippedLog) -> Mapping[str, list[str]]:
    """The alternative labels that mean one skill only: a word of several skills would point anywhere."""
    owners: Counter[str] = Counter()
    for concept in concepts.values():
        owners.update({word.casefold() for word in (concept.label, *concept.words)})
    found: dict[str, list[str]] = {}
    for uri, concept in concepts.items():
        seen = {concept.label.casefold()}
        for word in concept.words:
            if owners[word.casefold()] > 1:
                log.add("skills: an alternative label that several skills share", word)
            elif word.casefold() not in seen:
                seen.add(word.casefold())
                found.setdefault(uri, []).append(word)
    return found


def _groups_of(download: Download) -> Mapping[str, str]:
    """The group of every skill: its own, else that of the nearest wider skill; of several the first by URI."""
    groups: dict[str, str] = {}
    for skill, group in download.groups_of:
        groups.setdefault(skill, group)
    narrower: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in download.broader:
        narrower[target].append(source)
    reached = sorted(groups)
    while reached:
        found = [(form, groups[skill]) for skill in reached for form in narrower[skill] if form not in groups]
        reached = []
        for form, group in sorted(found):
            if form not in groups:
                groups[form] = group
                reached.append(form)
    return groups


def _group_id(download: Download, uri: str) -> str:
    codes = [concepts[uri].type for concepts in download.groups.values() if uri in concepts and concepts[uri].type]
    return f"esco-{codes[0].lower()}" if codes else "esco"


def _groups(download: Download, used: Iterable[str]) -> dict[str, list[str]]:
    nl, en = (_spoken(download.groups, language) for language in (Language.NL, Language.EN))
    known = uris(download.groups)
    groups = {_group_id(download, uri): [nl(uri).label, en(uri).label] for uri in sorted(used) if uri in known}
    return {**groups, "esco": ["ESCO", "ESCO"]}


def _relations(download: Download, numbers: Mapping[str, int], log: SkippedLog) -> list[Any]:
    kept: list[tuple[int, str, int]] = []
    for kind, pairs, acyclic in (
        (RelationKind.BROADER, download.broader, True),
        (RelationKind.PREREQUISITE, download.essential, True),
        (RelationKind.RELATED, _stated_once(download.optional), False),
    ):
        known = [pair for pair in pairs if _is_sound(pair, numbers, log)]
        allowed, circular = without_cycles(known) if acyclic else (frozenset(known), frozenset[Pair]())
        for source, target in circular:
            log.add(f"relations: {kind} in a circle", f"{source} → {target}")
        kept += [(numbers[source], kind, numbers[target]) for source, target in allowed]
    return [list(each) for each in sorted(kept)]


def _stated_once(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))


def _is_sound(pair: Pair, numbers: Mapping[str, int], log: SkippedLog) -> bool:
    if pair[0] == pair[1]:
        log.add("relations: a skill related to itself", pair[0])
    elif missing := [uri for uri in pair if uri not in numbers]:
        log.add("relations: a skill that is not there", missing[0])
    else:
        return True
    return False


def _occupations(download: Download, numbers: Mapping[str, int]) -> list[Occupation]:
    skills: defaultdict[str, list[int]] = defaultdict(list)
    for occupation, skill in download.occupation_skills:
        if skill in numbers:
            skills[occupation].append(numbers[skill])
    spoken = {each: download.occupations[each] for each in Language if each in download.occupations}
    return [
        Occupation(
            titles={
                language: (concepts[uri].label, *concepts[uri].words)
                for language, concepts in spoken.items()
                if uri in concepts
            },
            skills=skills[uri],
        )
        for uri in sorted(uris(download.occupations))
    ]
