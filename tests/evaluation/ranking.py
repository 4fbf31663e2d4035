"""How well the ranking agrees with people: nDCG@10 on the judged set, beside BM25 on the same texts.

``python tests/evaluation/ranking.py``. The texts are the project's own examples, the grades those of ``judged/``;
nothing is tuned on them. The interval is resampled over vacancies.
"""

from __future__ import annotations

import csv
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from api.knowledge import Knowledge
from matching.plan import build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import rank
from taxonomy.model import Language, Section, SectionKind, SkillId
from taxonomy.redaction import Scope, redact

HERE: Final = Path(__file__).parent
EXAMPLES: Final = HERE.parents[1] / "openapi" / "examples"
TOP: Final = 10
Grades = Mapping[str, Mapping[str, float]]


def grades() -> Grades:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with (HERE / "judged" / "grades.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["vacancy"]][row["skillscv"]] = (int(row["first"]) + int(row["second"])) / 2
    return found


def example(folder: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / folder / f"{name}.json").read_text("utf-8"))
    return loaded


def ndcg(order: Sequence[str], graded: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain of the first ten, gain 2^grade - 1 (Järvelin & Kekäläinen 2002)."""

    def gain(names: Sequence[str]) -> float:
        return sum((2 ** graded[name] - 1) / math.log2(place + 2) for place, name in enumerate(names[:TOP]))

    return gain(order) / gain(sorted(graded, key=lambda name: -graded[name]))


def ours(knowledge: Knowledge, graded: Grades) -> dict[str, list[str]]:
    people = sorted({name for row in graded.values() for name in row})
    profiles = {name: profile(knowledge, example("skillscvs", name)) for name in people}
    order = {}
    for vacancy, row in graded.items():
        plan = build_plan(requirements(knowledge, example("vacancies", vacancy)), knowledge.catalogue)
        pool = {name: profiles[name] for name in row}
        order[vacancy] = [found.id for found in rank(plan, pool, seed=b"judged", limit=len(pool))]
    return order


def profile(knowledge: Knowledge, body: Mapping[str, Any]) -> SkillProfile:
    sections = [Section(SectionKind(section["kind"]), section["text"]) for section in body["sections"]]
    _, reading = knowledge.read(sections, Language(body["language"]))
    return SkillProfile((skill.skill_id, skill.level) for skill in reading.skills)


def requirements(knowledge: Knowledge, body: Mapping[str, Any]) -> list[Requirement]:
    if "requirements" in body:
        return [
            Requirement(SkillId(row["skillId"]), row["weight"], row["minimumLevel"], Need(row["need"]))
            for row in body["requirements"]
        ]
    section = Section(SectionKind.OTHER, f"{body['title']}\n\n{body['text']}")
    text = redact([section], scope=Scope.VACANCY).sections[0].text
    read = knowledge.reader.read_vacancy(text, language=Language(body["language"]))
    return [Requirement(row.skill_id, row.weight, row.minimum_level, Need(row.need)) for row in read]


def bm25(graded: Grades, k1: float = 1.2, b: float = 0.75) -> dict[str, list[str]]:
    """Words against words, as a search engine would (Robertson & Zaragoza 2009)."""
    people = sorted({name for row in graded.values() for name in row})
    texts = {name: words(" ".join(part["text"] for part in example("skillscvs", name)["sections"])) for name in people}
    mean = sum(map(len, texts.values())) / len(texts)
    spread = Counter(word for text in texts.values() for word in set(text))
    order = {}
    for vacancy, row in graded.items():
        asked = set(words(example("vacancies", vacancy)["text"]))
        scores = {}
        for name in row:
            counts, length = Counter(texts[name]), len(texts[name])
            scores[name] = sum(
                math.log(1 + (len(people) - spread[word] + 0.5) / (spread[word] + 0.5))
                * counts[word]
                * (k1 + 1)
                / (counts[word] + k1 * (1 - b + b * length / mean))
                for word in asked & counts.keys()
            )
        order[vacancy] = sorted(row, key=lambda name: (-scores[name], name))
    return order


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of 2,000 means resampled over vacancies, with a fixed seed."""
    chance = random.Random(7)  # noqa: S311  resampling, not secrets
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(2000))
    return means[50], means[1949]


def main() -> int:
    graded = grades()
    orders = {"ours": ours(Knowledge.load(None), graded), "BM25": bm25(graded)}
    lines = [f"{'vacancy':32}" + "".join(f"{name:>8}" for name in orders)]
    scores = {name: [ndcg(order[vacancy], graded[vacancy]) for vacancy in graded] for name, order in orders.items()}
    for place, vacancy in enumerate(graded):
        lines.append(f"{vacancy:32}" + "".join(f"{scores[name][place]:8.3f}" for name in orders))
    for name, values in scores.items():
        low, high = interval(values)
        lines.append(f"nDCG@{TOP} {name}: {sum(values) / len(values):.3f}  (95 %: {low:.3f}-{high:.3f})")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
