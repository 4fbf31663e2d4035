"""The ``skillscv`` command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api import bulk
from api.auth import Scope
from api.db import Database
from api.errors import Conflict, Problem
from api.organisations.service import DEFAULT_COMMUNITY, add_organisation
from api.settings import Settings
from api.tables import Role

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="SkillsCV: match on skills, refer instead of reject."
)
organisation = typer.Typer(no_args_is_help=True, help="Organisations and their first key.")
taxonomy = typer.Typer(no_args_is_help=True, help="The skills catalogue.")
audit = typer.Typer(no_args_is_help=True, help="The audit log.")
app.add_typer(organisation, name="organisation")
app.add_typer(taxonomy, name="taxonomy")
app.add_typer(audit, name="audit")
app.command("import")(bulk.import_file)
app.command("export")(bulk.export_file)
ANSWERS_WITHIN = 60
"""Seconds in which a process that serves must show that it lives. It takes half of that to start where processes are
more than processors; after uvicorn's own five they were ended and begun anew, some minutes long."""
console = Console()
failures = Console(stderr=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve.")] = 1,
) -> None:
    """Serve the API. The database is migrated first."""
    settings = Settings()
    _migrated(settings)
    uvicorn.run(
        "api.main:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_level=settings.log_level.lower(),
        server_header=False,
        timeout_graceful_shutdown=20,
        timeout_worker_healthcheck=ANSWERS_WITHIN,
    )


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the walk instead of serving on.")] = False,
    port: Annotated[int, typer.Option(help="Port the demo serves on.")] = 8000,
) -> None:
    """Load a demo community, serve it, and walk the whole way over HTTP."""
    from api.demo.walk import run

    raise typer.Exit(run(Settings(), console, port=port, once=once))


@app.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    _migrated(Settings())
    console.print("The database is up to date.")


