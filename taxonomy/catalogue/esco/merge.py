"""The built-in release with ESCO beside it: one skill a URI, ours on top."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.cycles import without_cycles
from taxonomy.catalogue.esco.bundle import Bundle, read_skill
from taxonomy.catalogue.wordlist import WordList
from taxonomy.model import Label, Language, Relation, RelationKind, Skill, SkillId

_NO_REASON: Final = Label(nl="", en="")
_ACYCLIC: Final = (RelationKind.BROADER, RelationKind.PREREQUISITE)
Words = Mapping[Language, frozenset[str]]


def merge(ours: Catalogue, bundle: Bundle) -> Catalogue:
    """``ours`` with the skills and relations of the bundle.

    A skill of ours with an ESCO URI stays as it is and gains only ESCO's own label as an alias. Of the other skills,
    aliases that are words of ours fall away; a relation between two skills of ours is ours to state.
    """
    by_uri = {skill.esco_uri: skill for skill in ours.skills.values() if skill.esco_uri}
    words = {language: _words(ours.skills.values(), language) for language in Language}
    skills = dict(ours.skills)
    ids: list[SkillId] = []
    for row in bundle.skills:
        theirs = read_skill(row)
        own = by_uri.get(theirs.esco_uri or "")
        skill = _without(theirs, words) if own is None else _enriched(own, theirs, words)
        skills[skill.id] = skill
        ids.append(skill.id)
    relations = (*ours.relations, *_relations(ours, bundle, ids))
    return replace(
        ours,
        version=f"{ours.version}+esco-{bundle.version}",
        hash=hashlib.sha256(f"{ours.hash}+{bundle.hash}".encode()).hexdigest(),
        skills=MappingProxyType(dict(sorted(skills.items()))),
        relations=tuple(sorted(relations, key=lambda each: (each.source, each.kind, each.target))),
        groups=MappingProxyType({**{key: Label(*label) for key, label in bundle.groups.items()}, **ours.groups}),
        attributions=tuple(dict.fromkeys((*ours.attributions, bundle.attribution))),
        imported_words=WordList(bundle.words, ids),
    )


def _words(skills: Iterable[Skill], language: Language) -> frozenset[str]:
    return frozenset(word.casefold() for skill in skills for word in skill.names(language))


def _without(theirs: Skill, ours: Words) -> Skill:
    if all(ours[language].isdisjoint(map(str.casefold, words)) for language, words in theirs.aliases.items()):
        return theirs
    kept = {
        language: tuple(word for word in words if word.casefold() not in ours[language])
        for language, words in theirs.aliases.items()
    }
    return replace(theirs, aliases=MappingProxyType(kept))


def _enriched(own: Skill, theirs: Skill, ours: Words) -> Skill:
    labels = replace(theirs, aliases={language: (theirs.label.of(language),) for language in Language})
    fresh = _without(labels, ours).aliases
    aliases = {language: own.aliases.get(language, ()) + fresh[language] for language in Language}
    return replace(own, aliases=MappingProxyType(aliases))


def _relations(ours: Catalogue, bundle: Bundle, ids: list[SkillId]) -> Iterable[Relation]:
    for kind in RelationKind:
        found = {(ids[source], ids[target]) for source, each, target in bundle.relations if each == kind}
        pairs = {pair for pair in found if not set(pair) <= ours.skills.keys() and pair[0] != pair[1]}
        if kind in _ACYCLIC:
            own = {(each.source, each.target) for each in ours.relations if each.kind is kind}
            pairs = set(without_cycles(pairs, keep=own)[0])
        yield from (Relation(SkillId(source), kind, SkillId(target), _NO_REASON) for source, target in pairs)
