"""What was not seen is said, with its reason, as soon as the next tick has run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.farming import put_feeds
from bench.replay.recordings import Recording, albanian
from db.store import Store
from domain.feed import FailureReason, Feed, Poll, PollOutcome
from domain.item import CollectedItem
from domain.reading import CoverageReason, CoverageState, FeedDay
from feeds.identity import digest
from pipeline.collect import Collector
from pipeline.coverage import refresh_coverage

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
recorded = pytest.mark.skipif(not DATA.is_dir(), reason="no recorded data beside the checkout")
LONG = timedelta(hours=6)


def watched(store: Store, publisher: Any, *names: str, now: datetime) -> None:
    feeds = [
        Feed(id=name, source="farm", url=f"{publisher.url}/{name}", lang="sr") for name in names
    ]
    put_feeds(store, feeds, now=now)


def judged(store: Store, feed: str, now: datetime) -> FeedDay:
    refresh_coverage(store, now=now, rebuild=False)
    with store.read() as tx:
        rows = tx.rollups.feed_days(since=now.date(), until=now.date())
    (row,) = [row for row in rows if row.feed == feed]
    return row


async def hours(collector: Collector, clock: Any, count: int) -> None:
    """Let the poller run for so many hours, a tick every five minutes and a poll every hour."""
    for _ in range(count):
        for _ in range(12):
            clock.turn(minutes=5)
            await collector._open()
        await collector.collect(all_enabled=True)


def log_days(store: Store, feed: str, *, until: datetime, days: int, items_a_day: int) -> None:
    """A history of hourly polls that brought so many items a day."""
    with store.write() as tx:
        for hour in range(days * 24, 0, -1):
            at = until - timedelta(hours=hour)
            tx.uptime.beat(at, gap_s=7200, owner="tests")
            fresh = range(items_a_day) if at.hour == 12 else range(0)
            items = [_item(f"{at}-{number}", at) for number in fresh]
            keys = [item.content_hash for item in items]
            if items:
                of = next(one for one in tx.feeds.all() if one.id == feed)
                tx.items.store(of, items, seen_at=at, story_keys=keys)
            tx.polls.add(_poll(feed, at, new=len(items)))


def _poll(feed: str, at: datetime, *, new: int) -> Poll:
    return Poll(feed=feed, started_at=at, finished_at=at, outcome=PollOutcome.STORED, new=new)


def _item(name: str, at: datetime) -> CollectedItem:
    return CollectedItem(
        identity=digest("item", name), title=name, content_hash=digest(name), published_at=at
    )


async def test_a_failing_feed_shows_reason_since_and_next_try_at_once(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    watched(store, publisher, "one", now=clock.now)
    await hours(collector, clock, 10)
    publisher.statuses["/one"] = 500
    broke_at = clock.now
    await hours(collector, clock, 6)

    with store.read() as tx:
        state = tx.feeds.states()["one"]
    row = judged(store, "one", clock.now)

    assert state.last_reason is FailureReason.HTTP_ERROR
    assert state.failing_since == broke_at + timedelta(hours=1)
    assert state.next_check_at > clock.now
    assert (row.state, row.reason) == (CoverageState.PARTLY_SEEN, CoverageReason.FAILING_FEED)


async def test_the_first_failure_is_in_the_log_before_the_tick_is_over(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watched(store, publisher, "one", now=clock.now)
    await collector.tick()
    await collector.drain()

    with store.read() as tx:
        state = tx.feeds.states()["one"]
        (poll,) = tx.polls.recent("one", 5)

    assert (state.failing_since, state.last_reason) == (clock.now, FailureReason.HTTP_ERROR)
    assert (poll.outcome, poll.reason) == (PollOutcome.FAILED, FailureReason.HTTP_ERROR)


async def test_a_window_overrun_is_shown(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watched(store, publisher, "one", now=clock.now)
    for number in range(16):
        publisher.publish("/one", f"в{number}: Вест број {number}, ћути се", at=clock.now)
        await hours(collector, clock, 1)

    row = judged(store, "one", clock.now)

    assert (row.state, row.reason) == (CoverageState.PARTLY_SEEN, CoverageReason.WINDOW_OVERRUN)


async def test_an_outage_of_ours_is_shown_on_the_day_it_fell_on(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "а: Ноћ је била мирна", at=clock.now)
    watched(store, publisher, "one", now=clock.now)
    await hours(collector, clock, 8)
    clock.turn(hours=7)
    await collector.tick()
    await collector.drain()

    row = judged(store, "one", clock.now)
    with store.read() as tx:
        periods = tx.uptime.periods(clock.now - timedelta(days=1))

    assert (row.state, row.reason) == (CoverageState.PARTLY_SEEN, CoverageReason.OUTAGE_HERE)
    assert periods[-1][0] - periods[-2][1] >= LONG


async def test_a_feed_fallen_silent_is_told_from_a_quiet_one(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    watched(store, publisher, "busy", "rare", now=clock.now)
    log_days(store, "busy", until=clock.now, days=30, items_a_day=20)
    log_days(store, "rare", until=clock.now, days=30, items_a_day=0)
    refresh_coverage(store, now=clock.now, rebuild=True)
    for name in ("busy", "rare"):
        publisher.publish(f"/{name}", at=clock.now)
    await hours(collector, clock, 17)

    assert judged(store, "busy", clock.now).reason is CoverageReason.SILENT_FEED
    assert judged(store, "rare", clock.now).state is CoverageState.SEEN


def test_what_our_database_refused_is_our_outage_and_not_the_feeds_failure(
    store: Store, publisher: Any, clock: Any
) -> None:
    watched(store, publisher, "one", now=clock.now)
    log_days(store, "one", until=clock.now, days=2, items_a_day=5)
    with store.write() as tx:
        for hour in range(12):
            at = clock.now + timedelta(hours=hour)
            tx.uptime.beat(at, gap_s=7200, owner="tests")
            tx.polls.add(
                Poll(
                    feed="one",
                    started_at=at,
                    finished_at=at,
                    outcome=PollOutcome.FAILED,
                    reason=FailureReason.STORE_ERROR,
                )
            )

    row = judged(store, "one", clock.now + timedelta(hours=12))

    assert row.reason is CoverageReason.OUTAGE_HERE


def replayed(store: Store, recording: Recording) -> list[FeedDay]:
    """A recording's polls and counts in the database, and what coverage says of each day."""
    moments = recording.moments
    feeds = {
        one.id: Feed(id=one.id, source="farm", url=f"https://{one.id}.example/")
        for one in recording.feeds
    }
    put_feeds(store, list(feeds.values()), now=moments[0])
    known: dict[str, set[str]] = {name: set() for name in feeds}
    with store.write() as tx:
        for at in moments:
            tx.uptime.beat(at, gap_s=recording.gap_s, owner="replay")
            for one in recording.feeds:
                guids = {str(entry.guid) for entry in one.entries_at(at) or ()} - known[one.id]
                known[one.id] |= guids
                items = [_item(f"{one.id} {guid}", at) for guid in sorted(guids)]
                if items:
                    keys = [item.content_hash for item in items]
                    tx.items.store(feeds[one.id], items, seen_at=at, story_keys=keys)
                tx.polls.add(_poll(one.id, at, new=len(items)))
    refresh_coverage(store, now=moments[-1], rebuild=True)
    with store.read() as tx:
        return list(tx.rollups.feed_days(since=moments[0].date(), until=moments[-1].date()))


def assert_outages_shown(rows: Sequence[FeedDay], recording: Recording) -> int:
    told = {row.day for row in rows if row.reason is CoverageReason.OUTAGE_HERE}
    gaps = list(pairwise(recording.moments))
    long = [_days(start, end) for start, end in gaps if end - start >= LONG]
    real = {
        day
        for start, end in gaps
        if (end - start).total_seconds() > recording.gap_s
        for day in _days(start, end)
    }

    assert all(days & told for days in long), "an outage is not shown"
    assert told <= real, "a quiet night is called an outage"
    return len(long)


def _days(start: datetime, end: datetime) -> set[date]:
    return {start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)}


@pytest.mark.recorded
@recorded
def test_two_recorded_months_show_every_long_outage_and_no_other(store: Store) -> None:
    part = albanian(DATA).between(None, None, 500)

    assert assert_outages_shown(replayed(store, part), part) >= 5


@pytest.mark.bench
@pytest.mark.recorded
@recorded
def test_a_recorded_year_shows_every_long_outage_and_no_other(store: Store) -> None:
    whole = albanian(DATA)

    assert assert_outages_shown(replayed(store, whole), whole) == 64
