"""Twins of a SkillsCV: the same story with another identity, read again and compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from api.knowledge import Knowledge
from matching.invariance import Certificate, Sections, certify, twins
from taxonomy.model import Language, Section, SectionKind

AT_SUBMISSION = 2
"""Twins read while the client waits; the background job and the audit read more."""
LATER = 16

Stored = Sequence[tuple[SectionKind, str]]


def certified(
    knowledge: Knowledge,
    stored: Stored,
    language: Language,
    *,
    count: int,
    of_masks: bool = True,
    outcome: Callable[[tuple[tuple[str, int], ...]], Hashable] = lambda levels: levels,
) -> Certificate:
    """Reads ``count`` twins, spread evenly over all kinds of signal, and compares what was read of them.

    Without ``of_masks`` the certificate of a text tells nothing of the signals that were removed from it.

    ``outcome`` makes of (skill, level) pairs what is compared: themselves, or for instance a score.
    """

    def read(sections: Sections) -> Hashable:
        _, reading = knowledge.read(sections, language)
        return outcome(tuple((skill.skill_id, skill.level) for skill in reading.skills))

    everyone = list(twins([Section(kind, text) for kind, text in stored], language, of_masks=of_masks))
    count = min(count, len(everyone))
    chosen = [everyone[place * len(everyone) // count] for place in range(count)]
    return certify(chosen, read)
