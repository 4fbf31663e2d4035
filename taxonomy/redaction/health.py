"""Conditions of body and mind, where they are the writer's own: those of clients belong to a nurse's skills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from taxonomy.redaction.data_files import list_of
from taxonomy.redaction.passage import Passage
from taxonomy.redaction.signals import Signal, Span


def _one_of(heading: str) -> str:
    words = sorted(list_of("conditions.txt", heading), key=len, reverse=True)
    return "|".join(map(re.escape, words))


_OWN: Final = re.compile(rf"(?<!\w)(?:{_one_of('own')})(?!\w)")
_OTHERS: Final = re.compile(rf"(?<!\w)(?:{_one_of('others')})")
_CARE: Final = re.compile(rf"(?<!\w)(?:{_one_of('others')}|{_one_of('care work')})")
_CONDITIONS: Final = frozenset(list_of("conditions.txt", "condition"))
_WORD: Final = re.compile(r"[^\W\d_][\w'’/-]*")
_LONGEST: Final = max(len(condition.split()) for condition in _CONDITIONS)
_FIRST: Final = frozenset(condition.split()[0] for condition in _CONDITIONS)
_CLAUSE: Final = re.compile(r"[.!?;\n]")
_LEAD: Final = re.compile(
    r"(?:(?:vanwege|wegens|door|because of|due to|met|with|na|after|ik heb|i have|leven met|living with|last van|een|a"
    r"|an|the|de|mijn|my|m'n|lichte|milde|zware|ernstige|chronische|mild|severe|vorm van|form of|diagnose|diagnosis of"
    r"|ziekte van)\s){1,6}$"
)
_AMBIGUOUS: Final = frozenset(
    {
        "als",
        "add",
        "ms",
        "ass",
        "down",
        "trauma",
        "blind",
        "limp",
        "nah",
        "stroke",
        "bypass",
        "allergie",
        "licht",
        "tia",
    }
)
_CLAIMED: Final = re.compile(
    r"(?:mijn|m'n|my|ik heb|heb ik|i have|i've got|diagnose|diagnosed with|ik ben|i am)\s"
    r"(?:(?:een|a|an|ook|also|lichte|mild)\s)?$"
)
_CAUSED: Final = re.compile(
    r"(?:door|na|vanwege|wegens|sinds|met|after|since|due to|because of|with|van|from)\s"
    r"(?:(?:een|a|an|mijn|my|lichte|zware|ernstige)\s){1,2}$"
)
_ILLNESS: Final = re.compile("[a-zà-ž-]{3,25}(?:" + _one_of("ending") + ")")
_PERSON: Final = re.compile(r"['’](?:er|ers|s)$")
_LONGEST_WORD: Final = max(*map(len, _FIRST), *(25 + len(ending) for ending in list_of("conditions.txt", "ending"))) + 4
"""No condition begins with a longer word, its ending for a person included."""
_REACH: Final = 120


def find(passage: Passage) -> Iterator[Span]:
    """Conditions in a clause that speaks of the writer and not of clients, with the words that lead to them."""
    lower = passage.lower
    for word in _WORD.finditer(lower):
        if len(word[0]) > _LONGEST_WORD or not _may_begin(word[0]):
            continue
        end = _condition_end(lower, word)
        if end is None or not _is_own(lower, word.start(), end):
            continue
        lead = _LEAD.search(lower, max(0, word.start() - 50), word.start())
        yield Span(lead.start() if lead else word.start(), end, Signal.HEALTH, "condition")


@lru_cache(maxsize=65536)
def _may_begin(word: str) -> bool:
    """Whether a condition can begin with a word: most words of any text are asked for again and again."""
    bare = _bare(word)
    return bare in _FIRST or _ILLNESS.fullmatch(bare) is not None


def _bare(word: str) -> str:
    """A condition without the ending that makes a person of it: ADHD'er."""
    return _PERSON.sub("", word)


def _condition_end(lower: str, first: re.Match[str]) -> int | None:
    words = [word for word, _ in zip(_WORD.finditer(lower, first.start()), range(_LONGEST), strict=False)]
    for count in range(len(words), 0, -1):
        text = " ".join(_bare(word[0]) for word in words[:count])
        before = (lower, max(0, first.start() - 30), first.start())
        if text in _CONDITIONS:
            known = count > 1 or text not in _AMBIGUOUS or _CLAIMED.search(*before)
        else:
            known = _ILLNESS.fullmatch(text) and (_CLAIMED.search(*before) or _CAUSED.search(*before))
        if known:
            return words[count - 1].end()
    return None


def _is_own(lower: str, start: int, end: int) -> bool:
    clause_start = max(
        (found.end() for found in _CLAUSE.finditer(lower, max(0, start - _REACH), start)),
        default=max(0, start - _REACH),
    )
    clause_end = match.start() if (match := _CLAUSE.search(lower, end, end + _REACH)) else min(len(lower), end + _REACH)
    clause = lower[clause_start:clause_end]
    if _OTHERS.search(clause) is not None:
        return False
    return _OWN.search(clause) is not None or _CARE.search(lower) is None
