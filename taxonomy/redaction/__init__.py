"""Redaction: raw text of a person in, text without signals of identity, age or background out."""

from taxonomy.model import Section
from taxonomy.redaction.explain import EXPLANATIONS
from taxonomy.redaction.mask import MASK, MASKS, RedactedSection, RedactedText, restore
from taxonomy.redaction.redact import Redaction, find, redact
from taxonomy.redaction.signals import Removal, Scope, Signal, Span

__all__ = [
    "EXPLANATIONS",
    "MASK",
    "MASKS",
    "RedactedSection",
    "RedactedText",
    "Redaction",
    "Removal",
    "Scope",
    "Section",
    "Signal",
    "Span",
    "find",
    "redact",
    "restore",
]