@organisation.command("add")
def organisation_add(
    name: Annotated[str, typer.Argument(help="Name, unique in its community.")],
    role: Annotated[Role, typer.Option(help="platform: submits people; employer: has vacancies.")],
    community: Annotated[str, typer.Option(help="Made when it is not there yet.")] = DEFAULT_COMMUNITY,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Add an organisation and print its first key, this once."""
    database = _migrated(Settings())
    try:
        with database.writing() as session:
            row, key = add_organisation(session, name, role, community)
            organisation_id = str(row.id)
    except Conflict as error:
        failures.print(error.detail)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps({"organisationId": organisation_id, "key": key}))
        return
    # plain lines: a table cuts what does not fit the window, and nobody sees this key again
    for label, told in (("Organisation", name), ("Id", organisation_id), ("Key (shown this once)", key)):
        typer.echo(f"{label:<24}{told}")


@organisation.command("client")
def organisation_client(
    name: Annotated[str, typer.Argument(help="What the issuer's tokens call it (SKILLSCV_OIDC_CLIENT_CLAIM).")],
    organisation_id: Annotated[str, typer.Option("--organisation", help="Id of the organisation it acts for.")] = "",
    scope: Annotated[list[Scope] | None, typer.Option(help="Only these; all of the role's without.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Its tokens open nothing from now on.")] = False,
) -> None:
    """Let a client of the configured issuer act for an organisation, or no longer."""
    from api.organisations.clients import register_client, remove_client

    database = _migrated(Settings())
    try:
        with database.writing() as session:
            if remove:
                remove_client(session, name)
            else:
                register_client(session, name, UUID(organisation_id), scope or ())
    except (Problem, ValueError) as error:
        failures.print(error.detail if isinstance(error, Problem) else "Give --organisation the id of one.")
        raise typer.Exit(1) from error
    finally:
        database.dispose()
    console.print("Removed." if remove else "Registered.")


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a finding.")] = False) -> None:
    """Look at configuration, database, catalogue, model and disk: what is wrong, and what mends it."""
    from api.doctor import examine

    worst = False
    for finding in examine():
        worst = worst or finding.state == "wrong"
        if as_json:
            typer.echo(json.dumps(asdict(finding)))
            continue
        console.print(f"{finding.state:7} {finding.subject}: {finding.found}", markup=False, highlight=False)
        if finding.fix:
            console.print(f"        {finding.fix}", markup=False, highlight=False)
    raise typer.Exit(1 if worst else 0)


@app.command()
def purge() -> None:
    """Erase what has outlived its time, warn of what soon will have, and end what nobody moves or answers."""
    from api.knowledge import Knowledge
    from api.rights.retention import purge as purge_now

    settings = Settings()
    done = purge_now(_migrated(settings), Knowledge.load(settings.esco_bundle, settings.reader), settings)
    console.print(
        f"Erased {done['erased']}, warned {done['warned']}, reminded of objections {done['reminded']}, "
        f"expired referrals {done['expired']}, idle applications referred {done['referred']}, "
        f"forgotten answers {done['answers']}, traces {done['traces']}."
    )


@audit.command("verify")
def audit_verify(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a chain.")] = False) -> None:
    """Recompute every organisation's chain in the audit log; exit code 1 when one was changed."""
    from api.audit_log.service import verify_all

    broken, database = 0, _migrated(Settings())
    with database.reading() as session:
        for organisation_id, found in verify_all(session):
            broken += not found.valid
            if as_json:
                shown = {"organisationId": str(organisation_id)} | found.model_dump(by_alias=True)
                typer.echo(json.dumps(shown))
            else:
                state = "valid" if found.valid else f"BROKEN at entry {found.first_broken_sequence}"
                console.print(f"{organisation_id}  {found.entries} entries  {state}", markup=False, highlight=False)
    database.dispose()
    raise typer.Exit(1 if broken else 0)


@app.command()
def evaluate(
    shared: Annotated[Path, typer.Option(envvar="SKILLSCV_SHARED", help="Folder with the evaluation data.")],
) -> None:
    """Measure the reading on texts with known answers."""
    from api.evaluation import EvaluationMissing, report

    try:
        report(shared, console)
    except EvaluationMissing as error:
        failures.print(f"{error} Point SKILLSCV_SHARED at the folder with the evaluation data.", markup=False)
        raise typer.Exit(1) from error


@taxonomy.command("import-esco")
def taxonomy_import_esco(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The unpacked official CSV download.")],
    bundle: Annotated[Path, typer.Option(envvar="SKILLSCV_ESCO_BUNDLE", help="Where to write.")] = Path("esco.bundle"),
) -> None:
    """Read the official ESCO download into a bundle; SKILLSCV_ESCO_BUNDLE puts it beside the built-in catalogue."""
    from api.skills.service import embedder_of
    from taxonomy.catalogue import EscoError, import_esco, load_catalogue
    from taxonomy.linking import Linker

    with Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()) as progress:
        task = progress.add_task("Reading ESCO")
        try:
            done = import_esco(
                folder,
                bundle,
                progress=lambda what, at, total: progress.update(task, description=what, completed=at, total=total),
            )
        except EscoError as error:
            failures.print(str(error), markup=False)
            raise typer.Exit(1) from error
        task = progress.add_task("Vectors of labels; interrupted, they go on where they stopped")
        Linker(
            load_catalogue(bundle),
            embedder_of(Settings().encoder),
            bundle=bundle,
            progress=lambda at, total: progress.update(task, completed=at, total=total),
        )
    table = Table("ESCO", "Skills", "Merged with ours", "Relations", "Occupations")
    table.add_row(done.version, str(done.skills), str(done.merged), str(done.relations), str(done.occupations))
    console.print(table)
    for skipped in done.skipped:
        console.print(f"skipped: {skipped}", markup=False)
    console.print(f"{'Written' if done.written else 'Already there'}: {done.destination}", markup=False)
    console.print(done.attribution, markup=False)


@taxonomy.command("vectors")
def taxonomy_vectors() -> None:
    """Make the vectors of labels that the packaged ones lack, so that no start has to: after an import elsewhere."""
    from api.skills.service import embedder_of
    from taxonomy.catalogue import load_catalogue
    from taxonomy.linking import Linker

    settings = Settings()
    catalogue, embedder = load_catalogue(settings.esco_bundle), embedder_of(settings.encoder)
    if embedder is None:
        console.print("No encoder can run here: sentences are linked by words alone, and need no vectors.")
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()) as progress:
        task = progress.add_task("Vectors of labels; interrupted, they go on where they stopped")
        Linker(
            catalogue,
            embedder,
            bundle=settings.esco_bundle if catalogue.imported_words else None,
            progress=lambda at, total: progress.update(task, completed=at, total=total),
        )
    console.print("Every label has its vector.")


@taxonomy.command("check")
def taxonomy_check() -> None:
    """Check the built-in catalogue; every problem with its file and line."""
    from taxonomy.catalogue import check, load_catalogue

    problems = check()
    for problem in problems:
        failures.print(str(problem), markup=False)
    if problems:
        console.print(f"{len(problems)} problem(s)")
        raise typer.Exit(1)
    catalogue = load_catalogue()
    table = Table("Release", "Skills", "Relations", "Activities")
    table.add_row(
        catalogue.version, str(len(catalogue.skills)), str(len(catalogue.relations)), str(len(catalogue.activities))
    )
    console.print(table)
    console.print("clean")


def _migrated(settings: Settings) -> Database:
    database = Database(settings.database_url)
    database.migrate()
    return database


if __name__ == "__main__":
    app()
