"""Collecting over real HTTP into a real database, with a clock that is turned by hand."""

from __future__ import annotations

from typing import Any

from db.store import Store
from domain.feed import FailureReason, Feed, PollOutcome
from domain.source import Source
from feeds.schedule import first_state
from pipeline.collect import Collector


def _add(store: Store, publisher: Any, *names: str, now: Any) -> None:
    feeds = [Feed(id=name, source=name, url=f"{publisher.url}/{name}", lang="en") for name in names]
    with store.write() as tx:
        tx.feeds.sync(
            [Source(id=name, name=name) for name in names],
            feeds,
            first_states={feed.id: first_state(feed, now=now, spread=0.0) for feed in feeds},
            now=now,
        )


def _count(store: Store) -> int:
    with store.read() as tx:
        return tx.items.count()


async def test_a_poll_stores_each_entry_once(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "Crossing closed", "Mayor resigns", at=clock.now)
    _add(store, publisher, "one", now=clock.now)

    lines = await collector.collect()

    assert [(line.feed, line.outcome, line.new) for line in lines] == [
        ("one", PollOutcome.STORED, 2)
    ]
    assert _count(store) == 2


async def test_ten_polls_of_an_unchanged_feed_write_nothing_more(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "Crossing closed", at=clock.now)
    _add(store, publisher, "one", now=clock.now)

    await collector.collect()
    for _ in range(10):
        clock.turn(hours=8)
        await collector.collect(all_enabled=True)

    assert _count(store) == 1
    assert publisher.conditional == 10


async def test_an_edited_entry_becomes_a_revision_of_the_same_item(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "Toll: two injured", at=clock.now)
    _add(store, publisher, "one", now=clock.now)
    await collector.collect()
    first_seen = clock.now

    clock.turn(hours=8)
    publisher.publish("/one", "Toll: five injured", at=first_seen)
    (line,) = await collector.collect(all_enabled=True)

    with store.read() as tx:
        (item,) = tx.items.recent(10)
    assert (line.new, line.revised) == (0, 1)
    assert item.title == "Toll: five injured"
    assert item.first_seen_at == first_seen


async def test_a_page_instead_of_a_feed_is_a_recorded_fact_and_leaves_others_alone(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/good", "Crossing closed", at=clock.now)
    publisher.bodies["/page"] = b"<!doctype html><html><body><h1>Just a moment</h1></body></html>"
    publisher.bodies["/empty"] = b"  "
    _add(store, publisher, "good", "page", "empty", "missing", now=clock.now)

    lines = {line.feed: line for line in await collector.collect()}

    assert lines["good"].new == 1
    assert lines["page"].reason is FailureReason.NOT_A_FEED
    assert lines["empty"].reason is FailureReason.EMPTY_BODY
    assert lines["missing"].reason is FailureReason.HTTP_ERROR
    with store.read() as tx:
        state = tx.feeds.states()["page"]
    assert state.failing_since == clock.now
    assert state.etag is None
    assert state.next_check_at > clock.now


async def test_a_hanging_feed_does_not_hold_the_others_up(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.hangs.add("/slow")
    publisher.publish("/good", "Crossing closed", at=clock.now)
    _add(store, publisher, "slow", "good", now=clock.now)

    lines = {line.feed: line for line in await collector.collect()}

    assert lines["slow"].reason is FailureReason.DEADLINE
    assert lines["good"].new == 1


async def test_a_feed_is_polled_once_until_it_is_due_again(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "Crossing closed", at=clock.now)
    _add(store, publisher, "one", now=clock.now)

    await collector.collect()
    again = await collector.collect()

    assert again == ()
    assert publisher.asked == ["/one"]


async def test_more_feeds_than_the_waiting_line_holds_are_all_polled_in_one_call(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    names = [f"feed-{number}" for number in range(150)]
    for name in names:
        publisher.publish(f"/{name}", f"Only on {name}", at=clock.now)
    _add(store, publisher, *names, now=clock.now)

    lines = await collector.collect()

    assert {line.feed for line in lines} == set(names)
    assert _count(store) == 150


async def test_entries_without_overlap_are_marked_as_a_window_overrun(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    publisher.publish("/one", "First", "Second", at=clock.now)
    _add(store, publisher, "one", now=clock.now)
    await collector.collect()

    clock.turn(hours=8)
    publisher.publish("/one", "Ninth", "Tenth", at=clock.now)
    await collector.collect(all_enabled=True)

    with store.read() as tx:
        newest = tx.polls.recent("one", 1)[0]
    assert newest.window_overrun


async def test_one_tick_drains_a_backlog_longer_than_the_waiting_line(
    store: Store, publisher: Any, collector: Collector, clock: Any
) -> None:
    names = [f"feed-{number}" for number in range(150)]
    for name in names:
        publisher.publish(f"/{name}", f"Only on {name}", at=clock.now)
    _add(store, publisher, *names, now=clock.now)

    await collector.tick()
    lines = await collector.drain()

    assert {line.feed for line in lines} == set(names)
    assert len(publisher.asked) == 150
