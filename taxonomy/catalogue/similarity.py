"""Which other skills count towards a required one, how much, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from taxonomy.model import Label, Relation, RelationKind, Skill, SkillId, SkillKind

BUILT_IN: Final = "skillscv"


class SimilarityKind(StrEnum):
    """How a held skill stands to the required one."""

    SAME = "same"
    NARROWER = "narrower"
    PREREQUISITE = "prerequisite"
    IMPLIES = "implies"
    RELATED = "related"
    BROADER = "broader"
    SIBLING = "sibling"
    FOUNDATION = "foundation"


@dataclass(frozen=True, slots=True)
class Similar:
    """Another skill a person may hold that counts towards the required one.

    ``per_mille`` 1-999 of the worth of the required skill itself; ``kind`` a ``SimilarityKind``, of two steps the
    weaker; ``reason`` a sentence for people.
    """

    skill_id: SkillId
    per_mille: int
    kind: str
    reason: Label


@dataclass(frozen=True, slots=True)
class KindRule:
    """The worth of one kind; see ``data/similarity.toml`` for what ``entails`` and ``lenient`` mean."""

    per_mille: int
    reason: Label
    entails: bool = False
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class SimilarityRules:
    """The table of ``data/similarity.toml``; see there for what its figures mean."""

    kinds: Mapping[SimilarityKind, KindRule]
    strict: frozenset[SkillKind]
    behaviour: int
    bare: frozenset[SkillKind]
    by_tools: frozenset[SkillId]
    least: int
    most: int
    imported: int
    siblings: int


def read_rules(table: Mapping[str, Any]) -> SimilarityRules:
    """The rules in the table of ``similarity.toml``. Raises KeyError or ValueError when it is not whole."""
    return SimilarityRules(
        kinds=MappingProxyType({kind: _read_kind(table["kind"][kind]) for kind in SimilarityKind}),
        strict=frozenset(map(SkillKind, table["strict"])),
        behaviour=int(table["behaviour"]),
        bare=frozenset(map(SkillKind, table["bare"])),
        by_tools=frozenset(map(SkillId, table["by_tools"])),
        least=int(table["least"]),
        most=int(table["most"]),
        imported=int(table["imported"]),
        siblings=int(table["siblings"]),
    )


def _read_kind(table: Mapping[str, Any]) -> KindRule:
    return KindRule(
        per_mille=int(table["per_mille"]),
        reason=Label(**table["reason"]),
        entails=bool(table.get("entails", False)),
        lenient=bool(table.get("lenient", False)),
    )


# A relation reads both ways: for its target one asks what the source is worth, for its source what the target is.
_HELD_AT_SOURCE = {
    RelationKind.BROADER: SimilarityKind.NARROWER,
    RelationKind.PREREQUISITE: SimilarityKind.PREREQUISITE,
    RelationKind.IMPLIES: SimilarityKind.IMPLIES,
    RelationKind.RELATED: SimilarityKind.RELATED,
}
_HELD_AT_TARGET = {
    RelationKind.BROADER: SimilarityKind.BROADER,
    RelationKind.PREREQUISITE: SimilarityKind.FOUNDATION,
    RelationKind.RELATED: SimilarityKind.RELATED,
}


class SimilarityGraph:
    """Answers ``similar`` over fixed skills and relations; holds no state that changes."""

    def __init__(self, skills: Mapping[SkillId, Skill], relations: Iterable[Relation], rules: SimilarityRules) -> None:
        self._skills = skills
        self._rules = rules
        self._at_source: dict[SkillId, list[Relation]] = defaultdict(list)
        self._at_target: dict[SkillId, list[Relation]] = defaultdict(list)
        for relation in relations:
            self._at_source[relation.source].append(relation)
            self._at_target[relation.target].append(relation)

    def relations_of(self, skill_id: SkillId) -> tuple[Relation, ...]:
        return (*self._at_source.get(skill_id, ()), *self._at_target.get(skill_id, ()))

    def similar(self, required: SkillId) -> tuple[Similar, ...]:
        """What counts towards ``required``, the most first, then by id; each skill once, with its best reason."""
        best: dict[SkillId, Similar] = {}
        for found in (*self._one_step(required), *self._two_steps(required)):
            known = best.get(found.skill_id)
            if found.skill_id != required and (known is None or found.per_mille > known.per_mille):
                best[found.skill_id] = found
        ranked = sorted(best.values(), key=lambda each: (-each.per_mille, each.skill_id))
        return tuple(each for each in ranked if each.per_mille >= self._rules.least)[: self._rules.most]

    def _one_step(self, required: SkillId) -> Iterator[Similar]:
        for relation in self._at_target.get(required, ()):
            yield from self._step(relation, relation.source, required, _HELD_AT_SOURCE[relation.kind])
        for relation in self._at_source.get(required, ()):
            if relation.kind in _HELD_AT_TARGET:
                yield from self._step(relation, relation.target, required, _HELD_AT_TARGET[relation.kind])
        yield from self._siblings(required)

    def _step(self, relation: Relation, held: SkillId, required: SkillId, kind: SimilarityKind) -> Iterator[Similar]:
        rule = self._rules.kinds[kind]
        if rule.lenient and self._is_strict(held, required, kind):
            return
        reason = relation.reason if relation.reason.nl else self._reason(rule, held, required)
        yield Similar(held, self._worth(rule, held, required, kind), kind, reason)

    def _worth(self, rule: KindRule, held: SkillId, required: SkillId, kind: SimilarityKind) -> int:
        per_mille = rule.per_mille
        if kind is SimilarityKind.IMPLIES and self._only_suggests(held, required):
            per_mille = 0 if self._skills[held].kind in self._rules.bare else self._rules.behaviour
        ours = self._skills[held].source == self._skills[required].source == BUILT_IN
        return per_mille if ours else per_mille * self._rules.imported // 1000

    def _only_suggests(self, held: SkillId, required: SkillId) -> bool:
        # Who names a trade has not told how they behave in it; who works with a tool does show that.
        kind = self._skills[held].kind
        shown = kind is SkillKind.CORE or (kind is SkillKind.TOOL and required in self._rules.by_tools)
        return self._skills[required].kind is SkillKind.CORE and not shown

    def _is_strict(self, held: SkillId, required: SkillId, kind: SimilarityKind) -> bool:
        # A core skill is held by nearly everyone: it says nothing about one special form of it.
        too_wide = kind is SimilarityKind.BROADER and self._skills[held].kind is SkillKind.CORE
        return too_wide or self._skills[required].kind in self._rules.strict

    def _siblings(self, required: SkillId) -> Iterator[Similar]:
        rule = self._rules.kinds[SimilarityKind.SIBLING]
        if self._skills[required].kind in self._rules.strict:
            return
        for parent in self._wider(required):
            forms = [each.source for each in self._at_target[parent] if each.kind is RelationKind.BROADER]
            if self._skills[parent].kind is SkillKind.CORE or len(forms) > self._rules.siblings:
                continue
            for held in forms:
                if self._skills[held].kind not in self._rules.strict:
                    reason = self._reason(rule, held, required, parent)
                    worth = self._worth(rule, held, required, SimilarityKind.SIBLING)
                    yield Similar(held, worth, SimilarityKind.SIBLING, reason)

    def _wider(self, skill_id: SkillId) -> Iterator[SkillId]:
        for relation in self._at_source.get(skill_id, ()):
            if relation.kind is RelationKind.BROADER:
                yield relation.target

    def _two_steps(self, required: SkillId) -> Iterator[Similar]:
        for near in self._entailing(required):
            for far in self._entailing(near.skill_id):
                per_mille = near.per_mille * far.per_mille // 1000
                weaker = min(near, far, key=lambda each: each.per_mille)
                reason = Label(nl=f"{far.reason.nl} {near.reason.nl}", en=f"{far.reason.en} {near.reason.en}")
                yield Similar(far.skill_id, per_mille, weaker.kind, reason)

    def _entailing(self, required: SkillId) -> Iterator[Similar]:
        for relation in self._at_target.get(required, ()):
            kind = _HELD_AT_SOURCE[relation.kind]
            if self._rules.kinds[kind].entails:
                yield from self._step(relation, relation.source, required, kind)

    def _reason(self, rule: KindRule, held: SkillId, required: SkillId, via: SkillId | None = None) -> Label:
        labels = {
            "held": self._skills[held].label,
            "required": self._skills[required].label,
            "via": self._skills[via or required].label,
        }
        return Label(
            nl=rule.reason.nl.format(**{name: label.nl for name, label in labels.items()}),
            en=rule.reason.en.format(**{name: label.en for name, label in labels.items()}),
        )
