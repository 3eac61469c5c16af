"""`demo`: the exercise, in a database and a dashboard of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from exercise.run import play

from commands.frame import door, utc_now
from commands.watching import ROOT, dashboard_command
from config import load_config
from pipeline.serving import require_free_port, run_together

DEMO_PORT_STEP = 10


@door
def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the dashboard after it.")
    ] = True,
    port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 0,
) -> None:
    """Play the exercise: fictional outlets report for 90 days; everything is marked EXERCISE."""
    played = play(folder=ROOT / "var" / "exercise", now=utc_now(), tell=typer.echo)
    config = load_config(played.config_path)
    if not serve:
        typer.echo(str(played.config_path))
        return
    address = config.dashboard.address
    at = port or config.dashboard.port + DEMO_PORT_STEP
    require_free_port(address, at)
    typer.echo(f"EXERCISE dashboard: http://{address}:{at}/ (Ctrl-C stops it)")
    code = run_together(
        [dashboard_command(address, at)],
        folder=ROOT,
        environment={
            "VEDETTE_CONFIG": str(Path(played.config_path).resolve()),
            "VEDETTE_DATABASE_URL": "",
        },
    )
    os.environ.pop("VEDETTE_CONFIG", None)
    raise typer.Exit(code)
