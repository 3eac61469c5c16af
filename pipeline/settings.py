"""Hand the trades what they need of the configuration, as values they know."""

from __future__ import annotations

import random
from datetime import datetime

from db.store import Store
from feeds.schedule import first_state

from config import Config
from feeds.fetch import FetchSettings

PROGRAM = "Vedette/0.1"


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
    )


def sync_feeds(store: Store, config: Config, *, now: datetime) -> None:
    """Bring the database's sources and feeds in line with the configuration."""
    with store.write() as tx:
        tx.feeds.sync(
            config.sources,
            config.feeds,
            first_states={
                feed.id: first_state(feed, now=now, spread=random.random())  # noqa: S311
                for feed in config.feeds
            },
            now=now,
        )
