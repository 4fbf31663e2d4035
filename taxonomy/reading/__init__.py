"""Reads redacted text: what a person's text shows, what a vacancy asks, and wording that shuts people out."""

from taxonomy.reading.language import detect_language
from taxonomy.reading.lint import Finding, lint, neutral_wording
from taxonomy.reading.reader import Reader
from taxonomy.reading.vacancy import RequirementReading

__all__ = ["Finding", "Reader", "RequirementReading", "detect_language", "lint", "neutral_wording"]
