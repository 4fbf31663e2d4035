"""The redactor in numbers: ``python tests/evaluation/redaction.py [FILE ...]``.

Reads JSONL files of fragments ``{"id", "lang", "text", "spans": [{"start", "end", "type"}], "keep": [{"start", "end"}],
"optional"?: [...]}`` with character offsets into the text. Without arguments: the project's own table, and
``data/pii/pii.jsonl`` in the folder that the variable SKILLSCV_SHARED of the environment names, in two parts by a hash
of the id; nobody ever read the second. ``--misses`` lists what went wrong, of the parts that may be read. ``--twins``
adds all pairs of twins of the example SkillsCVs (some minutes): how many redact to different bytes, per kind, and why.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from taxonomy.redaction.measure import Figures, evaluate
from taxonomy.training.redaction.fragments import FOLDER, Fragment
from taxonomy.training.redaction.fragments import read as read_fragments

LOOKED_AT = 100
SHOWN = 4
BLIND = tuple(Path(__file__).parent / "unread" / f"fragments-{number}.jsonl" for number in (5, 6, 7))
"""Written by independent hands, the fifth in unusual wording. Nobody who writes rules opens them."""
UNREAD = frozenset(
    {
        "pii, not looked at",
        "own table, fragments-4.txt",
        "own table",
        "held out of training",
        *(path.name for path in BLIND),
    }
)
"""Sets with fragments that who writes rules has not read: figures only."""


def parts(fragments: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The development set in the part that rules were written against and the part that nobody read."""
    ordered = sorted(fragments, key=lambda fragment: hashlib.sha256(fragment["id"].encode()).hexdigest())
    return {"looked at": ordered[:LOOKED_AT], "not looked at": ordered[LOOKED_AT:]}


def read(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def training_fragments() -> list[Fragment]:
    """What the tagger is trained on, and what was held out of it."""
    return read_fragments(sorted(FOLDER.glob("*.txt")))


def own_table() -> list[Mapping[str, Any]]:
    """The project's own fragments, which the tests hold the redactor to."""
    table: list[Mapping[str, Any]] = _beside_the_tests("fragments").fragments()
    return table


def _beside_the_tests(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / f"taxonomy/redaction/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def twins() -> str:
    """The twins of the example SkillsCVs: pairs and how many differ, by source and kind, with the first few reasons."""
    sets = _beside_the_tests("twin_sets")
    tested: Counter[tuple[str, str]] = Counter()
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for pair in sets.pairs():
        tested[pair.source, pair.kind] += 1
        one, other = sets.redacted(pair.one), sets.redacted(pair.other)
        if one != other:
            reasons.setdefault((pair.source, pair.kind), Counter())[f"{pair.variant}: {_difference(one, other)}"] += 1
    lines = [f"twins: {tested.total()} pairs, {sum(each.total() for each in reasons.values())} differ"]
    for key, count in sorted(tested.items()):
        differing = reasons.get(key, Counter())
        lines.append(f"  {key[0]}, {key[1]}: {differing.total()} of {count} differ")
        lines += [f"    {number} x {reason}" for reason, number in differing.most_common(SHOWN)]
    return "\n".join(lines)


def _difference(one: Sequence[str], other: Sequence[str]) -> str:
    for left, right in zip(one, other, strict=True):
        if left != right:
            start = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
            return f"{left[max(0, start - 15) : start + 25]!r} / {right[max(0, start - 15) : start + 25]!r}"
    return ""


def report(name: str, figures: Figures) -> str:
    """The figures of one set as lines of text."""
    types = "  ".join(
        f"{kind} {figures.found[kind]}/{count}"
        for kind, count in sorted(figures.wanted.items(), key=lambda item: item[0])
    )
    return (
        f"{name}: recall {figures.recall:.3f}  precision {figures.precision:.3f}"
        f"  skill strings kept {figures.keep_rate:.4f}  leak-free {figures.leak_free}/{figures.with_signal}"
        f"  without signal touched {figures.touched}/{figures.without_signal}"
        f"  {figures.characters / figures.seconds:,.0f} characters a second\n  {types}"
    )


def main(arguments: Sequence[str]) -> int:
    show = "--misses" in arguments
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    sets = {path.name: read(path) for path in paths}
    if not sets:
        sets = {"own table": own_table()}
        for name in ("fragments.txt", "fragments-2.txt", "fragments-3.txt", "fragments-4.txt"):
            sets[f"own table, {name}"] = _beside_the_tests("fragments").fragments(name)
        sets |= {path.name: read(path) for path in BLIND}
        sets["held out of training"] = [each.row() for each in training_fragments() if each.held_out]
        if folder := os.environ.get("SKILLSCV_SHARED"):
            sets |= {f"pii, {name}": part for name, part in parts(read(Path(folder) / "data/pii/pii.jsonl")).items()}
        else:
            print("SKILLSCV_SHARED names no folder: the development set is left out")  # noqa: T201
    for name, fragments in sets.items():
        figures = evaluate(fragments)
        print(report(name, figures))  # noqa: T201
        if show and name not in UNREAD:
            print("\n".join(figures.missed))  # noqa: T201
    if "--twins" in arguments:
        print(twins())  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
