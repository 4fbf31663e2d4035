"""The layout of the project: what belongs where, and what is nowhere."""

import importlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "matching", "taxonomy")
MOST_LINES = 300
REGISTRY = re.compile(
    r"(?:extra-)?index[-_]url\s*[=:]|find-links\s*[=:]|registry\s*[=:]\s*\S*//"
    r"|//[\w.-]*(?:pypi|registry|pythonhosted|artifactory|nexus)[\w.-]*[.:/]|//\S+/simple/?(?:\s|$)",
    re.IGNORECASE,
)
HOME = re.compile(r"(?<![\w.-])/(?:root|home|Users)/\w")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "node_modules" not in path.parts:
                yield path


def committed_texts() -> Iterator[tuple[str, str]]:
    """``(path, text)`` of every file that is committed, or would be, and is text."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here: what is committed is not known")
    command = [git, "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603  a fixed command
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content[:8000]:
            yield name, content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", PACKAGES)
def test_the_packages_names_belong_to_this_project_alone(name: str) -> None:
    """There are distributions that would install packages of these names over ours without a word."""
    assert set(importlib.metadata.packages_distributions().get(name, ())) <= {"skillscv"}
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).resolve().parent == ROOT / name


def test_transactions_are_committed_in_one_place() -> None:
    found = [path for path in python_files(*PACKAGES, "openapi") if re.search(r"\.commit\(", path.read_text("utf-8"))]
    assert found == [ROOT / "api" / "db.py"]


def test_problems_are_raised_as_problems_of_ours() -> None:
    named = [path for path in python_files(*PACKAGES, "openapi") if "HTTPException" in path.read_text("utf-8")]
    assert named == [ROOT / "api" / "errors.py"]
    assert "raise HTTPException" not in named[0].read_text("utf-8")


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in python_files(*PACKAGES, "openapi", "tests", "migrations")
        if path.parent.name != "versions"  # a migration is one flat list of tables
    }
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_folder_or_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "common", "core", "helpers", "helper", "misc", "shared", "base", "manager"}
    paths = [path.relative_to(ROOT) for path in python_files(*PACKAGES, "openapi", "tests", "migrations")]
    assert [path for path in paths if drawers & {*path.parent.parts, path.stem}] == []


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_feature_has_files_of_the_same_names() -> None:
    features = {path.parent for path in (ROOT / "api").glob("*/routes.py")}
    layers = {"routes", "presentation", "service", "store", "schemas"}
    assert {feature.name for feature in features if not (feature / "schemas.py").exists()} == set()
    for feature in features:
        assert layers & {path.stem for path in feature.glob("*.py")} >= {"routes", "schemas"}


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    here = re.escape(str(ROOT)) if len(ROOT.parts) > 2 else "(?!)"
    found = [
        f"{name}: {match[0]}"
        for name, text in committed_texts()
        for match in (REGISTRY.search(text), HOME.search(text), re.search(rf"{here}(?![\w-])", text))
        if match and name != Path(__file__).relative_to(ROOT).as_posix()
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("--index-url https://mirror.example/simple", True),
        ("extra-index-url=https://mirror.example/a", True),
        ("registry = https://npm.example/", True),
        ('"resolved": "https://registry.npmjs.org/yaml/-/yaml-2.tgz"', True),
        ("https://files.pythonhosted.org/packages/a.whl", True),
        ("https://mirror.example/pypi/simple/", True),
        ("https://schema.org/JobPosting", False),
        ("a registry of volunteers", False),
        ("omit-lockfile-registry-resolved=true", False),
    ],
)
def test_an_address_of_a_registry_is_recognised(text: str, found: bool) -> None:
    assert bool(REGISTRY.search(text)) is found


REQUIREMENT = re.compile(r"^[\w.-]+(?:\[[\w,-]+\])?==", re.ASCII)


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_every_locked_requirement_carries_a_hash_and_no_address(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if line and not line.startswith(("#", " "))]
    assert pinned
    for number in pinned:
        assert REQUIREMENT.match(lines[number]), lines[number]
        assert lines[number + 1].strip().startswith("--hash=sha256:"), lines[number]
    assert [line for line in lines if "://" in line] == []


def test_every_locked_node_package_carries_a_hash_and_no_address() -> None:
    locked = json.loads((ROOT / "openapi" / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {name: package for name, package in locked.items() if name}
    assert installed
    assert [name for name, package in installed.items() if not package.get("integrity", "").startswith("sha")] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []


def test_imports_keep_their_directions() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own linter
    assert done.returncode == 0, done.stdout
