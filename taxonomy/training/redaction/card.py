"""The model card of the tagger: what it was trained on and what redaction does with it on fragments it never saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from taxonomy.redaction.measure import Figures, evaluate
from taxonomy.redaction.tagger import tagger
from taxonomy.training.redaction.fragments import HELD_OUT, Fragment


def write(held_out: Sequence[Fragment], number: int, folder: Path) -> None:
    """Writes ``card.md`` beside the model."""
    tagger.cache_clear()
    figures = evaluate([fragment.row() for fragment in held_out])
    (folder / "card.md").write_text("\n".join([*_lines(figures, len(held_out), number), ""]), encoding="utf-8")


def _lines(figures: Figures, held_out: int, number: int) -> Iterator[str]:
    model = tagger()
    yield from (
        "# Tagger of redaction",
        "",
        f"`{model.version}`, beside the rules. Trained on {number} marked fragments, which language models",
        "wrote and marked to briefs of the project (`taxonomy/data/redaction`), and on what its teacher",
        "(multilingual-e5-small, fine-tuned on the same fragments) makes of these, of variants of them with other",
        "words, and of texts of the behaviour corpus. Four gated convolutions over word pieces: fifteen pieces to",
        "either side, the mean of four sentences.",
        "",
        f"Rules and tagger together on the {held_out} fragments (one in {HELD_OUT}) not trained on, with `sure`",
        f"{model.sure}, `likely` {model.likely}, `doubtful` {model.doubtful}, `others` {model.others}:",
        "",
        f"recall {figures.recall:.3f}, precision {figures.precision:.3f}, skills and traps kept",
        f"{figures.keep_rate:.3f}, without a leak {figures.leak_free} of {figures.with_signal}, touched though",
        f"without a signal {figures.touched} of {figures.without_signal}.",
        "",
        "| signal | found | of |",
        "|---|---|---|",
    )
    for kind, count in sorted(figures.wanted.items()):
        yield f"| {kind} | {figures.found[kind]} | {count} |"
    yield from (
        "",
        "The packaged one was trained in steps, as fragments came in and masks came to be weighed: the teacher on",
        "five files, then on seven, twelve and seventeen; the tagger for 46 rounds without variants, then 7 with them",
        "(and with stories that have a fragment in them). So `make train-redaction` rebuilds a sibling, not this one",
        "byte for byte. Thresholds were chosen on the fragments held out.",
        "",
        "Limits: the fragments are denser with signals and traps than a CV, and were marked once, by who wrote them.",
        "Other languages than Dutch and English were not trained.",
    )
