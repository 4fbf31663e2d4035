"""Pronouns about one person. Dutch needs care: "zijn" is also a verb, "haar" also hair, "zij" also they."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from taxonomy.model import Language
from taxonomy.redaction.data_files import list_of
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span

_ENGLISH = re.compile(
    r"(?<!\w)(?:he|she|him|his|hers|her|himself|herself|s/he|he'[sd]|she'[sd]|he’[sd]|she’[sd]|he'll|she'll)(?!\w)"
)
_DUTCH = re.compile(r"(?<!\w)(?:hij|hem|hemzelf|haarzelf|ze|zij|zijn|haar|z'n|d'r|m/v)(?![\w-])")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[.!?;:,\n()]")
_FUNCTION_EN = re.compile(r"(?<!\w)(?:the|and|of|with|for|my|is|was|i|to)(?!\w)")
_FUNCTION_NL = re.compile(r"(?<!\w)(?:de|het|een|en|van|met|voor|mijn|ik|was|bij)(?!\w)")
_ALWAYS: Final = frozenset({"hij", "hem", "hemzelf", "haarzelf", "z'n", "d'r"})
_SINGULAR: Final = frozenset(list_of("pronouns.txt", "singular verb"))
_PLURAL: Final = frozenset(list_of("pronouns.txt", "plural verb"))
_NO_NOUN: Final = frozenset(list_of("pronouns.txt", "no noun"))
_BEFORE_VERB: Final = frozenset(list_of("pronouns.txt", "before the verb zijn"))
_NO_PLURAL: Final = frozenset(list_of("pronouns.txt", "no plural"))
_HAIR: Final = frozenset(list_of("pronouns.txt", "hair"))
_BEFORE_HAIR: Final = frozenset(list_of("pronouns.txt", "before hair"))


def find(passage: Passage, language: Language | None) -> Iterator[Span]:
    """Pronouns that tell a gender; ``language`` is used where the passage itself is too short to tell its own."""
    lower = passage.lower
    spoken = _language(lower) or language
    if spoken is not Language.NL:
        yield from (_span(match) for match in _ENGLISH.finditer(lower))
    if spoken is not Language.EN:
        yield from (_span(match) for match in _DUTCH.finditer(lower) if _is_personal(lower, match))


def _span(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end(), Signal.GENDER, "pronoun")


def _language(lower: str) -> Language | None:
    dutch = sum(1 for _ in _FUNCTION_NL.finditer(lower, 0, 4000))
    english = sum(1 for _ in _FUNCTION_EN.finditer(lower, 0, 4000))
    if dutch >= 3 * english + 2:
        return Language.NL
    return Language.EN if english >= 3 * dutch + 2 else None


def _is_personal(lower: str, match: re.Match[str]) -> bool:
    word = match[0]
    if word in _ALWAYS:
        return True
    before, after = _neighbours(lower, match)
    if word in {"zij", "ze"}:
        return _is_one(word, before, after)
    if word == "zijn":
        return _is_his(before, after)
    return _is_hers(lower, match, before, after)


def _neighbours(lower: str, match: re.Match[str]) -> tuple[str, str]:
    before = [found[0] for found in _TOKEN.finditer(lower, max(0, match.start() - 30), match.start())]
    after = _TOKEN.search(lower, match.end(), match.end() + 30)
    return before[-1] if before else "", after[0] if after else ""


def _is_one(word: str, before: str, after: str) -> bool:
    """She, not they: the verb beside it says so; without one "zij" counts and "ze", mostly an object, does not."""
    if after in _PLURAL or before in _PLURAL:
        return False
    if after in _SINGULAR or before in _SINGULAR or after.endswith(("t", "de", "te")):
        return True
    if after.endswith("en") or before.endswith(("den", "ten")):
        return False
    return word == "zij" or before.endswith("t")


def _is_his(before: str, after: str) -> bool:
    if not after.isalpha() and "'" not in after:
        return False
    if after in _NO_NOUN or before in _BEFORE_VERB:
        return False
    return before in _NO_PLURAL or not before.endswith(("en", "s"))


def _is_hers(lower: str, match: re.Match[str], before: str, after: str) -> bool:
    if after == "eigen":
        return True
    if before in _BEFORE_HAIR or after in _HAIR:
        return False
    near = _TOKEN.findall(lower, max(0, match.start() - 60), match.end() + 60)
    return not any(word in _HAIR for word in near)
