"""The files of an ESCO download: which there are, and their rows, with a named error for everything that is broken."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from taxonomy.catalogue.sources import release_root

MISSING_FILE: Final = "missing-file"
BROKEN_FILE: Final = "broken-file"
TRUNCATED_FILE: Final = "truncated-file"
WRONG_VERSION: Final = "wrong-version"
CANNOT_WRITE: Final = "cannot-write"
_VERSION: Final = re.compile(r"(?<![a-z0-9])v\.?\s?(\d+\.\d+(?:\.\d+)?)", re.IGNORECASE)
_LANGUAGE: Final = r"([a-z]{2}(?:-[A-Za-z]{2,4})?)"
_PREFERRED: Final = ("en", "nl")


class EscoError(ValueError):
    """A download or a bundle that cannot be read.

    ``name`` is missing-file, broken-file, truncated-file, wrong-version or cannot-write; ``file`` its name, ``line``
    from 1 where one line is to blame, else 0.
    """

    def __init__(self, name: str, file: str, detail: str, line: int = 0) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{name}: {place}: {detail}")
        self.name = name
        self.file = file
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FileForm:
    """A kind of file of the download: its ``name`` with * for the language, the columns read from it."""

    name: str
    columns: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class DownloadForm:
    """``data/esco.toml``. ``whole``: rows by kind of file of a full release, by its number of skills."""

    attribution: str
    version: str
    tolerance: int
    files: Mapping[str, FileForm]
    whole: Mapping[int, Mapping[str, int]]


@cache
def download_form() -> DownloadForm:
    table = tomllib.loads(release_root().joinpath("esco.toml").read_text(encoding="utf-8"))
    forms = {
        kind: FileForm(each["name"], tuple(each["columns"]), each.get("optional", False))
        for kind, each in table["file"].items()
    }
    return DownloadForm(
        attribution=table["attribution"],
        version=table["version"],
        tolerance=table["tolerance"],
        files=MappingProxyType(forms),
        whole=MappingProxyType({each["skills"]: MappingProxyType(each["rows"]) for each in table["whole"]}),
    )


def find_version(folder: Path) -> str:
    """The version in the folder's name, else that of the layout. Raises EscoError for another one."""
    form = download_form()
    found = _VERSION.search(folder.resolve().name)
    version = found.group(1) if found else form.version
    if version != form.version and not version.startswith(form.version + "."):
        raise EscoError(WRONG_VERSION, folder.name, f"this is ESCO {version}; ESCO {form.version} is needed")
    return version


def find_files(folder: Path, kind: str) -> Mapping[str, Path]:
    """The files of one kind by language, English and Dutch first.

    Empty for an optional kind that is not there. Raises EscoError when a needed one is missing.
    """
    form = download_form().files[kind]
    pattern = re.compile(re.escape(form.name).replace(r"\*", _LANGUAGE))
    found = {match.group(1): each for each in folder.iterdir() if (match := pattern.fullmatch(each.name))}
    if not found and not form.optional:
        older = form.name.replace("_*", "")
        if (folder / older).is_file():
            raise EscoError(WRONG_VERSION, older, f"a file without a language is ESCO 1.1 or older; {_needed()}")
        raise EscoError(MISSING_FILE, form.name, f"not in the folder “{folder.name}”; {_needed()}")
    first = [language for language in _PREFERRED if language in found]
    return {language: found[language] for language in (*first, *sorted(found.keys() - set(first)))}


def read_rows(path: Path, kind: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, values of the columns of ``kind``) of every row. Raises EscoError at the first row that is broken."""
    columns = download_form().files[kind].columns
    start = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            head = next(rows, [])
            places = _places(path, head, columns)
            start = rows.line_num + 1
            for row in rows:
                if len(row) != len(head):
                    _refuse_width(path, row, head, start, last=next(rows, None) is None)
                yield start, tuple(row[place] for place in places)
                start = rows.line_num + 1
    except UnicodeDecodeError as error:
        raise EscoError(BROKEN_FILE, path.name, "not UTF-8 text") from error
    except csv.Error as error:
        name = TRUNCATED_FILE if "end of data" in str(error) else BROKEN_FILE
        raise EscoError(name, path.name, f"a row does not end: {error}", start) from error
    except OSError as error:
        raise EscoError(BROKEN_FILE, path.name, f"cannot be read: {error.strerror}") from error


def _places(path: Path, head: list[str], columns: tuple[str, ...]) -> list[int]:
    missing = [column for column in columns if column not in head]
    if len(missing) == len(columns):
        raise EscoError(BROKEN_FILE, path.name, "does not begin with the column names of an ESCO file", 1)
    if missing:
        raise EscoError(WRONG_VERSION, path.name, f"has no column {', '.join(missing)}; {_needed()}", 1)
    return [head.index(column) for column in columns]


def _refuse_width(path: Path, row: list[str], head: list[str], line: int, *, last: bool) -> None:
    name = TRUNCATED_FILE if last and len(row) < len(head) else BROKEN_FILE
    raise EscoError(name, path.name, f"{len(row)} columns where {len(head)} are needed", line)


def _needed() -> str:
    return f"the CSV download of ESCO {download_form().version} is needed"
