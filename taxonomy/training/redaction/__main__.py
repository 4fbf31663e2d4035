"""``python -m taxonomy.training.redaction [TABLE ...]``: rebuild the tagger from the fragments, and its card.

Further tables of fragments may be named. ``SKILLSCV_TEACHER`` names a file that keeps the teacher between runs.
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
from taxonomy.training.redaction import card, tune
from taxonomy.training.redaction.export import write
from taxonomy.training.redaction.fragments import FOLDER, Shown, as_met, as_written, met, read
from taxonomy.training.redaction.networks import Pieces, TaggerNetwork, Teacher
from taxonomy.training.redaction.tune import TAGGER, TEACHER, Lesson
from taxonomy.training.redaction.variants import SHARES, Variants
from taxonomy.training.source import Source, model_file

TARGET: Final = Path(taxonomy.redaction.__file__).parent / "data" / "tagger"
STORIES: Final = 3
"""One in so many texts of the behaviour corpus is read by the teacher, to show the tagger what to leave alone."""
CALM: Final = 2.5
"""How much surer (in log-odds) the teacher is taken to be that a word of such a text tells nothing.

One word in six of a fragment tells something, one in fourteen of a story; what goes beyond that was set by eye.
"""
THRESHOLDS: Final = {"sure": 0.5, "likely": 0.15, "doubtful": 0.1, "others": 0.03}


def main(tables: Sequence[str]) -> None:
    torch.set_num_threads(1)  # sums are added in another order on another number of threads
    source = Source(model_file())
    pieces = Pieces(source)
    fragments = read(sorted(FOLDER.glob("*.txt")))
    shown = [*(each for each in fragments if not each.held_out), *read([*map(Path, tables)])]
    lessons = [Lesson(as_met(each), as_written(each)) for each in shown]
    teacher = taught(lessons, source, pieces)
    stories = [met(text.text) for text in corpus.load()[::STORIES]]
    variants = Variants(source, pieces, [*(each.text for each in shown), *stories], TAGGER.seed)
    lessons = [each for lesson in lessons for each in lessons_of(lesson, teacher, pieces, variants)]
    lessons += [Lesson(Shown(text, ()), None, calmed(said(teacher, text, pieces))) for text in stories]
    tagger = TaggerNetwork(source, pieces)
    tune.train(tagger, lessons, pieces, TAGGER)
    write(tagger, pieces, TARGET, THRESHOLDS)
    card.write([each for each in fragments if each.held_out], len(shown), TARGET)


def taught(lessons: Sequence[Lesson], source: Source, pieces: Pieces) -> Teacher:
    """The teacher, trained now or as a former run kept it."""
    torch.manual_seed(TEACHER.seed)
    teacher = Teacher(source, pieces)
    kept = os.environ.get("SKILLSCV_TEACHER")
    if kept and Path(kept).is_file():
        teacher.load_state_dict(torch.load(kept))
        return teacher.eval()
    tune.train(teacher, lessons, pieces, TEACHER)
    if kept:
        torch.save(teacher.state_dict(), kept)
    return teacher


def lessons_of(lesson: Lesson, teacher: Teacher, pieces: Pieces, variants: Variants) -> Iterator[Lesson]:
    """A fragment with the teacher's opinion, and its variants with that alone; of masks only the marks speak."""
    text = lesson.met.text
    yield lesson._replace(soft=tune.weighed(said(teacher, text, pieces), lesson.met, text, pieces))
    for other in (variants.of(text, share) for share in SHARES):
        soft = tune.weighed(said(teacher, other, pieces), lesson.met, other, pieces)
        yield Lesson(Shown(other, ()), None, soft)


def said(teacher: Teacher, text: str, pieces: Pieces) -> torch.Tensor:
    return tune.opinion(teacher, text, pieces, TAGGER.longest).half()


def calmed(soft: torch.Tensor) -> torch.Tensor:
    """The teacher learned from fragments, which are far denser with signals than stories are."""
    odds = soft.float() * torch.tensor([math.exp(CALM), *[1.0] * (soft.shape[1] - 1)])
    return (odds / odds.sum(-1, keepdim=True)).half()


if __name__ == "__main__":
    main(sys.argv[1:])
