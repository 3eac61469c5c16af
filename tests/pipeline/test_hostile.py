"""Good feeds among hostile ones, documents that stall the parser, and 500 feeds due at once."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

from bench.collect import measure_hostile
from bench.farming import farm, farm_settings, parsing_workers, put_feeds
from db.store import Store
from domain.feed import FailureReason, Feed
from feeds.fetch import Fetcher
from feeds.parse import ParsePool
from pipeline.collect import Collector

STALLING = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item '
    + " ".join(f'a{number}="x"' for number in range(100_000))
    + "><title>x</title></item></channel></rss>"
).encode()


def test_hostile_feeds_fail_for_their_own_reason_and_every_good_one_is_stored() -> None:
    # Off the test's own loop: a process that holds another loop's pipes is no poller.
    with farm(latency_ms=(0, 20), feeds=110, entries=5) as served:
        told = measure_hostile(served, good=110, bad=20, deadline_s=4.0)

    assert told.wrong == ()
    assert told.good_stored == 110
    assert told.seconds <= 2 * told.deadline_s
    assert told.growth_mib <= 60


async def test_a_document_that_stalls_costs_its_worker_and_nothing_else(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.bodies["/stalling"] = STALLING
    names = [f"good-{number}" for number in range(20)]
    for name in names:
        publisher.publish(f"/{name}", f"{name}: Ноћ је била мирна", at=clock.now)
    feeds = [
        Feed(id=name, source="farm", url=f"{publisher.url}/{name}", lang="sr")
        for name in ("stalling", *names)
    ]
    put_feeds(store, feeds, now=clock.now)
    before = set(parsing_workers())

    started = time.perf_counter()
    lines = {line.feed: line for line in await collector.collect()}
    seconds = time.perf_counter() - started

    assert lines["stalling"].reason is FailureReason.PARSE_TIMEOUT
    assert all(lines[name].new == 1 for name in names)
    assert seconds < 5.5 + 2.5  # the one worker, and then the others behind it
    assert before
    assert not before & set(parsing_workers())
    assert not any(_is_running(pid) for pid in before)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_five_hundred_feeds_due_at_once_are_polled_once_within_the_limits(
    store: Store, clock: Any
) -> None:
    with farm(latency_ms=(20, 60), feeds=500, entries=1) as served:
        feeds = [served.good(number) for number in range(500)]
        put_feeds(store, feeds, now=clock.now)
        clock.turn(days=2)
        async with Fetcher(farm_settings()) as fetcher, ParsePool(workers=2) as pool:
            collector = Collector(store, fetcher=fetcher, pool=pool, clock=clock, owner="tests")
            await collector.tick()
            lines = await collector.drain()
        told = await asyncio.to_thread(served.told)

    assert sorted(line.feed for line in lines) == sorted(feed.id for feed in feeds)
    assert set(told["asked"].values()) == {1}
    assert len(told["asked"]) == 500
    assert told["most_busy"] <= 32


async def test_feeds_of_one_publisher_are_asked_two_at_a_time(store: Store, clock: Any) -> None:
    with farm(latency_ms=(20, 60), feeds=12, entries=1) as served:
        one_host = f"http://127.1.0.1:{served.port}"
        feeds = [
            Feed(id=f"f-{number}", source="farm", url=f"{one_host}/feed/{number}", lang="sr")
            for number in range(12)
        ]
        put_feeds(store, feeds, now=clock.now)
        async with Fetcher(farm_settings()) as fetcher, ParsePool(workers=1) as pool:
            collector = Collector(store, fetcher=fetcher, pool=pool, clock=clock, owner="tests")
            lines = await collector.collect()
        told = await asyncio.to_thread(served.told)

    assert sum(line.new for line in lines) == 12
    assert told["most_busy_host"] <= 2
