from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.resources import as_file
from pathlib import Path

import pytest

from taxonomy.catalogue import Catalogue, SkillSearch, load_catalogue
from taxonomy.catalogue.sources import release_root

CORE = """group = "core"
label = { nl = "Kern", en = "Core" }

[[skill]]
id = "talking"
kind = "core"
label = { nl = "Praten", en = "Talking" }
description = { nl = "Met elkaar praten.", en = "Talking with one another." }
aliases = { nl = ["kletsen", "babbelen"], en = ["chatting"] }
"""
MakeRelease = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def make_release(tmp_path: Path) -> MakeRelease:
    """Writes a release of one core skill, ``talking``, and the data files given."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "release"
        for name in ("skills", "activities"):
            (root / name).mkdir(parents=True, exist_ok=True)
        with as_file(release_root()) as built_in:
            for name in ("release.toml", "similarity.toml"):
                shutil.copy(built_in / name, root / name)
        for path, text in {"core.toml": CORE, **files}.items():
            (root / path).write_text(text, encoding="utf-8")
        return root

    return make


@pytest.fixture(scope="session")
def built_in() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def search(built_in: Catalogue) -> SkillSearch:
    return SkillSearch(built_in)
