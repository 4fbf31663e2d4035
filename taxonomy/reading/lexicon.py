"""Labels and aliases of the catalogue in text: a trie over tokens and base forms, with typos and compounds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.language import Language as Pipeline
from spacy.tokens import Token

from taxonomy.model import Language, Skill, SkillId, SkillKind
from taxonomy.reading.deeds import lemma
from taxonomy.reading.respelling import LONGEST, misspelt, put_right

SHORTEST_TYPO: Final = 8
SHORTEST_SLIP: Final = 6
"""A shorter word with a slip counts inside a longer label only ("online verkoop")."""
LONG_SLIP: Final = 12
"""From this length on two slips in one word are forgiven, after the first ``SURE_START`` letters."""
SURE_START: Final = 3
SHORTEST_PART: Final = 5
SHORTEST_TRADE: Final = 5
"""Shorter single words for an occupation are ordinary words too often."""
EXACT: Final = frozenset({SkillKind.TOOL, SkillKind.LANGUAGE, SkillKind.CERTIFICATE})
"""Kinds whose names are the same in both languages and head compounds ("heftruckcertificaat")."""
REACH_OF_ROLE: Final = 4
_PAIR: Final = 2
"""Two words that are also written as one ("heftruck rijden")."""
_INITIAL: Final = re.compile(r"[a-z]\.")
_NOTHING: Final[Mapping[int, str]] = MappingProxyType({})
_END: Final = ""
"""Trie key under which the skills of a finished label stand; no token is empty."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters ``start`` to ``end`` of the text name ``skill_id``; ``how`` is label, typo or compound."""

    skill_id: SkillId
    start: int
    end: int
    how: str


