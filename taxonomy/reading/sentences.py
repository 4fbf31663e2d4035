"""The spaCy pipeline: tokens that keep C++, C# and .NET whole, and sentences that end where people end them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import spacy
from spacy.attrs import IS_PUNCT, IS_SPACE, IS_TITLE, LOWER, NORM  # type: ignore[import-not-found]  # compiled
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

MARKS: Final = frozenset(".!?…;")
"""A sentence ends after these. A semicolon parts things that stand on their own in a SkillsCV."""
BULLETS: Final = frozenset("•·|▪●*")
NOT_AN_END: Final = frozenset(
    (
        "bijv",
        "bv",
        "o.a",
        "ca",
        "dr",
        "mr",
        "mw",
        "drs",
        "ing",
        "nr",
        "tel",
        "evt",
        "incl",
        "excl",
        "vgl",
        "e.g",
        "i.e",
        "st",
    )
)
_MASK: Final = re.compile(r"\[[^\[\]]{1,40}\]|<[^<>]{1,40}>|█+")
"""What redaction leaves behind: it stays one token, so that no phrase can reach over it."""
_CLOSING: Final = frozenset({")", "”", '"', "'", "’", *MARKS})
_LONGEST: Final = 60
"""Characters without a space of which the edges are looked at: spaCy takes one off at a time, and looks at the whole
again each time, so that 50,000 emoji would take half an hour."""
_ASKED: Final = (LOWER, NORM, IS_PUNCT, IS_SPACE, IS_TITLE)
"""What is asked of a word beside its letters."""
_SPECIAL: Final = re.compile(r"(?i)^(?:c\+\+|[cf]#|\.net|(?:asp|vb|ado)\.net|[\w]+\.js|[\w]+(?:-[\w]+)+)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``start`` to ``end`` of the text of section number ``section``, and their tokens."""

    section: int
    start: int
    end: int
    text: str
    tokens: Span


@Pipeline.component("sentence_ends")
def sentence_ends(doc: Doc) -> Doc:
    """Start a sentence after an end mark, at a bullet and on a new line that is no mere wrap of the line before."""
    begin = True
    starts = np.full(len(doc), -1, dtype=np.int64)
    texts = [token.text for token in doc]
    for at, (text, following) in enumerate(zip(texts, [*texts[1:], ""], strict=False)):
        if begin or text in BULLETS:
            starts[at] = 1
        if "\n" in text:
            begin = text.count("\n") > 1 or not following[:1].islower()
        else:
            begin = text[-1] in MARKS and not _abbreviates(doc, at) and following not in _CLOSING
    return doc.from_array(["SENT_START"], cast(Any, starts[:, None].astype(np.uint64))) if len(doc) else doc


def _abbreviates(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text != ".":
        return text.rstrip(".").lower() in NOT_AN_END
    return i > 0 and not doc[i - 1].whitespace_ and doc[i - 1].lower_ in NOT_AN_END


def pipeline() -> Pipeline:
    """One pipeline for both languages: spaCy's multilingual tokenizer with our own edges, and ``sentence_ends``."""
    nlp = spacy.blank("xx")
    tokenizer = cast(Any, nlp.tokenizer)
    defaults = nlp.Defaults
    # "#" and "+" belong to names of languages, a leading dot to .NET.
    prefixes = [_MASK.pattern, *(p for p in (defaults.prefixes or ()) if p not in {"#", r"\.\.+"})]
    suffixes = [s for s in (defaults.suffixes or ()) if s not in {"#", r"(?<=[0-9])\+"}]
    infixes = [*(defaults.infixes or ()), r"/", r"(?<=[^\W\d_])[;,:](?=\w)", r"(?<=[^\W\d_]{3})\.(?=[A-Z])"]
    tokenizer.prefix_search = _bounded(compile_prefix_regex(prefixes))
    tokenizer.suffix_search = _bounded(compile_suffix_regex(suffixes))
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.token_match = lambda text: None if text.isalpha() else _SPECIAL.match(text) or _MASK.fullmatch(text)
    tokenizer.url_match = _unless_letters(tokenizer.url_match)
    # Each new word would have its shape, likeness to a number and the like worked out; nothing here asks for them.
    vocab = cast(Any, nlp.vocab)
    vocab.lex_attr_getters = {name: vocab.lex_attr_getters[name] for name in _ASKED}
    nlp.add_pipe("sentence_ends")
    return nlp


def _bounded(edge: re.Pattern[str]) -> Callable[[str], re.Match[str] | None]:
    return _unless_letters(lambda text: edge.search(text) if len(text) <= _LONGEST else None)


def _unless_letters(find: Callable[[str], re.Match[str] | None]) -> Callable[[str], re.Match[str] | None]:
    """Most words are nothing but letters: they have no edges and are no address, which need not be looked for."""
    return lambda text: None if text.isalpha() else find(text)


def sentences(doc: Doc, section: int = 0) -> tuple[Sentence, ...]:
    """The sentences of one section, white space trimmed off."""
    found = []
    for span in doc.sents:
        text = span.text
        start = span.start_char + len(text) - len(text.lstrip())
        if text.strip():
            found.append(Sentence(section, start, start + len(text.strip()), text.strip(), span))
    return tuple(found)
