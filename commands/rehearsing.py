"""`demo`: the exercise, in a database and a dashboard of its own."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer

from commands.frame import configure_logging, door, utc_now
from commands.watching import ROOT, dashboard_command
from config import load_config
from exercise.run import play
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
    configure_logging(logging.ERROR)  # ninety days of polls would bury what matters
    folder = ROOT / "var"
    typer.echo("EXERCISE: ninety days of invented reporting, through the real poller …")
    played = asyncio.run(play(f"sqlite:///{folder / 'exercise.db'}", folder, until=utc_now()))
    config = load_config(played.config_path, environment={})
    typer.echo(
        f"EXERCISE: {played.items} items from {played.outlets} outlets; "
        f"the decisive day is {played.decisive_day}; configuration {played.config_path}"
    )
    if not serve:
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
    raise typer.Exit(code)
