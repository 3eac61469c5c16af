"""Sources and feeds follow the configuration, and a feed is leased to one poller at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.store import Store
from domain.errors import StoreError
from domain.feed import FailureReason, FeedState
from tests.db.build import START, at, feed, item, poll, put, source, state, sync, with_feeds

ROOT = Path(__file__).resolve().parents[2]


def lease(store: Store, **values: object) -> list[str]:
    given = {"now": at(), "limit": 10, "lease_s": 60.0, "owner": "one"} | values
    with store.write() as tx:
        return [one.id for one, _ in tx.feeds.lease_due(**given)]  # type: ignore[arg-type]


def test_sync_keeps_what_the_configuration_says(store: Store) -> None:
    one = feed("a-feed", lang="sr", critical=True)
    with_feeds(store, one, feed("b-feed"))

    with store.read() as tx:
        assert tx.feeds.all() == (one, feed("b-feed"))
        assert tx.feeds.sources() == (source(),)
        assert tx.feeds.states()["a-feed"] == state("a-feed")
        assert tx.feeds.added_at() == {"a-feed": START, "b-feed": START}


def test_a_feed_gone_from_the_configuration_is_kept_but_not_given(store: Store) -> None:
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    with store.write() as tx:
        put(tx, item("x"), feed=feed("a-feed"))

    with store.write() as tx:
        sync(tx, feed("b-feed"), now=at(1))

    with store.read() as tx:
        assert [one.id for one in tx.feeds.all()] == ["b-feed"]
        assert set(tx.feeds.states()) == {"b-feed"}
        assert tx.items.count() == 1
        assert "a-feed" in tx.feeds.added_at()
    assert lease(store) == ["b-feed"]


def test_a_feed_that_comes_back_keeps_its_state_and_its_age(store: Store) -> None:
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    learned = state("a-feed", etag='"7"', interval_s=600.0)
    with store.write() as tx:
        tx.feeds.save_state(learned)
        sync(tx, feed("b-feed"), now=at(1))

    with store.write() as tx:
        sync(tx, feed("a-feed"), feed("b-feed"), now=at(2))

    with store.read() as tx:
        assert tx.feeds.states()["a-feed"] == learned
        assert tx.feeds.added_at()["a-feed"] == START


def test_a_changed_address_starts_over(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        tx.feeds.save_state(state(etag='"7"', adopted_url="https://old.example/"))

    with store.write() as tx:
        sync(tx, feed(url="https://elsewhere.example/rss"), now=at(1))

    with store.read() as tx:
        assert tx.feeds.states()["north-news"] == state()


def test_syncing_twice_changes_nothing(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        tx.feeds.save_state(state(failures=3))

    with store.write() as tx:
        sync(tx, feed(), now=at(1))

    with store.read() as tx:
        assert tx.feeds.states()["north-news"].failures == 3


def test_a_new_feed_without_a_state_is_refused_whole(store: Store) -> None:
    with pytest.raises(StoreError, match="without a first state"), store.write() as tx:
        tx.feeds.sync([source()], [feed()], first_states={}, now=START)

    with store.read() as tx:
        assert tx.feeds.all() == ()


def test_a_feed_of_an_unknown_source_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="refused a row"), store.write() as tx:
        tx.feeds.sync([], [feed()], first_states={"north-news": state()}, now=START)


def test_a_state_comes_back_as_it_was_saved(store: Store) -> None:
    full = FeedState(
        feed="north-news",
        next_check_at=at(1),
        interval_s=612.5,
        etag='W/"x"',
        last_modified="Sun, 01 Nov 2026 00:00:00 GMT",
        validators_since=at(),
        not_modified_streak=3,
        body_hash="b" * 64,
        failures=2,
        failing_since=at(0.5),
        last_reason=FailureReason.TLS_ERROR,
        last_polled_at=at(0.9),
        last_success_at=at(0.4),
        last_new_item_at=at(0.3),
        gone_streak=1,
        muted_at=at(0.95),
        adopted_url="https://a.example/",
        redirect_url="https://b.example/",
        redirect_streak=2,
        redirect_since=at(0.2),
    )
    with_feeds(store, feed())

    with store.write() as tx:
        tx.feeds.save_state(full)

    with store.read() as tx:
        assert tx.feeds.states()["north-news"] == full


def test_due_feeds_are_leased_critical_ones_first(store: Store) -> None:
    with_feeds(store, feed("a-feed"), feed("b-feed", critical=True), feed("c-feed"))
    with store.write() as tx:
        tx.feeds.save_state(state("c-feed", next_check_at=at(minutes=1)))

    assert lease(store) == ["b-feed", "a-feed"]


def test_a_leased_feed_is_not_given_again_until_the_lease_ends(store: Store) -> None:
    with_feeds(store, feed())

    assert lease(store) == ["north-news"]
    assert lease(store, owner="two", now=at(minutes=0.5)) == []
    assert lease(store, owner="two", now=at(minutes=1)) == ["north-news"]


def test_saving_the_state_ends_the_lease_unless_told_otherwise(store: Store) -> None:
    with_feeds(store, feed())
    lease(store)

    with store.write() as tx:
        tx.feeds.save_state(state(), release=False)
    assert lease(store) == []
    with store.write() as tx:
        tx.feeds.save_state(state())
    assert lease(store) == ["north-news"]


def test_a_disabled_or_muted_feed_is_never_leased(store: Store) -> None:
    with_feeds(
        store, feed("a-feed", enabled=False, disabled_reason="no longer published"), feed("b-feed")
    )
    with store.write() as tx:
        tx.feeds.save_state(state("b-feed", muted_at=at()))

    assert lease(store) == []
    assert lease(store, all_enabled=True) == []
    assert lease(store, only=["a-feed", "b-feed"]) == []


def test_named_feeds_are_taken_though_not_due_once_for_each_moment(store: Store) -> None:
    later = {"next_check_at": at(5)}
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    with store.write() as tx:
        tx.feeds.save_state(state("a-feed", **later))
        tx.feeds.save_state(state("b-feed", **later))

    assert lease(store) == []
    assert lease(store, only=["b-feed"]) == ["b-feed"]
    with store.write() as tx:
        tx.feeds.save_state(state("b-feed", last_polled_at=at(), **later))
    assert lease(store, all_enabled=True) == ["a-feed"]


def test_the_limit_of_a_lease_is_kept(store: Store) -> None:
    with_feeds(store, *(feed(f"feed-{number}") for number in range(5)))

    first = lease(store, limit=2)
    second = lease(store, limit=9)

    assert (len(first), len(second)) == (2, 3)
    assert not set(first) & set(second)


def test_the_first_poll_of_each_feed_is_known(store: Store) -> None:
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    with store.write() as tx:
        tx.polls.add(poll("a-feed", at(2)))
        tx.polls.add(poll("a-feed", at(1)))

    with store.read() as tx:
        assert tx.feeds.first_polled_at() == {"a-feed": at(1)}


LEASE_ALL = """
import sys
from datetime import UTC, datetime
from db.store import Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
taken = []
while True:
    with store.write() as tx:
        given = tx.feeds.lease_due(
            now=datetime(2026, 11, 2, 6, tzinfo=UTC), limit=3, lease_s=60.0, owner=sys.argv[2]
        )
    if not given:
        break
    taken += [feed.id for feed, _ in given]
print(" ".join(taken))
"""


def test_two_pollers_share_the_feeds_and_none_is_given_twice(
    new_file: Callable[[], Path],
) -> None:
    url = f"sqlite:///{new_file()}"
    names = [f"feed-{number:02d}" for number in range(40)]
    store = Store(url)
    with_feeds(store, *(feed(name) for name in names))
    store.close()

    pollers = [
        subprocess.Popen(
            [sys.executable, "-c", LEASE_ALL, url, owner],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for owner in ("one", "two")
    ]
    for poller in pollers:
        assert poller.stdout is not None
        assert poller.stdout.readline() == "ready\n"
    for poller in pollers:
        assert poller.stdin is not None
        poller.stdin.write("go\n")
        poller.stdin.flush()
    taken = [poller.communicate()[0].split() for poller in pollers]

    assert sorted(taken[0] + taken[1]) == names


def test_a_lease_gives_the_feed_with_its_state(store: Store) -> None:
    with_feeds(store, feed())
    saved = replace(state(), etag='"x"')
    with store.write() as tx:
        tx.feeds.save_state(saved)

        given = tx.feeds.lease_due(now=at(), limit=1, lease_s=9, owner="one")

    assert given == ((feed(), saved),)
