"""``python -m taxonomy.training.redaction [--careful] [TABLE ...]``: rebuild the tagger, and its card.

Further tables of fragments may be named. ``--careful`` rebuilds the careful network alone, in a fifth of the time.
``SKILLSCV_CAREFUL`` names a file that keeps it as it is after the fragments alone, to go on from there the next time.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch

import taxonomy.redaction
from taxonomy.training import corpus
from taxonomy.training.quantise import SAMPLED
from taxonomy.training.redaction import card, export, tune
from taxonomy.training.redaction.fragments import FOLDER, Shown, as_met, as_written, met, read
from taxonomy.training.redaction.networks import CarefulNetwork, Pieces, QuickNetwork
from taxonomy.training.redaction.tune import CAREFUL, QUICK, Lesson
from taxonomy.training.redaction.variants import SHARES, Variants
from taxonomy.training.source import Source, model_file

TARGET: Final = Path(taxonomy.redaction.__file__).parent / "data" / "tagger"
STORIES: Final = 3
"""One in so many texts of the behaviour corpus is read by the careful network, to show both what to leave alone."""
CALM: Final = 2.5
"""How much surer (in log-odds) the careful network is taken to be that a word of such a text tells nothing.

One word in six of a fragment tells something, one in fourteen of a story; what goes beyond that was set by eye.
"""
THRESHOLDS: Final = {"look": 0.1, "sure": 0.5, "likely": 0.1, "doubtful": 0.2, "others": 0.03}
ONLY_CAREFUL: Final = "--careful"
THREADS: Final = 2
"""Sums are added in another order on another number: the artefact is the same only on as many, of a like processor."""


def main(arguments: Sequence[str]) -> None:
    tables = [Path(each) for each in arguments if each != ONLY_CAREFUL]
    torch.set_num_threads(THREADS)
    source = Source(model_file())
    pieces = Pieces(source)
    fragments = read(sorted(FOLDER.glob("*.txt")))
    shown = [*(each for each in fragments if not each.held_out), *read(tables)]
    lessons = [Lesson(as_met(each), as_written(each)) for each in shown]
    stories = [met(text.text) for text in corpus.load()[::STORIES]]
    careful = taught(lessons, stories, source, pieces)
    if ONLY_CAREFUL not in arguments:
        export.write_quick(_quick(lessons, stories, careful, source, pieces), pieces, TARGET)
    export.write_careful(careful, source, pieces, [each.met.text for each in lessons[::SAMPLED]], TARGET)
    export.write_header(pieces, TARGET, THRESHOLDS)
    card.write([each for each in fragments if each.held_out], len(shown), TARGET)


def taught(lessons: Sequence[Lesson], stories: Sequence[str], source: Source, pieces: Pieces) -> CarefulNetwork:
    """The careful network: first it learns from fragments, now or as a former run kept it, then from stories too."""
    torch.manual_seed(CAREFUL[0].seed)
    careful = CarefulNetwork(source, pieces)
    kept = os.environ.get("SKILLSCV_CAREFUL")
    if kept and Path(kept).is_file():
        careful.load_state_dict(torch.load(kept))
    else:
        tune.train(careful, lessons, pieces, CAREFUL[0])
        if kept:
            torch.save(careful.state_dict(), kept)
    tune.train(careful, [*lessons, *_told(stories, careful.eval(), pieces)], pieces, CAREFUL[1])
    return careful


def _quick(
    lessons: Sequence[Lesson], stories: Sequence[str], careful: CarefulNetwork, source: Source, pieces: Pieces
) -> QuickNetwork:
    variants = Variants(source, pieces, [*(each.met.text for each in lessons), *stories], QUICK.seed)
    more = [each for lesson in lessons for each in lessons_of(lesson, careful, pieces, variants)]
    quick = QuickNetwork(source, pieces)
    tune.train(quick, [*more, *_told(stories, careful, pieces)], pieces, QUICK)
    return quick


def _told(stories: Sequence[str], careful: CarefulNetwork, pieces: Pieces) -> list[Lesson]:
    return [Lesson(Shown(text, ()), None, calmed(said(careful, text, pieces))) for text in stories]


def lessons_of(lesson: Lesson, careful: CarefulNetwork, pieces: Pieces, variants: Variants) -> Iterator[Lesson]:
    """A fragment with the careful network's opinion, its variants with that alone; of masks only the marks speak."""
    text = lesson.met.text
    yield lesson._replace(soft=tune.weighed(said(careful, text, pieces), lesson.met, text, pieces))
    for other in (variants.of(text, share) for share in SHARES):
        soft = tune.weighed(said(careful, other, pieces), lesson.met, other, pieces)
        yield Lesson(Shown(other, ()), None, soft)


def said(careful: CarefulNetwork, text: str, pieces: Pieces) -> torch.Tensor:
    return tune.opinion(careful, text, pieces, QUICK.longest).half()


def calmed(soft: torch.Tensor) -> torch.Tensor:
    """It learned from fragments, which are far denser with signals than stories are."""
    odds = soft.float() * torch.tensor([math.exp(CALM), *[1.0] * (soft.shape[1] - 1)])
    return (odds / odds.sum(-1, keepdim=True)).half()


if __name__ == "__main__":
    main(sys.argv[1:])
