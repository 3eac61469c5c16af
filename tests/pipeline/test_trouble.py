"""What a poller does when the database refuses, the clock goes back, or it is told to stop."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench.farming import put_feeds
from db.store import Store
from domain.feed import FailureReason, Feed, PollOutcome
from feeds.fetch import Fetcher, FetchSettings
from feeds.parse import ParsePool
from pipeline.collect import Collector, PollLine


def add(store: Store, publisher: Any, *names: str, now: Any, **values: Any) -> None:
    feeds = [
        Feed(id=name, source="farm", url=f"{publisher.url}/{name}", **({"lang": "sr"} | values))
        for name in names
    ]
    put_feeds(store, feeds, now=now)


def file_of(store: Store) -> Path:
    return Path(store.where.removeprefix("sqlite:///"))


async def test_a_full_disk_undoes_the_poll_and_the_next_one_makes_up_for_it(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    add(store, publisher, "one", now=clock.now)
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    await collector.collect()
    with store.read() as tx:
        before = tx.feeds.states()["one"]
    clock.turn(hours=7)
    publisher.publish(
        "/one",
        *(f"{n}: Прелаз је затворен, ћути се {'дуго ' * 90}" for n in range(300)),
        at=clock.now,
    )

    with store.read() as tx:
        pages = tx.items._connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def fill(connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 8}").close()

    store.close()
    event.listen(store._engine, "connect", fill)
    (line,) = await collector.collect()
    event.remove(store._engine, "connect", fill)
    store.close()
    with store.read() as tx:
        after = tx.feeds.states()["one"]
        items = tx.items.count()
        logged = tx.polls.recent("one", 1)[0]
    again = await collector.collect()

    assert (line.outcome, line.reason) == (PollOutcome.FAILED, FailureReason.STORE_ERROR)
    assert after == before
    assert items == 1
    assert (logged.outcome, logged.reason) == (PollOutcome.FAILED, FailureReason.STORE_ERROR)
    assert [one.new for one in again] == [300]
    assert store.verify() == ()


async def test_a_locked_database_leaves_the_feed_due_for_the_next_tick(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    add(store, publisher, "one", now=clock.now)
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        await collector.tick()
        other.execute("BEGIN IMMEDIATE")
        (line,) = await collector.drain()
        missed = await collector.tick()
        other.execute("ROLLBACK")
    with store.read() as tx:
        empty = tx.items.count()
    started = await collector.tick()
    (again,) = await collector.drain()
    with store.read() as tx:
        polls = tx.polls.recent("one", 10)

    assert line.reason is FailureReason.STORE_ERROR
    assert (missed, empty, started) == (0, 0, 1)
    assert again.new == 1
    assert [poll.reason for poll in polls] == [None, FailureReason.STORE_ERROR]


async def test_a_lock_shorter_than_the_patience_is_waited_out(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    add(store, publisher, "one", now=clock.now)
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        await collector.tick()
        other.execute("BEGIN IMMEDIATE")
        finishing = asyncio.create_task(collector.drain())
        await asyncio.sleep(1)
        other.execute("ROLLBACK")
        (line,) = await finishing

    assert line.new == 1


async def test_a_stopped_poller_lets_go_so_that_the_next_one_polls_at_once(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.hangs.add("/one")
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    add(store, publisher, "one", now=clock.now)
    await collector.tick()
    await asyncio.sleep(0.1)

    await collector.stop()
    publisher.hangs.clear()
    lines = await collector.collect()

    assert [line.new for line in lines] == [1]


async def test_a_cancelled_cycle_lets_go_of_its_feeds_too(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.hangs.add("/one")
    add(store, publisher, "one", now=clock.now)
    cycle = asyncio.create_task(collector.collect())
    await asyncio.sleep(0.3)
    cycle.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cycle
    with store.write() as tx:
        free = tx.feeds.lease_due(now=clock.now, limit=9, lease_s=300, owner="another")

    assert [feed.id for feed, _ in free] == ["one"]


async def test_a_clock_set_back_neither_starves_nor_hurries_a_feed(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    add(store, publisher, "one", now=clock.now)
    await collector.collect()
    with store.read() as tx:
        state = tx.feeds.states()["one"]
    wait = state.next_check_at - clock.now

    clock.turn(hours=-5)
    at_once = await collector.tick()
    clock.turn(seconds=wait.total_seconds() + 1)
    later = await collector.tick()
    await collector.drain()

    assert timedelta(minutes=9) < wait < timedelta(hours=7)
    assert (at_once, later) == (0, 1)
    assert publisher.asked == ["/one", "/one"]


async def test_a_clock_set_forward_polls_each_feed_once(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    add(store, publisher, "one", now=clock.now)
    await collector.collect()

    clock.turn(days=1)
    started = [await collector.tick() for _ in range(3)]
    await collector.drain()

    assert sum(started) == 1


async def test_robots_txt_is_asked_for_only_where_it_is_respected(
    store: Store, publisher: Any, clock: Any
) -> None:
    publisher.publish("/private/one", "а: Ноћ је била мирна", at=clock.now)
    publisher.bodies["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    feed = Feed(id="one", source="farm", url=f"{publisher.url}/private/one", lang="sr")
    put_feeds(store, [feed], now=clock.now)
    lines: list[PollLine] = []
    for respected in (True, False):
        settings = FetchSettings(
            user_agent="tests",
            allow_private=("127.0.0.1",),
            polite_to_private=True,
            per_host_gap_s=0.0,
            respect_robots=respected,
        )
        async with Fetcher(settings) as fetcher, ParsePool(workers=1) as pool:
            collector = Collector(store, fetcher=fetcher, pool=pool, clock=clock, owner="tests")
            lines += await collector.collect(all_enabled=True)
        clock.turn(hours=30)

    assert [line.reason for line in lines] == [FailureReason.ROBOTS_DISALLOWED, None]
    assert publisher.asked == ["/robots.txt", "/private/one"]


async def test_ten_polls_of_an_unchanged_feed_without_validators_write_no_row(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "а: Ноћ је била мирна", "б: Мост ће бити отворен", at=clock.now)
    publisher.is_without_validators = True
    add(store, publisher, "one", now=clock.now)
    await collector.collect()
    with store.write() as tx:
        tx.work.done([one.id for one in tx.work.take(100)])
    for poll in range(10):
        clock.turn(hours=8)
        # What always changes and says nothing: the document's own build date.
        stamped = f"<lastBuildDate>{clock.now:%c}</lastBuildDate><item>"
        if poll % 2:
            head, rest = publisher.bodies["/one"].decode().split("<item>", 1)
            publisher.bodies["/one"] = f"{head}{stamped}{rest}".encode()
        await collector.collect(all_enabled=True)
    with store.read() as tx:
        polls = tx.polls.recent("one", 10)
        items = tx.items.recent(10)

    assert [(poll.new, poll.revised) for poll in polls] == [(0, 0)] * 10
    assert [item.revision for item in items] == [1, 1]
    with store.read() as tx:
        assert tx.work.take(10) == ()


async def test_an_item_of_a_news_search_carries_the_outlet_it_names(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.bodies["/search"] = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>"Прелаз" - Google News</title>'
        "<item><title>Прелаз је затворен, ћути се - Радио Југ</title>"
        "<link>https://news.google.com/rss/articles/CBMiabc?oc=5</link>"
        '<guid isPermaLink="false">CBMiabc</guid>'
        '<source url="https://radio-jug.example">Радио Југ</source></item></channel></rss>'
    ).encode()
    add(store, publisher, "search", now=clock.now, is_search=True)
    await collector.collect()
    with store.read() as tx:
        (item,) = tx.items.recent(10)

    assert (item.title, item.outlet_name) == ("Прелаз је затворен, ћути се", "Радио Југ")
