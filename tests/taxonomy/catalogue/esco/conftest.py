"""A made-up download in the layout of the official one: seven skills, two groups, two occupations, nl and en."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from taxonomy.catalogue import EscoImport, import_esco, load_catalogue

SKILL = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000000{}"
OCCUPATION = "http://data.europa.eu/esco/occupation/00000000-0000-4000-8000-00000000000{}"
Rows = list[list[str]]


def skill(
    number: int, label: str, words: str, description: str, *, kind: str = "skill/competence", status: str = "released"
) -> list[str]:
    uri = SKILL.format(number)
    return ["KnowledgeSkillCompetence", uri, kind, "", label, words, "", status, "", "", "", "", description]


SKILL_COLUMNS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "definition,inScheme,description"
)
GROUP_COLUMNS = (
    "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,"
    "description,code"
)
OCCUPATION_COLUMNS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status"
COLLECTION_COLUMNS = "conceptType,conceptUri,preferredLabel,status,altLabels,description"
BROADER_COLUMNS = "conceptType,conceptUri,broaderType,broaderUri"
RELATION_COLUMNS = "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri"
NEED_COLUMNS = "occupationUri,relationType,skillType,skillUri"


def below(number: int, target: str, kind: str = "KnowledgeSkillCompetence") -> list[str]:
    return ["KnowledgeSkillCompetence", SKILL.format(number), kind, target]


DOWNLOAD: dict[str, tuple[str, Rows]] = {
    "skills_en.csv": (
        SKILL_COLUMNS,
        [
            skill(1, "shear sheep", "clip sheep\ncut wool", "Take the wool\noff a sheep."),
            skill(2, "keep sheep", "raise sheep\ntend animals", "Look after sheep."),
            skill(3, "keep animals", "tend animals", "Look after animals."),
            skill(4, "wool grades", "", "The kinds of wool.", kind="knowledge"),
            skill(5, "speak Frisian", "talk Frisian", "Say it in Frisian."),
            skill(6, "spin wool", "", "Make yarn."),
            skill(7, "telegraphy", "", "No longer asked.", status="obsolete"),
        ],
    ),
    "skills_nl.csv": (
        SKILL_COLUMNS,
        [
            skill(1, "schapen scheren", "schaapscheren", "Een schaap van zijn wol ontdoen."),
            skill(2, "schapen houden", "", "Voor schapen zorgen."),
        ],
    ),
    "skillGroups_en.csv": (
        GROUP_COLUMNS,
        [["SkillGroup", SKILL.format("a"), "handling animals", "", "", "released", "", "", "", "", "S9.1"]],
    ),
    "skillGroups_nl.csv": (
        GROUP_COLUMNS,
        [["SkillGroup", SKILL.format("a"), "omgaan met dieren", "", "", "released", "", "", "", "", "S9.1"]],
    ),
    "broaderRelationsSkillPillar_en.csv": (
        BROADER_COLUMNS,
        [
            below(1, SKILL.format(2)),
            below(2, SKILL.format(3)),
            below(3, SKILL.format("a"), "SkillGroup"),
            *(below(number, SKILL.format("a"), "SkillGroup") for number in (4, 5, 6, 7)),
        ],
    ),
    "skillSkillRelations_en.csv": (
        RELATION_COLUMNS,
        [
            [SKILL.format(1), "skill/competence", "essential", "knowledge", SKILL.format(4)],
            [SKILL.format(6), "skill/competence", "optional", "knowledge", SKILL.format(4)],
            [SKILL.format(4), "knowledge", "optional", "skill/competence", SKILL.format(6)],
            [SKILL.format(6), "skill/competence", "optional", "skill/competence", SKILL.format(6)],
        ],
    ),
    "languageSkillsCollection_en.csv": (
        COLLECTION_COLUMNS,
        [["KnowledgeSkillCompetence", SKILL.format(5), "speak Frisian", "released", "", ""]],
    ),
    "occupations_en.csv": (
        OCCUPATION_COLUMNS,
        [
            ["Occupation", OCCUPATION.format(1), "6121", "shepherd", "sheep farmer\nsheep keeper", "", "released"],
            ["Occupation", OCCUPATION.format(2), "7318", "spinner", "", "", "released"],
        ],
    ),
    "occupations_nl.csv": (
        OCCUPATION_COLUMNS,
        [["Occupation", OCCUPATION.format(1), "6121", "herder", "schaapherder", "", "released"]],
    ),
    "occupationSkillRelations_en.csv": (
        NEED_COLUMNS,
        [
            [OCCUPATION.format(1), "essential", "skill/competence", SKILL.format(2)],
            [OCCUPATION.format(1), "essential", "skill/competence", SKILL.format(1)],
            [OCCUPATION.format(1), "optional", "knowledge", SKILL.format(4)],
            [OCCUPATION.format(2), "essential", "skill/competence", SKILL.format(6)],
            [OCCUPATION.format(2), "essential", "skill/competence", SKILL.format(2)],
        ],
    ),
}


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """The folder of a whole and sound download."""
    folder = tmp_path / "esco-v1.2.0"
    folder.mkdir()
    for name, (columns, rows) in DOWNLOAD.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns.split(","))
            writer.writerows(rows)
    return folder


FARM = """group = "farm"
label = { nl = "Boerderij", en = "Farm" }

[[skill]]
id = "shearing"
kind = "occupational"
label = { nl = "Scheren", en = "Shearing" }
description = { nl = "Wol van schapen halen.", en = "Taking wool off sheep." }
aliases = { nl = ["wol scheren", "scheerder"], en = ["raise sheep"] }
esco = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001"
relations = [
  { kind = "prerequisite", to = "talking", nl = "Een schaap wil gerustgesteld.", en = "Sheep want reassurance." },
]
"""


@pytest.fixture
def ours(make_release: Callable[[dict[str, str]], Path]) -> Path:
    """The folder of a release of our own, of which one skill is also in the download."""
    return make_release({"skills/farm.toml": FARM})


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Where an import writes; nothing is there yet."""
    return tmp_path / "var" / "esco.bundle"


@pytest.fixture
def run_import(download: Path, bundle: Path, ours: Path) -> Callable[[], EscoImport]:
    """Imports the download, as it is by then, beside ours."""
    built_in = load_catalogue(root=ours)
    return lambda: import_esco(download, bundle, built_in=built_in)


@pytest.fixture
def change(download: Path) -> Callable[[str, str, str], None]:
    """Replaces a text in one file of the download."""

    def replace(name: str, old: str, new: str) -> None:
        text = (download / name).read_text(encoding="utf-8")
        assert old in text
        (download / name).write_text(text.replace(old, new), encoding="utf-8")

    return replace
