"""`run` and the poller: the two processes of a watch."""

from __future__ import annotations

import asyncio
import os
import signal
import webbrowser
from pathlib import Path
from threading import Thread
from typing import Annotated

import structlog
import typer

from commands.collecting import owner_name
from commands.frame import door, open_store, the_config, utc_now
from config import Config, config_path
from db.store import Store
from domain.errors import WatchError
from domain.week import Week
from feeds.fetch import Fetcher
from feeds.parse import ParsePool
from pipeline.collect import Collector
from pipeline.evaluate import Evaluator
from pipeline.serving import (
    python_command,
    require_free_port,
    run_together,
    wait_until_serving,
)
from pipeline.settings import fetch_settings, sync_feeds
from reports.weekly import make_weekly
from scheduler import build_scheduler

log = structlog.get_logger(__name__)
ROOT = Path(__file__).resolve().parent.parent


@door
def run(
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")
    ] = True,
    port: Annotated[
        int, typer.Option(help="Port of the dashboard; 0 takes the configured one.")
    ] = 0,
    poller: Annotated[
        bool, typer.Option("--poller/--no-poller", help="Poll feeds as well.")
    ] = True,
) -> None:
    """Upgrade the database, then start poller and dashboard; Ctrl-C stops both."""
    config = the_config()
    address, at = config.dashboard.address, port or config.dashboard.port
    require_free_port(address, at)
    store = open_store(config, upgrade=True)
    sync_feeds(store, config, now=utc_now())
    Evaluator(store, config, clock=utc_now).run()
    store.close()
    _announce(config, address, at, browser=browser)
    commands = [dashboard_command(address, at)]
    if poller:
        commands.append(python_command("cli.py", "poller"))
    code = run_together(
        commands, folder=ROOT, environment={"VEDETTE_CONFIG": str(config_path().resolve())}
    )
    raise typer.Exit(code)


def dashboard_command(address: str, port: int) -> list[str]:
    """How the dashboard is started."""
    return python_command(
        "-m",
        "streamlit",
        "run",
        "app.py",
        f"--server.address={address}",
        f"--server.port={port}",
        "--server.headless=true",
    )


def _announce(config: Config, address: str, port: int, *, browser: bool) -> None:
    shown = f"[{address}]" if ":" in address else address
    url = f"http://{shown}:{port}/"
    enabled = sum(feed.enabled for feed in config.feeds)

    def say() -> None:
        if wait_until_serving(address, port, timeout_s=60, alive=lambda: True):
            typer.echo(f"{config.name} is at {url} (polling {enabled} feeds; Ctrl-C stops it)")
            if browser and os.environ.get("DISPLAY"):
                webbrowser.open(url)

    Thread(target=say, daemon=True).start()


@door
def poller() -> None:
    """Run the poller alone, until it is told to stop."""
    config = the_config()
    asyncio.run(_poll_until_told(open_store(config), config))


async def _poll_until_told(store: Store, config: Config) -> None:
    sync_feeds(store, config, now=utc_now())
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    evaluator = Evaluator(store, config, clock=utc_now)
    async with (
        Fetcher(fetch_settings(config)) as fetcher,
        ParsePool(workers=config.collect.workers) as pool,
    ):
        collector = Collector(store, fetcher=fetcher, pool=pool, clock=utc_now, owner=owner_name())

        async def tick() -> None:
            await collector.tick()
            collector.take_finished()

        async def evaluate() -> None:
            await asyncio.to_thread(_evaluate, evaluator)

        async def weekly() -> None:
            await asyncio.to_thread(_weekly, store, config)

        schedule = build_scheduler(config, tick=tick, evaluate=evaluate, weekly=weekly)
        schedule.start()
        log.info("poller.started", feeds=sum(feed.enabled for feed in config.feeds))
        await tick()
        await told.wait()
        schedule.shutdown(wait=False)
        await collector.stop()
    log.info("poller.stopped")


def _evaluate(evaluator: Evaluator) -> None:
    try:
        evaluator.run()
    except WatchError as error:
        log.error("evaluate.failed", error=str(error))


def _weekly(store: Store, config: Config) -> None:
    last_week = Week.containing(utc_now().date()).before()
    try:
        written = make_weekly(store, config, week=last_week, now=utc_now(), out=None)
    except WatchError as error:
        log.error("report.failed", error=str(error))
        return
    log.info("report.written", path=str(written.path))
