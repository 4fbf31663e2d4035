"""Hobbies, club roles, volunteering and care in text: what a role typically takes, as context and never as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from taxonomy.model import Activity, Language
from taxonomy.reading.deeds import lemma


@dataclass(frozen=True, slots=True)
class ActivityMention:
    """Tokens ``start`` to ``end`` of a sentence name the activity."""

    activity: Activity
    start: int
    end: int


class Activities:
    """Names of activities as a trie over base forms, by language; immutable once built."""

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._tries: dict[Language, dict[str, Any]] = {language: {} for language in Language}
        for activity in activities:
            for language in Language:
                for name in (activity.label.of(language), *activity.names.get(language, ())):
                    node = self._tries[language]
                    for word in name.split():
                        node = node.setdefault(lemma(word, language), {})
                    node.setdefault("", activity)

    def mentions(self, tokens: Iterable[str], language: Language) -> Iterator[ActivityMention]:
        """The longest name at each place, from left to right."""
        forms = [lemma(token, language) for token in tokens]
        at = 0
        while at < len(forms):
            node, best = self._tries[language], None
            for end in range(at, len(forms)):
                if forms[end] not in node:
                    break
                node = node[forms[end]]
                if "" in node:
                    best = ActivityMention(node[""], at, end + 1)
            if best:
                yield best
            at = best.end if best else at + 1
