"""Signals told in words no rule knows: a small network weighs every word by the words around it.

It reads text from which the rules have taken what is certain, so that twins which the rules make equal stay equal. It
is trained on the fragments of ``taxonomy/data/redaction`` (``make train-redaction``; its card lies beside it).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from taxonomy.redaction.mask import MASK, MASKS
from taxonomy.redaction.signals import RETURNABLE_SIGNALS, Signal, Span

FOLDER: Final = files("taxonomy.redaction") / "data" / "tagger"
NETWORK: Final = "tagger.onnx"
PIECES: Final = "pieces.json"
HEADER: Final = "tagger.json"
TOLD: Final = "tagger"
"""The rule that reports name for what the tagger adds."""
SENTENCES: Final = 4
"""Sentences or lines read at a time. Counted, not measured: a mask elsewhere must not move the borders."""
LONGEST: Final = 800
"""Characters read at a time, whatever the sentences."""
WORD: Final = re.compile(r"\w[\w'’-]*")
_READ: Final = re.compile(rf"(?P<mask>{MASK.pattern})|{WORD.pattern}")
RETURNABLE_MASKS: Final = frozenset(MASKS[signal] for signal in RETURNABLE_SIGNALS)
_ENDS: Final = re.compile(r"\n+|[.!?…][\"'”’)]{0,3}\s+")
_SPACE: Final = re.compile(r"\s")
_BREAKS: Final = re.compile(r"[\n\[\].;:!?]")


class Word(NamedTuple):
    """A word or mask: character offsets, what it most likely tells, the chance (0 to 1) that it tells any signal."""

    start: int
    end: int
    type: Signal
    chance: float


class Tagger:
    """The network with its word pieces and thresholds; threads may share it. FileNotFoundError without its files.

    ``sure``: the chance from which a word is taken for a signal; ``likely``: from which its neighbours go along;
    ``doubtful``: below which what a rule of an open kind proposes is left alone; ``others``: below which a mask
    that may be returned is taken to speak of somebody or something else.
    """

    def __init__(self) -> None:
        network = (FOLDER / NETWORK).read_bytes()
        header: dict[str, Any] = json.loads((FOLDER / HEADER).read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        # One thread: two workers on two cores do not fight, and sums are added in one order.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._pieces = Tokenizer.from_str((FOLDER / PIECES).read_text(encoding="utf-8"))
        self._types = tuple(Signal(name) for name in header["types"])
        self.sure: float = header["sure"]
        self.likely: float = header["likely"]
        self.doubtful: float = header["doubtful"]
        self.others: float = header["others"]
        digest = hashlib.sha256(network + json.dumps(header, sort_keys=True).encode()).hexdigest()
        self.version: str = f"tagger-{digest[:12]}"

    def words(self, text: str, seen: dict[str, tuple[Word, ...]]) -> Iterator[Word]:
        """Every word in order, and the masks that may be returned. ``seen`` remembers stretches of one person."""
        for start, end in _stretches(text):
            stretch = text[start:end]
            if stretch not in seen:
                seen[stretch] = tuple(self._words(stretch))
            for word in seen[stretch]:
                yield word._replace(start=start + word.start, end=start + word.end)

    def _words(self, text: str) -> Iterator[Word]:
        places = _places(text)
        if not places:
            return
        chances = self._chances(text, places)
        kinds = chances.argmax(1)
        for (start, end), kind, chance in zip(places, kinds, chances.sum(1), strict=True):
            # Last bits differ between processors.
            yield Word(start, end, self._types[kind], round(float(chance), 3))

    def _chances(self, text: str, places: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Words × types; a word counts as the mean of its pieces."""
        pieces = self._pieces.encode(text, add_special_tokens=False)
        ids = np.array([pieces.ids], dtype=np.int64)
        chances: NDArray[np.float32] = self._session.run(None, {"ids": ids})[0][0]
        starts, ends = np.array(pieces.offsets).T
        first = np.searchsorted(ends, [start for start, _ in places], side="right")
        last = np.searchsorted(starts, [end for _, end in places], side="left")
        totals = np.concatenate([np.zeros((1, chances.shape[1])), chances.cumsum(0, dtype=np.float64)])
        means = (totals[last] - totals[first]) / np.maximum(last - first, 1)[:, None]
        return np.asarray(means, dtype=np.float32)


@cache
def tagger() -> Tagger:
    """The packaged tagger, read once."""
    return Tagger()


def tagger_version() -> str:
    """Which tagger redacts: what is read depends on it."""
    return tagger().version


def told(text: str, words: Sequence[Word], sure: float, likely: float) -> Iterator[Span]:
    """Runs of likely words with a sure one among them, each as one span of the type most of its words tell."""
    run: list[Word] = []
    for word in words:
        if run and (word.chance < likely or _BREAKS.search(text, run[-1].end, word.start)):
            yield from _span(run, sure)
            run = []
        if word.chance >= likely:
            run.append(word)
    yield from _span(run, sure)


def _span(run: Sequence[Word], sure: float) -> Iterator[Span]:
    if run and max(word.chance for word in run) >= sure:
        weights: dict[Signal, float] = {}
        for word in run:
            weights[word.type] = weights.get(word.type, 0.0) + word.chance
        yield Span(run[0].start, run[-1].end, max(weights, key=lambda kind: weights[kind]), TOLD)


def _places(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _READ.finditer(text) if not match["mask"] or match[0] in RETURNABLE_MASKS]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    ends = [match.end() for match in _ENDS.finditer(text)][SENTENCES - 1 :: SENTENCES]
    for start, end in pairwise([0, *ends, len(text)]):
        yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        spaces = [match.end() for match in _SPACE.finditer(text, start + LONGEST // 2, start + LONGEST)]
        middle = spaces[-1] if spaces else start + LONGEST
        yield start, middle
        start = middle
    if start < end:
        yield start, end
