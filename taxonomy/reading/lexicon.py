"""Labels and aliases of the catalogue in text: a trie over tokens and their base forms, with typos and compounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.language import Language as Pipeline
from spacy.tokens import Token

from taxonomy.model import Language, Skill, SkillId, SkillKind
from taxonomy.reading.deeds import lemma

SHORTEST_TYPO: Final = 7
SHORTEST_PART: Final = 5
_END: Final = ""
"""Trie key under which the skills of a finished label stand; no token is empty."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters ``start`` to ``end`` of the text that was tokenized name ``skill_id``; ``how`` is label, typo or compound."""

    skill_id: SkillId
    start: int
    end: int
    how: str


class Lexicon:
    """Built once from the skills that are no core skill; immutable afterwards."""

    def __init__(self, skills: Mapping[SkillId, Skill], pipeline: Pipeline) -> None:
        self._skills = {skill.id: skill for skill in skills.values() if skill.kind is not SkillKind.CORE}
        self._trie: dict[str, Any] = {}
        self._single: dict[str, SkillId] = {}
        for skill in self._skills.values():
            for language, label in _labels(skill):
                self._add(skill, _tokens(label, pipeline), language)
        self._context = {
            skill.id: frozenset(word.lower() for word in skill.context)
            for skill in self._skills.values()
            if skill.context
        }
        self._near: dict[str, list[str]] = {}
        for word in sorted(self._single):
            if len(word) >= SHORTEST_TYPO:
                self._near.setdefault(word[0], []).append(word)

    def _add(self, skill: Skill, tokens: list[str], language: Language) -> None:
        lower = [token.lower() for token in tokens]
        forms = [lower]
        if all(token.isalpha() for token in lower):
            forms.append([lemma(token, language) for token in lower])
            if language is Language.NL and len(lower) == 2:  # noqa: PLR2004 - "heftruck rijden" is also written as one word
                forms.append(["".join(lower)])
        for form in forms:
            node = self._trie
            for token in form:
                node = node.setdefault(token, {})
            node.setdefault(_END, skill.id)
        if len(lower) == 1 and skill.stands_alone:
            self._single.setdefault(lower[0], skill.id)

    def mentions(self, doc: Sequence[Token], language: Language) -> Iterator[Mention]:
        """Longest labels first from left to right; a label that needs context counts only where it has it."""
        forms = [_forms(token, language) for token in doc]
        lowers = frozenset(form for pair in forms for form in pair)
        at = 0
        while at < len(doc):
            end, skill_id = self._longest(forms, at)
            how = "label"
            if skill_id is None:
                end, skill_id, how = at + 1, *self._inexact(doc[at], language)
            if skill_id is not None and self._counts(skill_id, doc[at:end], lowers):
                yield Mention(skill_id, doc[at].idx, doc[end - 1].idx + len(doc[end - 1]), how)
            at = end if skill_id is not None else at + 1

    def _longest(self, forms: list[tuple[str, ...]], at: int) -> tuple[int, SkillId | None]:
        best: tuple[int, SkillId | None] = (at + 1, None)
        nodes = [self._trie]
        for end in range(at, len(forms)):
            nodes = [node[form] for node in nodes for form in dict.fromkeys(forms[end]) if form in node]
            if not nodes:
                break
            best = next(((end + 1, node[_END]) for node in nodes if _END in node), best)
        return best

    def _counts(self, skill_id: SkillId, tokens: Iterable[Token], lowers: frozenset[str]) -> bool:
        skill = self._skills[skill_id]
        words = [token for token in tokens if not token.is_punct]
        if skill.context:
            return not self._context[skill_id].isdisjoint(lowers - {token.lower_ for token in words})
        if skill.stands_alone or len(words) > 1:
            return True
        # A capital inside a sentence makes an ordinary word a name: Bakker, Storm, Visser.
        first = words[0] if words else None
        return first is not None and len(first) >= SHORTEST_PART and not (first.is_title and not first.is_sent_start)

    def _inexact(self, token: Token, language: Language) -> tuple[SkillId | None, str]:
        word = token.lower_
        if len(word) < SHORTEST_TYPO or not word.isalpha() or _known(word):
            return None, ""
        # The first letter is seldom the wrong one, which leaves a few hundred words to compare with.
        meant = process.extract(word, self._near.get(word[0], ()), scorer=OSA.distance, score_cutoff=1, limit=2)
        if len(meant) == 1:
            return self._single[meant[0][0]], "typo"
        if language is Language.NL:
            for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                head, tail = word[:cut], word[cut:]
                if tail in self._single and (_known(head) or _known(head.removesuffix("s"))):
                    return self._single[tail], "compound"
        return None, ""


def _labels(skill: Skill) -> Iterator[tuple[Language, str]]:
    """An imported skill is found by its preferred label alone: its alternative labels are right once in four times."""
    for language in Language:
        label = skill.label.of(language)
        if skill.source == "skillscv":
            yield language, label
            for alias in skill.aliases.get(language, ()):
                yield language, alias
        elif " " in label:
            yield language, label


def _tokens(label: str, pipeline: Pipeline) -> list[str]:
    """As the pipeline would cut the label; plain words need no tokenizer."""
    words = label.split()
    if all(word.isalpha() for word in words):
        return words
    return [token.text for token in pipeline.make_doc(label) if not token.is_space]


def _forms(token: Token, language: Language) -> tuple[str, ...]:
    lower = token.lower_
    return (lower, lemma(lower, language)) if lower.isalpha() else (lower,)


@lru_cache(maxsize=65536)
def _known(word: str) -> bool:
    return any(simplemma.is_known(word, language.value) for language in Language)
