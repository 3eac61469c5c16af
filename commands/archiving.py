"""`import` and the `db` commands: what is stored, kept safe and moved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.frame import EXIT_ERRORS, door, open_store, say_json, the_config, utc_now
from db.restoring import restore_backup
from db.store import Store
from domain.errors import WatchError
from pipeline.importing import ImportReport, import_file

database = typer.Typer(help="Look after the database.", no_args_is_help=True)
SHOWN_PROBLEMS = 20


@door
def import_archive(
    files: Annotated[list[Path], typer.Argument(help="JSON lines or feed documents.")],
    source: Annotated[str, typer.Option(help="Id of the source, for every entry.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per file.")] = False,
) -> None:
    """Bring an archive in, with its own published and first-seen times."""
    store = open_store(the_config())
    skipped = 0
    for path in files:
        report = _import_one(path, store, source, quiet=as_json)
        skipped += len(report.problems)
        _say_import(path, report, as_json=as_json)
    if skipped:
        raise typer.Exit(EXIT_ERRORS)


def _import_one(path: Path, store: Store, source: str, *, quiet: bool) -> ImportReport:
    total = path.stat().st_size if path.exists() else 0
    if quiet or total == 0:
        return import_file(path, store, source=source or None, clock=utc_now)
    with path.open("rb") as file:
        lines = sum(1 for _ in file)
    with typer.progressbar(
        length=lines, label=path.name, file=typer.get_text_stream("stderr")
    ) as bar:
        return import_file(path, store, source=source or None, clock=utc_now, progress=bar.update)


def _say_import(path: Path, report: ImportReport, *, as_json: bool) -> None:
    for file, number, reason in report.problems[:SHOWN_PROBLEMS]:
        typer.echo(f"{file}:{number}: {reason}; skipped", err=True)
    if (rest := len(report.problems) - SHOWN_PROBLEMS) > 0:
        typer.echo(f"{path}: {rest} more lines skipped", err=True)
    counts = {
        "file": str(path),
        "new": report.new,
        "revised": report.revised,
        "unchanged": report.unchanged,
        "skipped": len(report.problems),
    }
    if as_json:
        say_json(counts)
        return
    typer.echo(", ".join(f"{value} {name}" for name, value in counts.items() if name != "file"))


@database.command()
@door
def upgrade() -> None:
    """Bring the database up to this version of the program."""
    store = open_store(the_config(), upgrade=True)
    typer.echo(f"{store.where}: up to date")


@database.command()
@door
def backup(to: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write a consistent copy while everything keeps running."""
    if to.exists():
        raise WatchError("already exists", where=str(to), hint="choose another name")
    open_store(the_config()).backup(to)
    typer.echo(f"{to}: written")


@database.command()
@door
def verify() -> None:
    """Prove that the database is whole and its sums add up."""
    problems = open_store(the_config()).verify()
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(EXIT_ERRORS)
    typer.echo("whole: integrity, references and rollups agree")


@database.command()
@door
def restore(
    backup_file: Annotated[Path, typer.Argument(help="A file written by `db backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the database; the present one is kept beside it."""
    config = the_config()
    if not backup_file.is_file():
        raise WatchError("no such backup", where=str(backup_file), hint="check the path")
    if not yes:
        typer.confirm(f"Put {backup_file} in the place of {config.database.url}?", abort=True)
    kept = restore_backup(config.database.url, backup_file, now=utc_now())
    store = open_store(config, upgrade=True)
    typer.echo(f"{store.where}: restored" + (f"; the former database is {kept}" if kept else ""))
