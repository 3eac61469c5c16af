"""The same told text within fourteen days is one story."""

from __future__ import annotations

import pytest

from db.store import Store
from tests.db.build import at, feed, item, put, with_feeds


def story_of(store: Store, name: str, key: str, day: float) -> int | None:
    with store.write() as tx:
        put(tx, item(name), feed=feed(), seen_at=at(day), story_keys=[key])
        (stored,) = [one for one in tx.items.recent(100) if one.guid == name]
        return stored.story


@pytest.fixture
def north(store: Store) -> Store:
    with_feeds(store, feed())
    return store


def test_the_same_key_is_the_same_story(north: Store) -> None:
    assert story_of(north, "x", "k", 0) == story_of(north, "y", "k", 14)


def test_another_key_is_another_story(north: Store) -> None:
    assert story_of(north, "x", "k", 0) != story_of(north, "y", "l", 0)


def test_a_story_does_not_run_on_beyond_fourteen_days_from_its_opening(north: Store) -> None:
    first = story_of(north, "x", "k", 0)
    still = story_of(north, "y", "k", 13)
    later = story_of(north, "z", "k", 15)

    assert first == still != later
    assert story_of(north, "w", "k", 16) == later


def test_an_earlier_item_stored_later_joins_too(north: Store) -> None:
    assert story_of(north, "x", "k", 0) == story_of(north, "y", "k", -10)
    assert story_of(north, "z", "k", -20) != story_of(north, "w", "k", 1)


def test_no_key_is_no_story(north: Store) -> None:
    assert story_of(north, "x", "", 0) is None


def test_several_items_of_one_document_share_a_story(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("x"), item("y"), item("z"), feed=feed(), story_keys=["k", "l", "k"])
        stories = {one.guid: one.story for one in tx.items.recent(9)}

    assert stories["x"] == stories["z"] != stories["y"]


def test_an_edit_stays_in_its_story(north: Store) -> None:
    before = story_of(north, "x", "k", 0)
    with north.write() as tx:
        put(tx, item("x", "Other words"), feed=feed(), seen_at=at(1), story_keys=["l"])

        assert tx.items.recent(1)[0].story == before
