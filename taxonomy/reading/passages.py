"""Sections cut into what reading works on: each sentence with how it stands, repeats and words to machines left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language as Pipeline

from taxonomy.model import Language, Standing
from taxonomy.reading.deeds import tells_deed
from taxonomy.reading.features import words
from taxonomy.reading.respelling import mended, mendings
from taxonomy.reading.sentences import Sentence, sentences
from taxonomy.reading.standing import addresses_machine, standing_of
from taxonomy.redaction import MASK

_CONTACT: Final = re.compile(r"\[(?:email|phone|url)\]")
WINDOW: Final = 70
"""Most words that the behaviour model is shown at once; it learned from texts of about that length."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence worth reading, the standing a cue gives it (None: the person's own), and whether it tells a deed.

    ``spelled``: its text with slips put right, which is what rules and models read; ``meant``: by its place in the text
    of the section, what each misspelt word was meant to be, in lower case.
    """

    sentence: Sentence
    spelled: str
    standing: Standing | None
    deed: bool
    meant: Mapping[int, str]


def passages(texts: Sequence[str], language: Language, pipeline: Pipeline) -> Iterator[tuple[Passage, ...]]:
    """The passages of each section. A sentence that was there before, in any section, is not read again."""
    seen: set[tuple[str, ...]] = set()
    for number, text in enumerate(texts):
        found = []
        for sentence in sentences(pipeline(hushed(text)), number):
            key = tuple(words(sentence.text))
            contact = is_contact_line(text[sentence.start : sentence.end])
            if not key or key in seen or contact or addresses_machine(sentence.text):
                continue
            seen.add(key)
            slips = mendings(sentence.text)
            spelled = mended(sentence.text, slips)
            standing, deed = standing_of(spelled, language), tells_deed(spelled, language)
            meant = {sentence.start + slip.start: slip.word.lower() for slip in slips}
            found.append(Passage(sentence, spelled, standing, deed, meant))
        yield tuple(found)


def hushed(text: str) -> str:
    """The text, every mask without its type and as long as it was: which signal went must not change a reading."""
    return MASK.sub(lambda mask: f"[{'…' * (mask.end() - mask.start() - 2)}]", text)


def is_contact_line(text: str) -> bool:
    """True where masks of addresses to reach someone by outweigh the words: "Mail: [email], tel. [phone]"."""
    masks = len(_CONTACT.findall(text))
    return masks > 0 and masks >= len(words(MASK.sub(" ", text)))


def windows(passages_of_section: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Consecutive passages of at most ``WINDOW`` words together; a longer sentence stands alone."""
    window: list[Passage] = []
    length = 0
    for passage in passages_of_section:
        number = len(words(passage.sentence.text))
        if window and length + number > WINDOW:
            yield tuple(window)
            window, length = [], 0
        window.append(passage)
        length += number
    if window:
        yield tuple(window)
