"""The fetch log is read by time and by feed."""

from __future__ import annotations

import pytest

from db.store import Store
from domain.errors import StoreError
from domain.feed import FailureReason, PollOutcome
from tests.db.build import at, feed, poll, with_feeds


@pytest.fixture
def two(store: Store) -> Store:
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    return store


def test_a_poll_comes_back_as_it_was_logged(two: Store) -> None:
    full = poll(
        "a-feed",
        at(),
        finished_at=at(minutes=1),
        outcome=PollOutcome.FAILED,
        reason=FailureReason.HTTP_ERROR,
        detail="odd \ud800 words",
        http_status=500,
        body_bytes=6 * 2**30,
        entries=3,
        new=2,
        revised=1,
        window_overrun=True,
        flags=("truncated", "two words"),
    )
    with two.write() as tx:
        tx.polls.add(full)

        (logged,) = tx.polls.recent("a-feed", 9)

    assert logged.detail == "odd ? words"
    assert (logged.flags, logged.reason) == (full.flags, full.reason)
    assert (logged.body_bytes, logged.window_overrun) == (6 * 2**30, True)


def test_polls_between_hold_the_start_and_not_the_end(two: Store) -> None:
    with two.write() as tx:
        for name in ("a-feed", "b-feed"):
            for day in (2, 0, 1):
                tx.polls.add(poll(name, at(day)))

        both = tx.polls.between(at(0), at(2))
        one = tx.polls.between(at(0), at(2), "b-feed")

    assert [one.started_at for one in both] == [at(0), at(0), at(1), at(1)]
    assert [(one.feed, one.started_at) for one in one] == [("b-feed", at(0)), ("b-feed", at(1))]


def test_the_latest_poll_of_each_feed(two: Store) -> None:
    with two.write() as tx:
        for day in (2, 0, 1):
            tx.polls.add(poll("a-feed", at(day), new=day))

        assert {name: one.new for name, one in tx.polls.latest_per_feed().items()} == {"a-feed": 2}


def test_recent_polls_are_newest_first(two: Store) -> None:
    with two.write() as tx:
        for day in range(4):
            tx.polls.add(poll("a-feed", at(day)))

        assert [one.started_at for one in tx.polls.recent("a-feed", 2)] == [at(3), at(2)]


def test_a_failure_needs_a_reason(two: Store) -> None:
    with pytest.raises(StoreError, match="refused a row"), two.write() as tx:
        tx.polls.add(poll("a-feed", outcome=PollOutcome.FAILED))
