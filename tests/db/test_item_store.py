"""No item is lost, none is doubled, and nothing that was collected is changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.store import Store, Transaction
from domain.errors import StoreError
from domain.item import CollectedItem, Item, ItemFlag, StoredCounts
from tests.db.build import START, at, digest, feed, item, put, with_feeds


@pytest.fixture
def north(store: Store) -> Store:
    """A store that knows one feed."""
    with_feeds(store, feed())
    return store


def stored(tx: Transaction) -> list[Item]:
    return sorted(tx.items.recent(1000), key=lambda one: one.id)


def revision_counts(tx: Transaction) -> list[int]:
    return [len(tx.items.revisions(one.id)) for one in stored(tx)]


def test_items_are_stored_once(north: Store) -> None:
    with north.write() as tx:
        first = put(tx, item("x"), item("y"), feed=feed())
        again = put(tx, item("x"), item("y"), feed=feed(), seen_at=at(1))

        assert first == StoredCounts(new=2)
        assert again == StoredCounts(unchanged=2)
        assert [one.first_seen_at for one in stored(tx)] == [START, START]
        assert revision_counts(tx) == [1, 1]


def test_storing_an_unchanged_document_writes_nothing(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("x"), feed=feed())
        tx.work.done([one.id for one in tx.work.take(9)])

    with north.read() as tx:  # this kind of transaction may not write
        assert put(tx, item("x"), feed=feed(), seen_at=at(1)) == StoredCounts(unchanged=1)


def test_nothing_to_store_is_no_error(north: Store) -> None:
    with north.write() as tx:
        assert put(tx, feed=feed()) == StoredCounts()


def test_keys_that_do_not_fit_the_items_are_refused(north: Store) -> None:
    with pytest.raises(ValueError, match="zip"), north.write() as tx:
        put(tx, item("x"), feed=feed(), story_keys=[])


def test_a_change_is_a_new_revision_and_keeps_the_first_seen_time(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("x", "A road is closed"), feed=feed())
        counts = put(tx, item("x", "A road is closed now"), feed=feed(), seen_at=at(1))
        (one,) = stored(tx)

        assert counts == StoredCounts(revised=1)
        assert (one.title, one.revision, one.first_seen_at) == ("A road is closed now", 2, START)
        assert tx.items.revisions(one.id)[0].title == "A road is closed"
        assert [row.id for row in tx.work.take(9)] == [r.id for r in tx.items.revisions(one.id)]


def test_each_feed_has_its_own_items(store: Store) -> None:
    with_feeds(store, feed(), feed("south-news"))
    with store.write() as tx:
        put(tx, item("x"), feed=feed())
        assert put(tx, item("x"), feed=feed("south-news")).new == 1
        assert tx.items.count() == 2


def test_revisions_end_at_the_cap_and_the_item_says_so(north: Store) -> None:
    with north.write() as tx:
        for number in range(26):
            counts = put(tx, item("x", f"Same title, edit {number}"), feed=feed())
        (one,) = stored(tx)

        assert counts == StoredCounts(unchanged=1)
        assert one.revision == 24
        assert ItemFlag.REVISIONS_CAPPED in one.flags
        assert revision_counts(tx) == [24]


def test_a_reused_guid_is_kept_and_flagged(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("x", "Police close the bridge"), feed=feed())
        other = item("x", "Weather: sunny, 21 degrees", link="https://north.example/other")
        assert put(tx, other, feed=feed()) == StoredCounts(revised=1)
        (one,) = stored(tx)

        assert ItemFlag.GUID_REUSED in one.flags


@pytest.mark.parametrize(
    ("title", "link"),
    [
        ("Police close the bridges", "https://north.example/other"),
        ("Weather: sunny, 21 degrees", "https://north.example/x"),
    ],
)
def test_an_edited_title_or_a_moved_page_is_not_a_reused_guid(
    north: Store, title: str, link: str
) -> None:
    with north.write() as tx:
        put(tx, item("x", "Police close the bridge"), feed=feed())
        put(tx, item("x", title, link=link), feed=feed())

        assert ItemFlag.GUID_REUSED not in stored(tx)[0].flags


def test_a_changed_guid_is_joined_by_an_alias(north: Store) -> None:
    renamed = item("x", identity=digest("other"))
    with north.write() as tx:
        put(tx, item("x"), feed=feed())

        assert put(tx, renamed, feed=feed(), seen_at=at(14)) == StoredCounts(unchanged=1)
        assert tx.items.count() == 1


def test_a_joined_name_is_known_for_good(north: Store) -> None:
    renamed = item("x", identity=digest("other"))
    with north.write() as tx:
        put(tx, item("x"), feed=feed())
        put(tx, renamed, feed=feed(), seen_at=at(1))

        assert put(tx, renamed, feed=feed(), seen_at=at(400)) == StoredCounts(unchanged=1)
        assert tx.items.known_share("north-news", [digest("other")]) == 1.0


def test_an_alias_no_longer_joins_after_fourteen_days(north: Store) -> None:
    renamed = item("x", identity=digest("other"))
    with north.write() as tx:
        put(tx, item("x"), feed=feed())

        assert put(tx, renamed, feed=feed(), seen_at=at(14, minutes=1)).new == 1
        third = item("x", identity=digest("third"))
        assert put(tx, third, feed=feed(), seen_at=at(15)) == StoredCounts(unchanged=1)
        assert tx.items.revisions(stored(tx)[0].id)[0].seen_at == START


def test_two_entries_sharing_an_alias_in_one_document_are_two_items(north: Store) -> None:
    shared: dict[str, Any] = {"aliases": ("title:same",)}
    one, other = item("x", **shared), item("y", **shared)
    with north.write() as tx:
        put(tx, one, feed=feed())

        assert put(tx, one, other, feed=feed(), seen_at=at(1)) == StoredCounts(new=1, unchanged=1)
        assert put(tx, one, other, feed=feed(), seen_at=at(2)) == StoredCounts(unchanged=2)
        assert put(tx, other, feed=feed(), seen_at=at(3)) == StoredCounts(unchanged=1)
        assert revision_counts(tx) == [1, 1]


def test_two_newcomers_cannot_both_join_one_item(north: Store) -> None:
    shared: dict[str, Any] = {"aliases": ("title:same",)}
    with north.write() as tx:
        put(tx, item("x", **shared), feed=feed())

        counts = put(tx, item("y", **shared), item("z", **shared), feed=feed(), seen_at=at(1))

        assert counts == StoredCounts(new=1, revised=1)
        assert revision_counts(tx) == [2, 1]


def test_of_one_identity_given_twice_the_first_is_stored(north: Store) -> None:
    with north.write() as tx:
        counts = put(tx, item("x", "First"), item("x", "Second"), feed=feed())

        assert counts == StoredCounts(new=1, unchanged=1)
        assert stored(tx)[0].title == "First"


def test_what_is_older_than_two_days_is_backlog(north: Store) -> None:
    with north.write() as tx:
        put(
            tx,
            item("old", published_at=at(-2, minutes=-1)),
            item("new", published_at=at(-2)),
            item("undated"),
            item("told", flags=(ItemFlag.BACKLOG,)),
            feed=feed(),
        )

        flags = {one.guid: ItemFlag.BACKLOG in one.flags for one in stored(tx)}
        assert flags == {"old": True, "new": False, "undated": False, "told": True}
        assert tx.rollups.item_counts(START.date(), START.date()) == {
            ("north-news", START.date()): (2, 2)
        }


def test_each_item_may_have_been_seen_at_its_own_time(north: Store) -> None:
    with north.write() as tx:
        tx.items.store(
            feed(), [item("x"), item("y")], seen_at=[at(-30), at(-3)], story_keys=["k", "k"]
        )

        first, second = stored(tx)
        assert (first.first_seen_at, second.first_seen_at) == (at(-30), at(-3))
        assert first.story != second.story
        assert tx.rollups.days_with_items() == (at(-30).date(), at(-3).date())


BAD = [
    item("bad", "A lone \ud800 surrogate"),
    item("bad", identity="short"),
    item("bad", lang=None),
]


@pytest.mark.parametrize("bad", BAD, ids=["text", "identity", "missing"])
def test_a_row_the_database_refuses_is_quarantined_and_the_others_go_in(
    north: Store, bad: CollectedItem
) -> None:
    with north.write() as tx:
        counts = put(tx, item("x"), bad, item("y"), feed=feed())

    with north.read() as tx:
        assert counts == StoredCounts(new=2, quarantined=1)
        assert [one.guid for one in stored(tx)] == ["x", "y"]
        (held,) = tx.items.quarantined(9)
        assert held.feed == "north-news"
        assert held.reason
        assert json.loads(held.body)["title"] == bad.title
        assert (
            tx.rollups.item_counts(START.date(), START.date())["north-news", START.date()].new == 2
        )
    assert north.verify() == ()


def test_a_refused_row_is_held_once_however_often_it_comes(north: Store) -> None:
    for day in range(3):
        with north.write() as tx:
            put(tx, BAD[0], feed=feed(), seen_at=at(day))

    with north.read() as tx:
        assert len(tx.items.quarantined(9)) == 1


def test_an_unknown_feed_is_an_error_and_not_a_bad_row(north: Store) -> None:
    with pytest.raises(StoreError), north.write() as tx:
        put(tx, item("x"), feed=feed("nowhere"))


def test_an_error_in_the_block_undoes_the_whole_poll(north: Store) -> None:
    def poll() -> None:
        with north.write() as tx:
            put(tx, item("x"), feed=feed())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        poll()

    with north.read() as tx:
        assert tx.items.count() == 0
        assert tx.work.take(9) == ()
        assert tx.items.search("title", 9) == ()
