"""Days are counted by first-seen day, in UTC, and read without the rows behind them."""

from __future__ import annotations

from dataclasses import replace

from db.store import Store
from domain.evidence import ItemCount
from domain.reading import CoverageReason, CoverageState, FeedDay
from tests.db.build import START, at, feed, item, match, put, register, revision_of, with_feeds

DAY = START.date()


def test_items_are_counted_by_feed_and_day(store: Store) -> None:
    with_feeds(store, feed("a-feed"), feed("b-feed"))
    with store.write() as tx:
        put(tx, item("x"), item("y"), feed=feed("a-feed"))
        put(tx, item("z", published_at=at(-9)), feed=feed("a-feed"), seen_at=at(hours=2))
        put(tx, item("x"), feed=feed("b-feed"), seen_at=at(1))

        assert tx.rollups.item_counts(DAY, at(1).date()) == {
            ("a-feed", DAY): ItemCount(new=2, backlog=1),
            ("b-feed", at(1).date()): ItemCount(new=1, backlog=0),
        }
        assert tx.rollups.item_counts(at(1).date(), at(5).date()).keys() == {
            ("b-feed", at(1).date())
        }
        assert tx.rollups.days_with_items() == (DAY, at(1).date())


def test_observations_of_a_range_hold_both_its_ends(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        versions = register(tx, "mil-movement")
        for day in range(4):
            put(tx, item(str(day)), feed=feed(), seen_at=at(day))
            tx.matches.replace(revision_of(tx, str(day)), [match()], versions, now=at(day))

        for as_of in (None, at(9)):
            found = tx.rollups.observations(since=at(1).date(), until=at(2).date(), as_of=as_of)
            assert [one.day for one in found] == [at(1).date(), at(2).date()]
        assert len(tx.rollups.observations()) == 4
        assert len(tx.rollups.observations(as_of=at(1))) == 2


def test_coverage_is_overwritten_and_comes_back_as_saved(store: Store) -> None:
    with_feeds(store, feed())
    seen = FeedDay(
        feed="north-news",
        day=DAY,
        state=CoverageState.SEEN,
        reason=None,
        seen_share=1.0,
        new_items=3,
        backlog_items=1,
        polls_ok=40,
        polls_failed=0,
    )
    partly = replace(
        seen, state=CoverageState.PARTLY_SEEN, reason=CoverageReason.FAILING_FEED, seen_share=0.4
    )
    with store.write() as tx:
        tx.rollups.save_feed_days([seen, replace(seen, day=at(1).date())])
        tx.rollups.save_feed_days([partly])
        tx.rollups.save_feed_days([])

        assert tx.rollups.feed_days(since=DAY, until=DAY) == (partly,)
        assert len(tx.rollups.feed_days(since=DAY, until=at(1).date())) == 2
