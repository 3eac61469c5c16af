"""The work list holds each revision until it has been matched."""

from __future__ import annotations

from db.store import Store
from tests.db.build import at, feed, item, put, with_feeds


def test_work_is_taken_in_order_and_stays_until_done(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x"), item("y"), item("z"), feed=feed())

        first = tx.work.take(2)
        assert [one.title for one in first] == ["Title of x", "Title of y"]
        assert tx.work.take(2) == first
        tx.work.done([one.id for one in first])
        assert [one.title for one in tx.work.take(2)] == ["Title of z"]
        assert tx.work.count() == 1


def test_everything_can_be_put_on_the_list_again(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x", "One title"), feed=feed())
        put(tx, item("x", "One title more"), item("y"), feed=feed(), seen_at=at(1))
        tx.work.done([one.id for one in tx.work.take(1)])

        assert tx.work.enqueue_all() == 3
        assert sorted(one.number for one in tx.work.take(9)) == [1, 1, 2]


def test_done_takes_any_number(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x"), feed=feed())
        (one,) = tx.work.take(9)

        tx.work.done(range(one.id, one.id + 2500))
        tx.work.done([])

        assert tx.work.take(9) == ()
