"""Types made from the document, and a program that uses them, compiled strictly and run against a server process."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from api.db import Database
from api.organisations.service import add_organisation
from api.tables import Role
from openapi.document import DOCUMENT
from tests.api.serving import serving

EXAMPLE = DOCUMENT.parent / "examples" / "typescript"
PACKAGES = DOCUMENT.parent / "node_modules"


def tool(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [folder / "node_modules" / ".bin" / name, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  pinned tools


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its types beside it."""
    needed = (".bin/openapi-typescript", ".bin/tsc", "openapi-fetch", "@types/node")
    if shutil.which("node") is None or not all((PACKAGES / name).exists() for name in needed):
        pytest.skip("the TypeScript tools are not installed: run 'npm ci' in openapi/")
    folder = tmp_path_factory.mktemp("typescript") / "project"
    shutil.copytree(EXAMPLE, folder)
    (folder / "node_modules").symlink_to(PACKAGES, target_is_directory=True)
    made = tool(folder, "openapi-typescript", str(DOCUMENT), "--default-non-nullable=false", "--output", "schema.d.ts")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.slow
def test_the_example_compiles_and_walks_from_a_submission_to_a_ranked_list(
    project: Path, sqlite_url: str, tmp_path: Path
) -> None:
    compiled = tool(project, "tsc")
    assert compiled.returncode == 0, compiled.stdout
    database, keys = Database(sqlite_url), []
    with database.writing() as session:
        for role in (Role.PLATFORM, Role.EMPLOYER):
            _, key = add_organisation(session, role.value, role, "one")
            keys.append(key)
    database.dispose()
    with serving(sqlite_url, tmp_path / "log") as (_, base):
        command = ["node", "walk.js", base, *keys]
        walked = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603  our own example
    assert walked.returncode == 0, walked.stderr
    told = json.loads(walked.stdout)
    assert told["best"] == told["person"]
    assert told["score"] == told["points"] > 0
    assert told["missing"] == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('need: "must"', 'need: "maybe"'),
        ("externalRef: ", "reference: "),
        ('"/vacancies/{vacancyId}/match-runs"', '"/vacancies/{vacancyId}/matches"'),
        ("best?.score,", "best?.total,"),
    ],
)
def test_what_the_document_does_not_have_does_not_compile(project: Path, right: str, wrong: str) -> None:
    source = project / "walk.ts"
    sound = source.read_text("utf-8")
    assert right in sound
    source.write_text(sound.replace(right, wrong), "utf-8")
    try:
        assert tool(project, "tsc", "--noEmit").returncode != 0
    finally:
        source.write_text(sound, "utf-8")
