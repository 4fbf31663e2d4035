"""The commands that bring many SkillsCVs in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.exports.client import ExportRefusedError, receive
from api.imports.client import ImportRefusedError, send

console = Console()
failures = Console(stderr=True)
Key = Annotated[str, typer.Option(envvar="SKILLSCV_KEY", help="The platform's key.")]
Url = Annotated[str, typer.Option(envvar="SKILLSCV_URL", help="Where the service listens.")]
HERE = "http://127.0.0.1:8000"


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON: one SkillsCV a line.")],
    key: Key,
    url: Url = HERE,
) -> None:
    """Send many SkillsCVs to a running service. Sending the same file again goes on where it stopped."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns) as progress:
            outcome = send(file, key=key, url=url, progress=progress)
    except ImportRefusedError as error:
        failures.print(str(error), markup=False)
        raise typer.Exit(1) from error
    table = Table("Lines", "New", "Unchanged", "Not taken")
    table.add_row(*(str(outcome[name]) for name in ("linesDone", "created", "unchanged", "failed")))
    console.print(table)
    for problem in outcome["errors"]:
        failures.print(f"line {problem['line']} {problem['pointer']}: {problem['detail']}", markup=False)
    raise typer.Exit(1 if outcome["failed"] else 0)


def export_file(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="NDJSON: one SkillsCV a line.")],
    key: Key,
    url: Url = HERE,
    submission: Annotated[
        bool, typer.Option("--submission", help="In the form that import takes; it always begins anew.")
    ] = False,
) -> None:
    """Write all your SkillsCVs into a file. The same command again goes on where it stopped."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns) as progress:
            task = progress.add_task("Exporting", total=None)
            count = receive(
                file,
                key=key,
                url=url,
                form="submission" if submission else "native",
                progress=lambda lines: progress.advance(task, lines),
            )
    except ExportRefusedError as error:
        failures.print(str(error), markup=False)
        raise typer.Exit(1) from error
    console.print(f"{count} SkillsCVs are in the file.")
