"""Signals told in words no rule knows: two networks weigh every word by the words around it.

They read text from which the rules have taken what is certain, so that twins which the rules make equal stay equal. A
quick one reads everything; where it sees anything, a careful one reads again and both count half. They are trained on
the fragments of ``taxonomy/data/redaction`` (``make train-redaction``; a card lies beside them).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b, sha256
from importlib.resources import files
from itertools import pairwise
from secrets import token_bytes
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from taxonomy.redaction.mask import MASK, MASKS
from taxonomy.redaction.signals import RETURNABLE_SIGNALS, Signal, Span

FOLDER: Final = files("taxonomy.redaction") / "data" / "tagger"
QUICK: Final = "tagger.onnx"
CAREFUL: Final = "careful.onnx"
PIECES: Final = "pieces.json"
HEADER: Final = "tagger.json"
TOLD: Final = "tagger"
"""The rule that reports name for what the tagger adds."""
SENTENCES: Final = 4
"""Sentences or lines read at a time. Counted, not measured: a mask elsewhere must not move the borders."""
LONGEST: Final = 800
"""Characters read at a time, whatever the sentences."""
LONGEST_PART: Final = 400
"""Pieces that the careful network reads at a time: more than 800 characters of ordinary words have."""
REMEMBERED: Final = 40_000
"""Words, seven megabytes: those of a text are met again in every pass over it, in its twins, when it is sent again."""
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
    """The networks with their word pieces and thresholds; threads may share it. FileNotFoundError without its files.

    ``look``: the chance of any word from which the careful network reads a stretch; ``sure``: the chance from which a
    word is taken for a signal; ``likely``: from which its neighbours go along; ``doubtful``: below which what a rule
    of an open kind proposes is left alone; ``others``: below which a mask that may be returned is taken to speak of
    somebody or something else. ``remembered``: how many words it keeps in mind, newest first.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        quick, careful = ((FOLDER / name).read_bytes() for name in (QUICK, CAREFUL))
        header: dict[str, Any] = json.loads((FOLDER / HEADER).read_text(encoding="utf-8"))
        self._quick, self._careful = _session(quick), _session(careful)
        self._pieces = Tokenizer.from_str((FOLDER / PIECES).read_text(encoding="utf-8"))
        self._types = tuple(Signal(name) for name in header["types"])
        self._key, self._lock = token_bytes(16), Lock()
        self._known: dict[bytes, tuple[Word, ...]] = {}
        self._number, self._most = 0, remembered
        self.look: float = header["look"]
        self.sure: float = header["sure"]
        self.likely: float = header["likely"]
        self.doubtful: float = header["doubtful"]
        self.others: float = header["others"]
        digest = sha256(quick + careful + json.dumps(header, sort_keys=True).encode()).hexdigest()
        self.version: str = f"tagger-{digest[:12]}"

    def words(self, text: str) -> Iterator[Word]:
        """Every word in order, and the masks that may be returned."""
        for start, end in _stretches(text):
            for word in self._remembered(text[start:end]):
                yield word._replace(start=start + word.start, end=start + word.end)

    def _remembered(self, stretch: str) -> tuple[Word, ...]:
        """What the newest stretches say, by a hash of each with a key of this process: places and chances, no text."""
        digest = blake2b(stretch.encode(errors="surrogatepass"), digest_size=16, key=self._key).digest()
        known = self._known.get(digest)
        if known is not None:
            return known
        words = tuple(self._words(stretch))
        with self._lock:
            self._number += len(words) * (digest not in self._known)
            self._known[digest] = words
            while self._number > self._most:
                self._number -= len(self._known.pop(next(iter(self._known))))
        return words

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
        chances = self._weighed(np.array(pieces.ids, dtype=np.int64))
        starts, ends = np.array(pieces.offsets).T
        first = np.searchsorted(ends, [start for start, _ in places], side="right")
        last = np.searchsorted(starts, [end for _, end in places], side="left")
        totals = np.concatenate([np.zeros((1, chances.shape[1])), chances.cumsum(0, dtype=np.float64)])
        means = (totals[last] - totals[first]) / np.maximum(last - first, 1)[:, None]
        return np.asarray(means, dtype=np.float32)

    def _weighed(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Pieces × types of chances."""
        chances: NDArray[np.float32] = self._quick.run(None, {"ids": ids[None]})[0][0]
        # Last bits differ between processors.
        if round(float(chances.sum(1).max(initial=0.0)), 3) < self.look:
            return chances
        parts = np.array_split(ids, -(-len(ids) // LONGEST_PART))
        again = np.concatenate([self._careful.run(None, {"ids": part[None]})[0][0] for part in parts])
        return np.asarray((chances + again) / 2, dtype=np.float32)


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread: two workers on two cores do not fight, and sums are added in one order.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


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
