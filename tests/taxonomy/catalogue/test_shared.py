"""What only the real ESCO and CompetentNL can show; needs the folder that SKILLSCV_SHARED names."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from taxonomy.catalogue import Catalogue, EscoImport, SkillSearch, import_esco, load_catalogue
from taxonomy.model import Language, SkillId

pytestmark = pytest.mark.evaluation


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get("SKILLSCV_SHARED")
    if not folder:
        pytest.skip("SKILLSCV_SHARED does not name the folder with ESCO and CompetentNL")
    return Path(folder) / "data"


@pytest.fixture(scope="module")
def imported(data: Path, tmp_path_factory: pytest.TempPathFactory) -> EscoImport:
    return import_esco(data / "esco-v1.2.0", tmp_path_factory.mktemp("esco") / "esco.bundle")


@pytest.fixture(scope="module")
def with_esco(imported: EscoImport) -> Catalogue:
    return load_catalogue(imported.destination)


def column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def test_every_esco_uri_of_the_catalogue_is_a_skill_of_esco(data: Path, built_in: Catalogue) -> None:
    known = column(data / "esco-v1.2.0" / "skills_en.csv", "conceptUri")
    used = {skill.id: skill.esco_uri for skill in built_in.skills.values() if skill.esco_uri}

    assert len(used) > 200
    assert {skill_id: uri for skill_id, uri in used.items() if uri not in known} == {}


def test_every_competentnl_uri_of_the_catalogue_is_a_capability(data: Path, built_in: Catalogue) -> None:
    known = column(data / "competentnl" / "capability_labels.csv", "capability_uri")
    used = {skill.id: skill.competentnl_uri for skill in built_in.skills.values() if skill.competentnl_uri}

    assert len(used) > 20
    assert {skill_id: uri for skill_id, uri in used.items() if uri not in known} == {}


def test_all_of_esco_is_imported_and_ours_stays_on_top(
    imported: EscoImport, with_esco: Catalogue, built_in: Catalogue
) -> None:
    assert (imported.version, imported.skills, imported.occupations) == ("1.2.0", 13939, 3039)
    assert len(with_esco.skills) == len(built_in.skills) + imported.skills - imported.merged
    for skill_id, skill in built_in.skills.items():
        assert with_esco.skills[skill_id].label == skill.label
        assert with_esco.skills[skill_id].source == skill.source


def test_a_search_with_esco_still_finds_ours_first(with_esco: Catalogue) -> None:
    search = SkillSearch(with_esco)

    assert search.search("heftruck rijden", language=Language.NL, limit=1)[0].skill_id == "forklift-driving"
    assert search.search("represent artistic production", language=Language.EN, limit=1)[0].skill_id.startswith("esco-")


def test_similarity_with_esco_is_bounded_everywhere(with_esco: Catalogue) -> None:
    counts = [len(with_esco.similar(SkillId(skill_id))) for skill_id in with_esco.skills]

    assert max(counts) <= with_esco.similarity.most