class Lexicon:
    """Built once from the skills that are no core skill; immutable afterwards."""

    def __init__(self, skills: Mapping[SkillId, Skill], pipeline: Pipeline) -> None:
        self._skills = {skill.id: skill for skill in skills.values() if skill.kind is not SkillKind.CORE}
        self._tries: dict[Language, dict[str, Any]] = {language: {} for language in Language}
        self._single: dict[str, SkillId] = {}
        for skill in self._skills.values():
            for language, label in _labels(skill):
                self._add(skill, _tokens(label, pipeline), language)
        self._context = {
            skill.id: frozenset(word.lower() for word in skill.context)
            for skill in self._skills.values()
            if skill.context
        }
        self._near = {language: self._by_initial(language) for language in Language}
        self._near_single: dict[str, list[str]] = {}
        for word in sorted(self._single):
            if len(word) >= SHORTEST_TYPO:
                self._near_single.setdefault(word[0], []).append(word)
        # Readers are built once and few: what a word was meant to be is looked up once for each of them.
        self._meant = lru_cache(maxsize=65536)(self._meant_by)

    def _by_initial(self, language: Language) -> dict[str, list[str]]:
        """The words of labels and of their contexts that a slip may have hit, by first letter."""
        found = set().union(*self._context.values(), _words_of(self._tries[language]))
        near: dict[str, list[str]] = {}
        for word in sorted(found):
            if word.isalpha() and len(word) >= SHORTEST_SLIP - 1:
                near.setdefault(word[0], []).append(word)
        return near

    def _add(self, skill: Skill, tokens: list[str], language: Language) -> None:
        lower = [token.lower() for token in tokens]
        if len(lower) == 1 and not self._distinct(skill, tokens[0]):
            return
        forms = [lower]
        if len(lower) > 1 and all(token.isalpha() for token in lower):
            forms.append([lemma(token, language) for token in lower])
            if language is Language.NL and len(lower) == _PAIR:
                forms.append(["".join(lower)])
        # One word of a trade means something else in the other language too often (las, lag, minutes).
        spoken = Language if len(lower) > 1 or skill.kind in EXACT else (language,)
        for trie in (self._tries[one] for one in spoken):
            for form in forms:
                node = trie
                for token in form:
                    node = node.setdefault(token, {})
                node.setdefault(_END, skill.id)
        if len(lower) == 1 and skill.stands_alone:
            self._single.setdefault(lower[0], skill.id)

    @staticmethod
    def _distinct(skill: Skill, word: str) -> bool:
        """A single word that an ordinary text does not hold for other reasons."""
        lower = word.lower()
        looks_like_a_word = word.isupper() and len(word) > 1 and _known(lower) and not skill.context
        if lower in _words("ordinary") or looks_like_a_word:
            return False
        return skill.kind in EXACT or len(word) >= SHORTEST_TRADE

    def mentions(
        self,
        doc: Sequence[Token],
        language: Language,
        *,
        near: frozenset[str] = frozenset(),
        meant: Mapping[int, str] = _NOTHING,
    ) -> Iterator[Mention]:
        """Longest labels first from left to right; a label that needs context counts only where it has it.

        ``near``: lower-case words that count as context besides those of ``doc``, such as those of a title. ``meant``:
        by its place in the text, what a misspelt word was meant to be, where what stands beside it told.
        """
        forms = [self._forms(token, language, meant.get(token.idx)) for token in doc]
        lowers = frozenset(form for pair in forms for form in pair) | near
        at = 0
        known = self._tries[language]
        while at < len(doc):
            end, skill_id = at + 1, None
            if any(form in known for form in forms[at]):
                end, skill_id = self._longest(forms, at, language)
            how = "label"
            if any(len(form) > _PAIR for form in forms[at:end]):
                sure = end > at + 1 or len(doc[at]) >= SHORTEST_SLIP or doc[at].idx in meant
                how, skill_id = "typo", skill_id if sure else None
            if skill_id is None:
                end, skill_id, how = at + 1, *self._inexact(doc[at], forms[at][0], language)
            if skill_id is not None and self._counts(skill_id, doc[at:end], lowers) and not _someone(doc, at, end):
                yield Mention(skill_id, doc[at].idx, doc[end - 1].idx + len(doc[end - 1]), how)
            at = end if skill_id is not None else at + 1

    def _forms(self, token: Token, language: Language, told: str | None) -> tuple[str, ...]:
        """As written and in its base form; a word with a slip also as it was meant, and that in its base form."""
        lower = token.lower_
        if _INITIAL.fullmatch(lower) and token.is_sent_end:
            return lower, lower[0]  # “in C.”: the tokenizer takes the letter for an initial
        if not lower.isalpha():
            return (lower,)
        base = lemma(lower, language)
        meant = self._meant(lower, language) or told
        # "Roemeen" is no slip of "Roemeens", nor "Twente" of "Twents".
        if meant is None or (token.is_title and lower[-1] != meant[-1]):
            return lower, base
        return lower, base, meant, lemma(meant, language)

    def _meant_by(self, word: str, language: Language) -> str | None:
        """The one word of the catalogue that ``word`` is a slip of; else, among several, the one most used."""
        if not SHORTEST_PART <= len(word) <= LONGEST or not misspelt(word):
            return None
        most_used = put_right(word)
        if len(word) < SHORTEST_SLIP:
            return most_used if most_used != word else None
        near = self._near[language].get(word[0], ())
        if word in near:
            return None
        close = process.extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=2)
        if not close and len(word) >= LONG_SLIP:
            alike = [other for other in near if other.startswith(word[:SURE_START])]
            close = process.extract(word, alike, scorer=OSA.distance, score_cutoff=2, limit=2)
        if len(close) == 1:
            return close[0][0]
        return most_used if most_used != word else None

    def _longest(self, forms: list[tuple[str, ...]], at: int, language: Language) -> tuple[int, SkillId | None]:
        best: tuple[int, SkillId | None] = (at + 1, None)
        nodes = [self._tries[language]]
        for end in range(at, len(forms)):
            nodes = [node[form] for node in nodes for form in dict.fromkeys(forms[end]) if form in node]
            if not nodes:
                break
            best = next(((end + 1, node[_END]) for node in nodes if _END in node), best)
        return best

    def _counts(self, skill_id: SkillId, tokens: Iterable[Token], lowers: frozenset[str]) -> bool:
        skill = self._skills[skill_id]
        words = [token for token in tokens if not token.is_punct]
        if len(words) == 1 and words[0].lower_ in _words("ordinary"):
            return False
        if skill.context and not (len(words) > 1 and skill.kind in EXACT):
            return not self._context[skill_id].isdisjoint(lowers - {token.lower_ for token in words})
        if skill.stands_alone or len(words) > 1:
            return True
        # A capital inside a sentence makes an ordinary word a name: Bakker, Storm, Visser.
        first = words[0] if words else None
        return first is not None and len(first) >= SHORTEST_PART and not (first.is_title and not first.is_sent_start)

    def _heads_compound(self, word: str) -> bool:
        return word in self._single and self._skills[self._single[word]].kind in EXACT

    def _inexact(self, token: Token, word: str, language: Language) -> tuple[SkillId | None, str]:
        """``word``: the token in lower case."""
        if len(word) < SHORTEST_TYPO or not word.isalpha() or _known(word):
            return None, ""
        if token.is_title and not token.is_sent_start:
            return None, ""
        # The first letter is seldom the wrong one, which leaves a few hundred words to compare with.
        meant = process.extract(word, self._near_single.get(word[0], ()), scorer=OSA.distance, score_cutoff=1, limit=2)
        if len(meant) == 1:
            return self._single[meant[0][0]], "typo"
        if language is Language.NL:
            for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                head, tail = word[:cut], word[cut:]
                if self._heads_compound(tail) and (_known(head) or _known(head.removesuffix("s"))):
                    return self._single[tail], "compound"
        return None, ""


def _someone(doc: Sequence[Token], start: int, end: int) -> bool:
    """True when tokens ``start`` to ``end`` are somebody else's trade: "de huisarts", "drie bakkers", "a dentist"."""
    name = doc[end - 1].lower_
    before = [token.lower_ for token in doc[max(0, start - REACH_OF_ROLE) : start]]
    if not before or not name.endswith(tuple(_words("person_endings"))) or not _words("roles").isdisjoint(before):
        return False
    return before[-1] in _words("determiners") or name.endswith(tuple(_words("plural_endings")))


@cache
def _words(name: str) -> frozenset[str]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "lexicon.toml").read_text(encoding="utf-8"))
    return frozenset(stored[name].split())


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


def _words_of(trie: Mapping[str, Any]) -> Iterator[str]:
    for word, node in trie.items():
        if word != _END:
            yield word
            yield from _words_of(node)


@lru_cache(maxsize=65536)
def _known(word: str) -> bool:
    return any(simplemma.is_known(word, language.value) for language in Language)
