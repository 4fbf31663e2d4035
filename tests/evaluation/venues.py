"""Venues that no list of the reader names, told in one frame beside a mosque: ``python tests/evaluation/venues.py``.

The venues of ``matching.invariance`` were in sight when ``venues.toml`` was written; these came afterwards. Counts
the pairs whose scores for twelve vacancies differ, over the first texts of the behaviour corpus, with the linear model.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from matching.plan import Plan, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import score
from taxonomy.catalogue import load_catalogue
from taxonomy.model import Language, Section, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.redaction import redact

STORIES, VACANCIES = 44, 12
FRAMES: Final = {
    Language.NL: "Voor de {} houd ik de kas bij en controleer ik de bonnen.",
    Language.EN: "For the {} I keep the accounts and check the receipts.",
}
BESIDE: Final = {Language.NL: "moskee", Language.EN: "mosque"}
VENUES: Final = {
    Language.NL: "buurthuis, repair café, mandir, gebedsgroep, ouderensoos, scoutinggroep, speeltuin, harmonie, "
    "leger des heils, wijkcentrum, volkstuin, jongerencentrum",
    Language.EN: "community centre, repair café, mandir, prayer group, lunch club for the elderly, scout troop, "
    "playground, brass band, salvation army, allotments, youth centre, food bank",
}


def stories() -> list[dict[str, Any]]:
    folder = files("taxonomy") / "data" / "behaviour"
    corpus = sorted((path for path in folder.iterdir() if path.name.endswith(".jsonl")), key=lambda path: path.name)
    rows = [json.loads(line) for path in corpus for line in path.read_text("utf-8").splitlines()]
    shown = [[row for row in rows if row["lang"] == language and row["evidenced"]] for language in Language]
    return [row for found in shown for row in found[: STORIES // len(shown)]]


def points(reader: Reader, plans: list[Plan], row: dict[str, Any], venue: str) -> list[list[int]]:
    language = Language(row["lang"])
    text = f"{FRAMES[language].format(venue)}\n{row['text']}"
    redaction = redact([Section(SectionKind(row["section"]), text)], language=language)
    read = reader.read(redaction.sections, language=language)
    profile = SkillProfile((skill.skill_id, skill.level) for skill in read.skills)
    return [[item.points for item in score(plan, profile).contributions] for plan in plans]


def main() -> None:
    catalogue = load_catalogue()
    reader = Reader(catalogue, model=LinearBehaviour())
    asked = [catalogue.core[number::VACANCIES] for number in range(VACANCIES)]
    plans = [build_plan([Requirement(skill, 3, 2, Need.MUST) for skill in skills], catalogue) for skills in asked]
    pairs, differ, touched = 0, 0, 0
    for row in stories():
        language = Language(row["lang"])
        beside = points(reader, plans, row, BESIDE[language])
        changed = [points(reader, plans, row, venue) != beside for venue in VENUES[language].split(", ")]
        pairs, differ, touched = pairs + len(changed), differ + sum(changed), touched + any(changed)
    print(f"{differ} of {pairs} pairs differ, in {touched} of {STORIES} stories")  # noqa: T201


if __name__ == "__main__":
    main()
