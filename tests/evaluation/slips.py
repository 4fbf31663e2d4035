"""How alike a text is read with a spelling slip in every eight words: ``python tests/evaluation/slips.py``.

Each run of eight words gets one slip, in a word of four letters or more drawn at random: a letter inserted, left out,
swapped with the next or put in the place of another. What is read of it is compared with what is read of the text as
it was (Jaccard, the mean over texts in which either reading holds a skill). ``--anywhere`` lets the first letter slip
too, which people seldom do (1.4 % of slips, Yannakoudakis & Fawthrop 1983). ``--linear`` leaves the encoder out.
``--raw``: the slips are there before the redaction, not after it. ``--shared``: the SkillsCVs of ``SKILLSCV_SHARED``
instead. The rules were written with slips of the examples in sight, never of the shared ones.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import string
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, Final

from taxonomy.catalogue import load_catalogue
from taxonomy.model import Language, Section, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.redaction import RedactedSection, redact, restore

PROJECT: Final = Path(__file__).parents[2]
EVERY: Final = 8
SHORTEST: Final = 4
KINDS: Final = ("insert", "delete", "swap", "substitute")
_WORD: Final = re.compile(r"\[[^\]]*\]|[^\W\d_]+")
Text = tuple[Language, list[tuple[SectionKind, str]]]


def slipped(text: str, chance: random.Random, *, anywhere: bool) -> str:
    """The text with one slip in each run of eight words; masks stay whole."""
    words = [found for found in _WORD.finditer(text) if found[0][0] != "["]
    pieces, end = [], 0
    for start in range(0, len(words) - EVERY + 1, EVERY):
        long = [word for word in words[start : start + EVERY] if len(word[0]) >= SHORTEST]
        if long:
            word = chance.choice(long)
            pieces += [text[end : word.start()], slip(word[0], chance, 0 if anywhere else 1)]
            end = word.end()
    return "".join((*pieces, text[end:]))


def slip(word: str, chance: random.Random, first: int) -> str:
    """``word`` with one slip at its letter number ``first`` or later; always another word."""
    while True:
        kind, at, letter = (
            chance.choice(KINDS),
            chance.randrange(first, len(word)),
            chance.choice(string.ascii_lowercase),
        )
        wrong = {
            "insert": word[:at] + letter + word[at:],
            "delete": word[:at] + word[at + 1 :],
            "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            "substitute": word[:at] + letter + word[at + 1 :],
        }[kind]
        if wrong != word:
            return wrong


def examples() -> list[Text]:
    bodies = (
        json.loads(path.read_text("utf-8")) for path in sorted((PROJECT / "openapi/examples/skillscvs").iterdir())
    )
    return [person(body) for body in bodies]


def unseen() -> list[Text]:
    lines = (Path(os.environ["SKILLSCV_SHARED"]) / "data/gold/skillscvs.jsonl").read_text("utf-8").splitlines()
    return [person(json.loads(line)) for line in lines]


def person(body: dict[str, Any]) -> Text:
    parts = [(SectionKind(part["kind"]), part["text"]) for part in body["sections"]]
    return Language(body["language"]), parts


def corpus(count: int) -> list[Text]:
    """Texts of the hardest batches of the behaviour corpus, drawn once."""
    folder = PROJECT / "taxonomy/data/behaviour"
    rows = [json.loads(line) for name in "HI" for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
    drawn = random.Random(0).sample(rows, count)  # noqa: S311 - repeatable
    return [(Language(row["lang"]), [(SectionKind(row["section"]), row["text"])]) for row in drawn]


def alike(reads: Sequence[tuple[frozenset[str], frozenset[str]]], only: Callable[[str], bool]) -> float:
    pairs = [(frozenset(filter(only, one)), frozenset(filter(only, other))) for one, other in reads]
    return mean(len(one & other) / len(one | other) for one, other in pairs if one | other)


def redacted(parts: Iterable[tuple[SectionKind, str]], language: Language) -> Sequence[RedactedSection]:
    return redact([Section(kind, text) for kind, text in parts], language=language).sections


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--texts", type=int, default=200)
    for flag in ("--anywhere", "--linear", "--raw", "--shared", "--show"):
        options.add_argument(flag, action="store_true")
    chosen = options.parse_args()
    catalogue = load_catalogue()
    reader = Reader(catalogue, model=LinearBehaviour() if chosen.linear else None)
    sets = {"SkillsCVs": unseen()} if chosen.shared else {"SkillsCVs": examples(), "corpus": corpus(chosen.texts)}
    core = frozenset(catalogue.core)

    def read(sections: Sequence[RedactedSection], language: Language) -> frozenset[str]:
        return frozenset(skill.skill_id for skill in reader.read(sections, language=language).skills)

    def again(text: Text, sections: Sequence[RedactedSection], chance: random.Random) -> Sequence[RedactedSection]:
        if chosen.raw:
            wrong = [(kind, slipped(part, chance, anywhere=chosen.anywhere)) for kind, part in text[1]]
            return redacted(wrong, text[0])
        return restore([(s.kind, slipped(s.text.value, chance, anywhere=chosen.anywhere)) for s in sections])

    sys.stdout.write(f"reader {reader.version}\n{'texts':12} {'n':>4} seed   core others    all\n")
    for name, texts in sets.items():
        once = [redacted(parts, language) for language, parts in texts]
        plain = [read(sections, text[0]) for text, sections in zip(texts, once, strict=True)]
        rows: list[tuple[float, ...]] = []
        for seed in range(chosen.seeds):
            chance = random.Random(seed)  # noqa: S311 - repeatable
            after = [read(again(text, sections, chance), text[0]) for text, sections in zip(texts, once, strict=True)]
            pairs = list(zip(plain, after, strict=True))
            if chosen.show:
                sys.stdout.writelines(
                    f"  {n} lost {sorted(a - b)} new {sorted(b - a)}\n" for n, (a, b) in enumerate(pairs) if a != b
                )
            row = (
                alike(pairs, core.__contains__),
                alike(pairs, lambda skill: skill not in core),
                alike(pairs, lambda _: True),
            )
            rows.append(row)
            sys.stdout.write(f"{name:12} {len(texts):4} {seed:4} " + " ".join(f"{one:6.3f}" for one in row) + "\n")
        means = (mean(column) for column in zip(*rows, strict=True))
        sys.stdout.write(f"{name:12} {len(texts):4} mean " + " ".join(f"{one:6.3f}" for one in means) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
