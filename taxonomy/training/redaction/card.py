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
        f"`{model.version}`, beside the rules: two networks trained on {number} marked fragments, which",
        "language models wrote and marked to briefs of the project (`taxonomy/data/redaction`). The quick one, four",
        "gated convolutions over word pieces, sees fifteen pieces to either side and the mean of four sentences; it",
        "also learned what a more careful one makes of these fragments, of variants of them with other words, and of",
        "texts of the behaviour corpus. Where it sees anything, the careful one (the lower six layers of",
        "multilingual-e5-small, fine-tuned on fragments and on such texts, in whole numbers) reads the same sentences",
        "and both count half.",
        "",
        f"Rules and tagger together on the {held_out} fragments (one in {HELD_OUT}) not trained on, with `look`",
        f"{model.look}, `sure` {model.sure}, `likely` {model.likely}, `doubtful` {model.doubtful}, `others`",
        f"{model.others}:",
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
        "The packaged ones were trained in steps, as fragments came in and masks came to be weighed: the quick one for",
        "46 rounds without variants, then 7 with them, taught by a careful one of twelve layers that is gone, on",
        "seventeen files; the careful one for four rounds on these and three on all files and stories. So `make",
        "train-redaction` rebuilds siblings, not these byte for byte. Thresholds: chosen on what was held out.",
        "",
        "Limits: the fragments are denser with signals and traps than a CV, and were marked once, by who wrote them.",
        "Other languages than Dutch and English were not trained.",
    )
