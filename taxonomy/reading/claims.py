"""Bare claims: a text says that the person has a core skill, without showing it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from taxonomy.model import Language, Skill, SkillId, SkillKind
from taxonomy.reading.standing import either

LONGEST_LIST: Final = 14
"""A sentence of more words than this is no bare list of qualities."""
REACH_OF_DENIAL: Final = 3
_LETTER_FIRST: Final = re.compile(r"[^\W\d_](?![?*+{])(?:[^|()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*$")
"""A pattern that begins with one letter and has no alternatives outside of brackets."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """Characters ``start`` to ``end`` of the sentence."""

    skill_id: SkillId
    start: int
    end: int


class ClaimRules:
    """The claim wording of one language, from ``data/claims.toml`` and the catalogue's words for the core skills."""

    def __init__(self, skills: Mapping[SkillId, Skill], language: Language) -> None:
        stored = tomllib.loads((files("taxonomy.reading") / "data" / "claims.toml").read_text(encoding="utf-8"))
        words = stored[language.value]
        self._frame = either(words["frame"])
        self._denied: frozenset[str] = frozenset(words["denied"])
        self._sure = {SkillId(skill): either(patterns) for skill, patterns in words["sure"].items()}
        named = {
            skill.id: [re.escape(word.lower()) for word in (skill.label.of(language), *skill.aliases.get(language, ()))]
            for skill in skills.values()
            if skill.kind is SkillKind.CORE
        }
        self._framed = {skill: either(patterns) for skill, patterns in named.items()}
        # Most sentences claim nothing: one search instead of two for every skill.
        self._any = either(_by_initial(p for lists in (*words["sure"].values(), *named.values()) for p in lists))

    def claims(self, sentence: str) -> Iterator[Claim]:
        """The claims in one sentence, one a skill, in order of skill."""
        lower = sentence.lower()
        if self._any.search(lower) is None:
            return
        short = len(_WORD.findall(lower)) <= LONGEST_LIST
        framed = short or self._frame.search(lower) is not None
        for skill_id in sorted(self._sure.keys() | self._framed.keys()):
            pattern = self._sure.get(skill_id)
            match = pattern.search(lower) if pattern else None
            if match is None and framed and skill_id in self._framed:
                match = self._framed[skill_id].search(lower)
            if match and not self._denies(lower[: match.start()]):
                yield Claim(skill_id, match.start(), match.end())

    def _denies(self, before: str) -> bool:
        clause = re.split(r"[,.;:]|\b(?:maar|but|wel)\b", before)[-1]
        return not self._denied.isdisjoint(_WORD.findall(clause)[-REACH_OF_DENIAL:])


def _by_initial(patterns: Iterable[str]) -> list[str]:
    """Patterns that match where one of ``patterns`` does; those with one first letter share it: fewer to try."""
    shared: dict[str, list[str]] = {}
    rest: list[str] = []
    for pattern in patterns:
        if _LETTER_FIRST.match(pattern):
            shared.setdefault(pattern[0], []).append(pattern[1:])
        else:
            rest.append(pattern)
    return [*(f"{initial}(?:{'|'.join(endings)})" for initial, endings in sorted(shared.items())), *rest]
