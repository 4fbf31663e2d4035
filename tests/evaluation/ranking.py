"""How well the ranking agrees with people: nDCG@10 on two graded sets, beside BM25 on the same texts.

``python tests/evaluation/ranking.py``. The yardstick are the project's own examples with the grades of ``judged/``, on
which nothing is tuned; errors in ``development/`` are looked at. The interval is resampled over vacancies.
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
from typing import Any, Final, NamedTuple

from api.knowledge import Knowledge
from matching.plan import build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import rank
from taxonomy.model import Language, Section, SectionKind, SkillId
from taxonomy.redaction import Scope, redact

HERE: Final = Path(__file__).parent
DEVELOPMENT: Final = HERE / "development"
EXAMPLES: Final = HERE.parents[1] / "openapi" / "examples"
TOP: Final = 10
Grades = Mapping[str, Mapping[str, float]]


class Graded(NamedTuple):
    """Vacancies and SkillsCVs by name, as they are sent, and the grades 0-3 of their pairs."""

    vacancies: Mapping[str, Mapping[str, Any]]
    people: Mapping[str, Mapping[str, Any]]
    grades: Grades


def judged() -> Graded:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(HERE / "judged" / "grades.csv"):
        found[row["vacancy"]][row["skillscv"]] = (int(row["first"]) + int(row["second"])) / 2
    people = {name for row in found.values() for name in row}
    return Graded(
        {name: _example("vacancies", name) for name in found},
        {name: _example("skillscvs", name) for name in sorted(people)},
        found,
    )


def development() -> Graded:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(DEVELOPMENT / "grades.csv"):
        found[row["vacancy"]][row["skillscv"]] = float(row["grade"])
    return Graded(_by_id("vacancies"), _by_id("people"), found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_id(name: str) -> dict[str, dict[str, Any]]:
    lines = (DEVELOPMENT / f"{name}.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def _example(folder: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / folder / f"{name}.json").read_text("utf-8"))
    return loaded


def ndcg(order: Sequence[str], graded: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain of the first ten, gain 2^grade - 1 (Järvelin & Kekäläinen 2002)."""

    def gain(names: Sequence[str]) -> float:
        return sum((2 ** graded[name] - 1) / math.log2(place + 2) for place, name in enumerate(names[:TOP]))

    return gain(order) / gain(sorted(graded, key=lambda name: -graded[name]))


def ours(knowledge: Knowledge, graded: Graded) -> dict[str, list[str]]:
    profiles = {name: profile(knowledge, body) for name, body in graded.people.items()}
    order = {}
    for vacancy, row in graded.grades.items():
        plan = build_plan(requirements(knowledge, graded.vacancies[vacancy]), knowledge.catalogue)
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


def bm25(graded: Graded, k1: float = 1.2, b: float = 0.75) -> dict[str, list[str]]:
    """Words against words, as a search engine would (Robertson & Zaragoza 2009)."""
    people = graded.people
    texts = {name: words(" ".join(part["text"] for part in body["sections"])) for name, body in people.items()}
    mean = sum(map(len, texts.values())) / len(texts)
    spread = Counter(word for text in texts.values() for word in set(text))
    order = {}
    for vacancy, row in graded.grades.items():
        asked = set(words(graded.vacancies[vacancy]["text"]))
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


def table(name: str, graded: Graded, knowledge: Knowledge) -> list[str]:
    orders = {"ours": ours(knowledge, graded), "BM25": bm25(graded)}
    lines = [f"{name:32}" + "".join(f"{each:>8}" for each in orders)]
    grades = graded.grades
    scores = {each: [ndcg(order[vacancy], grades[vacancy]) for vacancy in grades] for each, order in orders.items()}
    for place, vacancy in enumerate(grades):
        lines.append(f"{vacancy:32}" + "".join(f"{scores[each][place]:8.3f}" for each in orders))
    for each, values in scores.items():
        low, high = interval(values)
        lines.append(f"nDCG@{TOP} {each}: {sum(values) / len(values):.3f}  (95 %: {low:.3f}-{high:.3f})")
    return lines


def main() -> int:
    knowledge = Knowledge.load(None)
    for name, graded in (("judged", judged()), ("development", development())):
        sys.stdout.write("\n".join(table(name, graded, knowledge)) + "\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
