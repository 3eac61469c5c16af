"""Column types mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from db.store import Store
from db.types import storable
from domain.errors import StoreError
from tests.db.build import feed, poll, state, with_feeds


def test_a_moment_comes_back_aware_and_in_utc(store: Store) -> None:
    belgrade = timezone(timedelta(hours=1))
    with store.write() as tx:
        tx.visits.mark("ana", datetime(2026, 11, 2, 7, 30, 0, 123456, tzinfo=belgrade))

    with store.read() as tx:
        assert tx.visits.last("ana") == datetime(2026, 11, 2, 6, 30, 0, 123456, tzinfo=UTC)
        assert tx.visits.last("ana").tzinfo is UTC  # type: ignore[union-attr]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="without a time zone"), store.write() as tx:
        tx.visits.mark("ana", datetime(2026, 11, 2))  # noqa: DTZ001


def test_moments_sort_by_time_whatever_their_fraction(store: Store) -> None:
    whole = datetime(2026, 11, 2, 6, 0, 0, tzinfo=UTC)
    with_feeds(store, feed())
    with store.write() as tx:
        tx.polls.add(poll(started_at=whole + timedelta(microseconds=1)))
        tx.polls.add(poll(started_at=whole))

    with store.read() as tx:
        times = [one.started_at for one in tx.polls.recent("north-news", 2)]
    assert times == [whole + timedelta(microseconds=1), whole]


def test_a_validator_that_is_not_text_comes_back_byte_exact(store: Store) -> None:
    odd = b'"\xff\xfe caf\xc3\xa9"'.decode("utf-8", "surrogateescape")
    with_feeds(store, feed())

    with store.write() as tx:
        tx.feeds.save_state(state(etag=odd))

    with store.read() as tx:
        assert tx.feeds.states()["north-news"].etag == odd


def test_text_no_database_takes_is_made_storable() -> None:
    assert storable("a\0b\ud800c") == "a?b?c"
