"""`collect`, `evaluate`, `parse`: one turn of the spine by hand."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.frame import EXIT_ERRORS, door, moment, open_store, say_json, the_config, utc_now
from config import Config
from db.store import Store
from domain.errors import FeedError, WatchError
from domain.feed import Feed, PollOutcome
from domain.item import CollectedItem, FeedDocument
from feeds.fetch import Fetcher
from feeds.normalize import normalize
from feeds.parse import ParsePool
from pipeline.collect import Collector, PollLine
from pipeline.evaluate import Evaluator
from pipeline.settings import fetch_settings, sync_feeds


def owner_name() -> str:
    """Who holds a lease: this machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@door
def collect(
    feed: Annotated[
        list[str] | None, typer.Option("--feed", help="Poll this feed; repeatable.")
    ] = None,
    all_feeds: Annotated[
        bool, typer.Option("--all", help="Poll every enabled feed, due or not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per feed.")] = False,
) -> None:
    """Poll what is due once, and store what is new."""
    config = the_config()
    store = open_store(config)
    sync_feeds(store, config, now=utc_now())
    known = {one.id: one for one in config.feeds}
    for name in feed or ():
        if name not in known:
            raise WatchError(
                f'"{name}" is not a feed', hint="`python cli.py feeds list` names them"
            )
        if not known[name].enabled:
            raise WatchError(
                f"is disabled: {known[name].disabled_reason}",
                where=f"feed {name}",
                hint="set `enabled: true` in config.yaml",
            )
    lines = asyncio.run(_collect(store, config, only=feed or None, all_enabled=all_feeds))
    for line in lines:
        _say_line(line, as_json=as_json)
    if not lines and not as_json:
        typer.echo("no feed is due", err=True)
    if any(line.outcome is PollOutcome.FAILED for line in lines):
        raise typer.Exit(EXIT_ERRORS)


async def _collect(
    store: Store, config: Config, *, only: list[str] | None, all_enabled: bool
) -> tuple[PollLine, ...]:
    async with (
        Fetcher(fetch_settings(config)) as fetcher,
        ParsePool(workers=config.collect.workers) as pool,
    ):
        collector = Collector(store, fetcher=fetcher, pool=pool, clock=utc_now, owner=owner_name())
        return await collector.collect(only=only, all_enabled=all_enabled)


def _say_line(line: PollLine, *, as_json: bool) -> None:
    reason = line.reason.value if line.reason else None
    if as_json:
        say_json(
            {
                "feed": line.feed,
                "outcome": line.outcome.value,
                "reason": reason,
                "new": line.new,
                "revised": line.revised,
            }
        )
        return
    tail = f": {reason}" if reason else f": {line.new} new, {line.revised} revised"
    typer.echo(f"{line.feed} {line.outcome.value}{tail}")


@door
def evaluate(
    as_of: Annotated[
        str, typer.Option(help="Only what was first seen by then; nothing is stored.")
    ] = "",
    rebuild: Annotated[bool, typer.Option(help="Work everything out anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Bring matches, coverage and readings up to date."""
    config = the_config()
    store = open_store(config)
    evaluator = Evaluator(store, config, clock=utc_now)
    if as_of:
        readings = evaluator.readings_as_of(moment(as_of, name="--as-of", is_end=True))
        newest = {one.indicator: one for one in sorted(readings, key=lambda one: one.day)}
        document: dict[str, object] = {
            "as_of": as_of,
            "readings": [asdict(one) for one in newest.values()],
        }
    else:
        document = asdict(evaluator.run(rebuild=rebuild))
    if as_json:
        say_json(document)
        return
    for name, value in document.items():
        typer.echo(f"{name}: {len(value) if isinstance(value, list) else value}")


@door
def parse(
    file: Annotated[str, typer.Argument(help="A feed document, or - for standard input.")],
    url: Annotated[str, typer.Option(help="Where it came from; resolves relative links.")] = "",
    content_type: Annotated[str, typer.Option(help="The header it came with.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per item.")] = False,
) -> None:
    """Read one feed document and show its items."""
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise WatchError("cannot be read", where=file, hint="check the path") from error
    feed = Feed(id="document", source="document", url=url or "https://document.invalid/")
    try:
        document = asyncio.run(_parse(body, feed, content_type))
        items = normalize(document, feed, now=utc_now())
    except FeedError as error:
        if as_json:
            say_json({"error": error.reason.value})
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(EXIT_ERRORS) from error
    for item in items:
        _say_item(item, as_json=as_json)


async def _parse(body: bytes, feed: Feed, content_type: str) -> FeedDocument:
    """In a worker that can be killed, as the poller does it."""
    async with ParsePool(workers=1) as pool:
        return await pool.parse(
            body,
            url=feed.url,
            content_type=content_type,
            encoding_hint=feed.encoding_hint,
            kind=feed.kind,
            lang=feed.lang,
        )


def _say_item(item: CollectedItem, *, as_json: bool) -> None:
    published = item.published_at.isoformat() if item.published_at else None
    if not as_json:
        typer.echo(f"{published or 'no date':25}  {item.title}  {item.link or ''}")
        return
    say_json(
        {
            "id": item.identity,
            "title": item.title,
            "summary": item.summary,
            "link": item.link,
            "published_at": published,
            "published_raw": item.published_raw,
            "flags": [flag.value for flag in item.flags],
        }
    )
