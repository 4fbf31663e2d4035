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


@lru_cache(maxsize=len(Language))
def lint_rules(language: Language) -> tuple[LintRule, ...]:
    stored = tomllib.loads((files("taxonomy.reading") / "data" / "lint.toml").read_text(encoding="utf-8"))
    return tuple(
        LintRule(
            rule["ground"],
            re.compile(r"(?<!\w)(?:" + "|".join(rule[language.value]) + r")(?!\w)", re.IGNORECASE),
            Label(**rule["advice"]),
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
