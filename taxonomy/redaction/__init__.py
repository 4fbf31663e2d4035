"""Redaction: raw text of a person in, text without signals of identity, age or background out."""

from taxonomy.model import Section
from taxonomy.redaction.explain import EXPLANATIONS
from taxonomy.redaction.mask import MASK, MASKS, RedactedSection, RedactedText, restore
from taxonomy.redaction.redact import Redaction, find, redact, redacted_text
from taxonomy.redaction.signals import Removal, Scope, Signal, Span
from taxonomy.redaction.tagger import tagger_version
from taxonomy.redaction.veil import VEIL, Veiled

__all__ = [
    "EXPLANATIONS",
    "MASK",
    "MASKS",
    "VEIL",
    "RedactedSection",
    "RedactedText",
    "Redaction",
    "Removal",
    "Scope",
    "Section",
    "Signal",
    "Span",
    "Veiled",
    "find",
    "redact",
    "redacted_text",
    "restore",
    "tagger_version",
]
