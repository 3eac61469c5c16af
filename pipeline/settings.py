"""Hand the trades what they need of the configuration, as values they know."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from config import Config
from db.store import Store, Transaction
from domain.feed import Feed
from domain.source import Source
from feeds.fetch import FetchSettings
from feeds.schedule import first_state

PROGRAM = "Vedette/0.1"
# Feeds of this prefix hold what archives brought; they are polled nowhere.
ARCHIVE = "archive."


def fetch_settings(config: Config) -> FetchSettings:
    """Fetch limits and the name we go by."""
    collect = config.collect
    return FetchSettings(
        total_deadline_s=collect.total_deadline_s,
        connect_s=collect.connect_s,
        max_wire_bytes=collect.max_wire_bytes,
        max_decoded_bytes=collect.max_decoded_bytes,
        max_redirects=collect.max_redirects,
        in_flight=collect.in_flight,
        per_host=collect.per_host,
        per_host_gap_s=collect.per_host_gap_s,
        user_agent=f"{PROGRAM} (public feed reader; {config.contact})"
        if config.contact
        else PROGRAM,
        allow_private=config.security.allow_private_addresses,
        respect_robots=collect.respect_robots,
    )


def sync_feeds(store: Store, config: Config, *, now: datetime) -> None:
    """Bring the database's sources and feeds in line with the configuration."""
    with store.write() as tx:
        put_feeds(tx, config.sources, config.feeds, now=now)


def put_feeds(
    tx: Transaction, sources: Sequence[Source], feeds: Sequence[Feed], *, now: datetime
) -> None:
    """Make these the sources and feeds; those that archives brought stay beside them."""
    known = {source.id for source in sources}
    archives = [one for one in tx.feeds.all() if one.id.startswith(ARCHIVE)]
    owners = {feed.source for feed in archives} - known
    every = [*feeds, *(one for one in archives if one.id not in {feed.id for feed in feeds})]
    tx.feeds.sync(
        [*sources, *(one for one in tx.feeds.sources() if one.id in owners)],
        every,
        first_states={
            feed.id: first_state(feed, now=now, spread=random.random())  # noqa: S311
            for feed in every
        },
        now=now,
    )
