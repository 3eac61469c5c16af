"""`detect`: the detector on any table of counts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.frame import door, say_json
from domain.errors import WatchError
from trends.detect_table import detect_table
from trends.methods import METHODS
from trends.table import read_table


@door
def detect(
    file: Annotated[Path, typer.Argument(help="CSV: series,date,count[,total][,source,up].")],
    method: Annotated[str, typer.Option(help="A detector; see the Method page.")] = "ewnb",
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON line per series and day.")
    ] = False,
) -> None:
    """Compare counts with what their own past leads one to expect."""
    if method not in METHODS:
        raise WatchError(
            f'"{method}" is not a detector', hint=f"choose one of {', '.join(METHODS)}"
        )
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = read_table(lines, file=str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WatchError("cannot be read", where=str(file), hint="check the path") from error
    for line in detect_table(rows, method=method):
        values = asdict(line)
        if as_json:
            say_json(values)
        else:
            typer.echo("\t".join("" if one is None else str(one) for one in values.values()))
