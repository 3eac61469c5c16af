"""`feeds`: what is read, and whether an address can be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from pydantic import ValidationError

from commands.feed_lists import export_opml, import_opml
from commands.frame import EXIT_ERRORS, door, open_store, say_json, the_config, utc_now
from config import Config
from domain.errors import FeedError, WatchError
from domain.feed import FailureReason, Feed
from feeds.discover import discover
from feeds.fetch import Fetched, Fetcher, FetchRequest
from feeds.parse import ParsePool
from pipeline.settings import fetch_settings, sync_feeds

feeds = typer.Typer(help="Look after the feeds.", no_args_is_help=True)
feeds.command("import-opml")(import_opml)
feeds.command("export-opml")(export_opml)


@feeds.command("list")
@door
def list_feeds(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per feed.")] = False,
) -> None:
    """Show every feed, how it stands, and when it is tried next."""
    config = the_config()
    store = open_store(config)
    sync_feeds(store, config, now=utc_now())
    with store.read() as tx:
        states = tx.feeds.states()
    for feed in config.feeds:
        state = states.get(feed.id)
        reason = state.last_reason.value if state and state.last_reason else None
        facts = {
            "feed": feed.id,
            "source": feed.source,
            "url": feed.url,
            "enabled": feed.enabled,
            "disabled_reason": feed.disabled_reason or None,
            "failing_since": state.failing_since if state else None,
            "reason": reason,
            "last_success_at": state.last_success_at if state else None,
            "next_check_at": state.next_check_at if state and feed.enabled else None,
        }
        if as_json:
            say_json(facts)
        else:
            stands = (
                "disabled" if not feed.enabled else (f"failing: {reason}" if reason else "enabled")
            )
            typer.echo(f"{feed.id:36} {stands:28} {feed.url}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """What one address came to; `reason` is empty where it is a usable feed."""

    feed: str
    reason: str = ""
    detail: str = ""
    kind: str = ""
    items: int = 0
    dated: int = 0
    newest: str = ""
    newest_title: str = ""
    named: tuple[str, ...] = ()


@feeds.command("check")
@door
def check_feeds(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Feed ids or addresses; all enabled feeds if left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per feed.")] = False,
) -> None:
    """Fetch and read feeds once without storing anything; disabled ones too, when named.

    Where an address is a web page, the feeds that the page names are shown.
    """
    config = the_config()
    known = {feed.id: feed for feed in config.feeds}
    wanted = (
        [_named(name, known) for name in names] if names else [f for f in config.feeds if f.enabled]
    )
    results = asyncio.run(_check_all(wanted, config))
    for one in results:
        _say(one, as_json=as_json)
    if any(one.reason for one in results):
        raise typer.Exit(EXIT_ERRORS)


def _named(name: str, known: Mapping[str, Feed]) -> Feed:
    """Give the feed of that id, or one for the moment where the name is an address."""
    if name in known:
        return known[name]
    try:
        return Feed(id="address", source="address", url=name)
    except ValidationError as error:
        raise WatchError(
            f'"{name}" is neither a feed nor an address',
            hint="`python cli.py feeds list` names them",
        ) from error


async def _check_all(wanted: list[Feed], config: Config) -> list[_Checked]:
    async with (
        Fetcher(fetch_settings(config)) as fetcher,
        ParsePool(workers=config.collect.workers) as pool,
    ):
        return await asyncio.gather(*(_check_one(feed, fetcher, pool) for feed in wanted))


async def _check_one(feed: Feed, fetcher: Fetcher, pool: ParsePool) -> _Checked:
    name, answer = feed.url if feed.id == "address" else feed.id, None
    try:
        answer = await fetcher.fetch(
            FetchRequest(feed=feed.id, url=feed.url, etag=None, last_modified=None)
        )
        assert isinstance(answer, Fetched), "no validators were sent"
        document, items = await pool.read(
            answer.body, feed, url=answer.url, content_type=answer.content_type, now=utc_now()
        )
    except FeedError as error:
        named: tuple[str, ...] = ()
        if isinstance(answer, Fetched) and error.reason is FailureReason.NOT_A_FEED:
            named = discover(answer.body, url=answer.url, content_type=answer.content_type)
        return _Checked(feed=name, reason=error.reason.value, detail=error.what, named=named)
    dated = [item for item in items if item.published_at is not None]
    newest = max(dated, key=lambda item: str(item.published_at), default=None)
    return _Checked(
        feed=name,
        kind=document.kind,
        items=len(items),
        dated=len(dated),
        newest=newest.published_at.isoformat() if newest and newest.published_at else "",
        newest_title=newest.title if newest else "",
    )


def _say(one: _Checked, *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "feed": one.feed,
                "usable": not one.reason,
                "reason": one.reason or None,
                "detail": one.detail or None,
                "kind": one.kind or None,
                "items": one.items,
                "dated": one.dated,
                "newest": one.newest or None,
                "named": list(one.named),
            }
        )
    elif one.reason:
        typer.echo(f"{one.feed}: not usable: {one.reason} ({one.detail})")
        for address in one.named:
            typer.echo(f"  the page names {address}")
    else:
        typer.echo(
            f"{one.feed}: usable, {one.items} items, {one.dated} dated, "
            f"newest {one.newest or 'unknown'}"
        )
