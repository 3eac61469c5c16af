"""Edited, renamed, reused and returning entries, polled for real: one item each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bench.farming import put_feeds
from db.store import Store
from domain.feed import Feed
from domain.item import Item, ItemFlag
from pipeline.collect import Collector

OLD = "Прелаз Јариње је затворен за сва возила, ћути се"


def serve(publisher: Any, *entries: tuple[str, str, str], at: datetime) -> None:
    """Publish entries of (guid, path of the link, title)."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>https://a.example/{path}</link>"
        f"<title>{title}</title><pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for guid, path, title in entries
    )
    publisher.bodies["/one"] = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
    ).encode()


def watch(store: Store, publisher: Any, *, now: datetime) -> None:
    put_feeds(
        store, [Feed(id="one", source="farm", url=f"{publisher.url}/one", lang="sr")], now=now
    )


def stored(store: Store) -> tuple[Item, ...]:
    with store.read() as tx:
        return tx.items.recent(100)


async def test_every_edit_is_kept_and_first_seen_stays(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    first_seen = clock.now
    for count in range(5):
        serve(publisher, ("1", "1", f"{OLD} {count}"), at=first_seen)
        await collector.collect(all_enabled=True)
        clock.turn(hours=7)

    (item,) = stored(store)
    with store.read() as tx:
        titles = [one.title for one in tx.items.revisions(item.id)]
        waiting = tx.work.take(100)
    assert titles == [f"{OLD} {count}" for count in range(5)]
    assert item.first_seen_at == first_seen
    assert len(waiting) == 5


async def test_a_text_that_never_stops_changing_is_kept_twenty_four_times_and_flagged(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    start = clock.now
    for count in range(40):
        serve(publisher, ("1", "1", f"{OLD}; прегледа: {count}"), at=start)
        await collector.collect(all_enabled=True)
        clock.turn(hours=7)

    (item,) = stored(store)
    assert item.revision == 24
    assert ItemFlag.REVISIONS_CAPPED in item.flags


async def test_a_guid_that_changes_with_every_poll_makes_one_item(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    start = clock.now
    for count in range(6):
        serve(publisher, (f"1-{count}", f"1?utm_campaign={count}", OLD), at=start)
        await collector.collect(all_enabled=True)
        clock.turn(hours=30)

    (item,) = stored(store)
    assert item.revision == 1


async def test_a_guid_given_to_another_story_keeps_both_texts_and_says_so(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    serve(publisher, ("1", "1", OLD), at=clock.now)
    await collector.collect()
    clock.turn(days=3)
    serve(publisher, ("1", "2", "Временска прогноза: снег на северу, ђаци код куће"), at=clock.now)
    await collector.collect(all_enabled=True)

    (item,) = stored(store)
    with store.read() as tx:
        titles = [one.title for one in tx.items.revisions(item.id)]
    assert ItemFlag.GUID_REUSED in item.flags
    assert titles[0] == OLD
    assert len(titles) == 2


async def test_an_edited_title_with_a_new_link_is_no_other_story(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    serve(publisher, ("1", "1", OLD), at=clock.now)
    await collector.collect()
    clock.turn(days=1)
    serve(publisher, ("1", "1-dopuna", f"{OLD} (допуна)"), at=clock.now)
    await collector.collect(all_enabled=True)

    (item,) = stored(store)
    assert ItemFlag.GUID_REUSED not in item.flags


async def test_an_entry_that_returns_after_sixty_days_is_not_new(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watch(store, publisher, now=clock.now)
    serve(publisher, ("1", "1", OLD), at=clock.now)
    await collector.collect()
    first_seen = clock.now
    clock.turn(days=30)
    serve(publisher, ("2", "2", "Мост ће бити отворен, ћути се"), at=clock.now)
    await collector.collect(all_enabled=True)
    clock.turn(days=30)
    serve(publisher, ("1", "1", OLD), at=first_seen)
    (line,) = await collector.collect(all_enabled=True)

    assert (line.new, line.revised) == (0, 0)
    assert len(stored(store)) == 2
