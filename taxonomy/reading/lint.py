"""Wording in a vacancy that shuts people out on a ground that has nothing to do with skill."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from taxonomy.model import Label, Language
from taxonomy.reading.language import detect_language
from taxonomy.redaction import RedactedText


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters ``start`` to ``end`` of the vacancy, the ground they touch, and what to write instead."""

    start: int
    end: int
    text: str
    ground: str
    advice: Label


@dataclass(frozen=True, slots=True)
class LintRule:
    ground: str
    pattern: re.Pattern[str]
    advice: Label
    instead: tuple[tuple[re.Pattern[str], str], ...]
    """What may stand in the place of a finding: patterns of a whole finding with a template each."""


@lru_cache(maxsize=len(Language))
def lint_rules(language: Language) -> tuple[LintRule, ...]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "lint.toml").read_text(encoding="utf-8"))
    return tuple(
        LintRule(
            rule["ground"],
            re.compile(r"(?<!\w)(?:" + "|".join(rule[language.value]) + r")(?!\w)", re.IGNORECASE),
            Label(**rule["advice"]),
            tuple(
                (re.compile(pattern, re.IGNORECASE), template)
                for pattern, template in rule.get("instead", {}).get(language.value, ())
            ),
        )
        for rule in stored["rule"]
        if rule.get(language.value)
    )


def lint(text: RedactedText, *, language: Language | None) -> tuple[Finding, ...]:
    """Findings by place, none inside another; the longest wording wins where two overlap."""
    value = text.value
    found = [
        Finding(match.start(), match.end(), match[0], rule.ground, rule.advice)
        for rule in lint_rules(language or detect_language([value]))
        for match in rule.pattern.finditer(value)
    ]
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start - f.end, f.start, f.ground)):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda f: f.start))


def neutral_wording(text: str, *, language: Language) -> str | None:
    """What can be written in the place of ``text``, the words of a finding; None where a person has to think of it.

    It fits grammatically and has no finding itself; whether it says what is meant, the one who takes it over decides.
    """
    for rule in lint_rules(language):
        for pattern, template in rule.instead:
            if found := pattern.fullmatch(text):
                wording = found.expand(template)
                return wording[:1].upper() + wording[1:] if text[:1].isupper() else wording
    return None
