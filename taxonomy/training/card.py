"""The model card: what a behaviour model was built from and how well it reads texts it never saw."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.training.corpus import SKILLS, Text, truth
from taxonomy.training.measure import best_threshold, figures

LIMITS = (
    "One labeller a text; a tenth was labelled a second time (F1 .97, people of one kind: an upper bound).",
    "Dutch comes from eleven batches, English from six: other writers read otherwise.",
    "Most texts have under fifty words, one in twenty over eighty; longer sections are read in windows.",
    "Calibration and threshold are set on the same held-out scores that these figures are taken from.",
)


def card(name: str, texts: Sequence[Text], scores: NDArray[np.int64]) -> dict[str, Any]:
    """Figures from held-out scores (texts × skills, thousandths of log-odds) at the threshold set on them."""
    threshold = best_threshold(scores, truth(texts))
    predicted, wanted = scores >= threshold, truth(texts)

    def by(key: Callable[[Text], str]) -> dict[str, Any]:
        groups = np.array([key(text) for text in texts])
        return {
            group: asdict(figures(predicted[groups == group], wanted[groups == group]))
            for group in sorted(set(groups.tolist()))
        }

    without = ~wanted.any(axis=1)
    skills = {skill: figures(predicted[:, i : i + 1], wanted[:, i : i + 1]) for i, skill in enumerate(SKILLS)}
    return {
        "model": name,
        "texts": len(texts),
        "threshold": threshold,
        "all": asdict(figures(predicted, wanted)),
        "macroF1": round(float(np.mean([figure.f1 for figure in skills.values()])), 3),
        "textsWithoutSkillLeftEmpty": round(float((~predicted[without].any(axis=1)).mean()), 3),
        "calibrationError": _calibration_error(scores, wanted),
        "byLanguage": by(lambda text: text.language),
        "bySection": by(lambda text: text.section),
        "byBatch": by(lambda text: text.batch),
        "bySkill": {skill: asdict(figure) for skill, figure in skills.items()},
        "limits": LIMITS,
    }


def _calibration_error(scores: NDArray[np.int64], wanted: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins (Naeini 2015), 0-1."""
    surely = 1 / (1 + np.exp(-scores.ravel() / 1000))
    true = wanted.ravel()
    bins = np.minimum((surely * 10).astype(int), 9)
    gaps = (abs(surely[bins == b].mean() - true[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    return round(float(sum(gaps)), 4)


def write(values: dict[str, Any], folder: Path, stem: str) -> None:
    """``stem.json`` in full and ``stem.md`` as a short table."""
    (folder / f"{stem}.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    (folder / f"{stem}.md").write_text(_page(values), encoding="utf-8")


def _page(values: dict[str, Any]) -> str:
    lines = [f"# {values['model']}", "", f"{values['texts']} texts, whole batches held out.", ""]
    lines += ["| | F1 | precision | recall | support |", "|---|---|---|---|---|"]
    rows = [row for group in ("byLanguage", "byBatch", "bySkill") for row in values[group].items()]
    for name, row in [*rows, ("**all**", values["all"])]:
        lines.append(f"| {name} | {row['f1']} | {row['precision']} | {row['recall']} | {row['support']} |")
    lines += ["", f"Texts without a skill left empty: {values['textsWithoutSkillLeftEmpty']}.", ""]
    lines += [f"- {limit}" for limit in LIMITS]
    return "\n".join(lines) + "\n"
