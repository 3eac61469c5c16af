"""Matches are replaced, stand by the newest revision and version, and are counted once."""

from __future__ import annotations

import pytest

from db.store import Store, Transaction
from domain.indicator import DefinitionStatus
from domain.item import ItemFlag
from domain.match import MatchFlag
from domain.reading import Observation
from tests.db.build import (
    START,
    at,
    digest,
    feed,
    item,
    match,
    put,
    register,
    revision_of,
    with_feeds,
)

INDICATOR = "mil-movement"
DAY = START.date()


@pytest.fixture
def north(store: Store) -> Store:
    """A store with one feed, an item x and a live definition."""
    with_feeds(store, feed())
    with store.write() as tx:
        register(tx, INDICATOR)
        put(tx, item("x"), feed=feed())
    return store


def counted(tx: Transaction) -> list[tuple[int, int]]:
    return [(one.stories, one.items) for one in tx.rollups.observations()]


def versions(tx: Transaction) -> dict[str, int]:
    return {name: one.id for name, one in tx.definitions.current().items()}


def say(tx: Transaction, name: str, *flags: MatchFlag, number: int = 1, hit: bool = True) -> None:
    """Match the item of that name, or say that it does not match."""
    found = [match(INDICATOR, *flags)] if hit else []
    tx.matches.replace(revision_of(tx, name, number), found, versions(tx), now=at(hours=1))


def test_a_match_is_counted_and_its_work_is_done(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")

        assert tx.rollups.observations() == (
            Observation(indicator=INDICATOR, feed="north-news", day=DAY, stories=1, items=1),
        )
        assert tx.work.count() == 0
    assert north.verify() == ()


def test_saying_the_same_again_changes_nothing(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        newest = tx.matches.newest_id()
        say(tx, "x")

        assert tx.matches.newest_id() == newest
        assert counted(tx) == [(1, 1)]


def test_a_match_that_is_no_longer_said_is_no_longer_counted(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        say(tx, "x", hit=False)

        assert counted(tx) == []


def test_a_story_counts_once_and_its_items_each(north: Store) -> None:
    key = digest("Title of x")
    with north.write() as tx:
        put(tx, item("y"), item("z"), feed=feed(), story_keys=[key, "other"])
        for name in "xyz":
            say(tx, name)

        assert counted(tx) == [(2, 3)]
    assert north.verify() == ()


def test_a_story_told_by_two_feeds_counts_once_for_each(north: Store) -> None:
    south = feed("south-news")
    with_feeds(north, feed(), south)
    with north.write() as tx:
        put(tx, item("y"), feed=south, story_keys=[digest("Title of x")])
        say(tx, "x")
        say(tx, "y")

        assert counted(tx) == [(1, 1), (1, 1)]


def test_an_item_without_a_story_is_one_of_its_own(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("y"), item("z"), feed=feed(), story_keys=["", ""])
        say(tx, "y")
        say(tx, "z")

        assert counted(tx) == [(2, 2)]


@pytest.mark.parametrize("flag", [MatchFlag.DENIED, MatchFlag.HYPOTHETICAL, MatchFlag.HISTORICAL])
def test_a_flag_may_keep_a_match_out_of_the_count(north: Store, flag: MatchFlag) -> None:
    with north.write() as tx:
        say(tx, "x", flag)
        assert counted(tx) == []

        say(tx, "x", MatchFlag.ROUTINE)
        assert counted(tx) == [(1, 1)]


def test_backlog_is_matched_and_not_counted(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("old", flags=(ItemFlag.BACKLOG,)), feed=feed())
        say(tx, "old")

        assert counted(tx) == []
        assert len(tx.matches.evidence(INDICATOR, since=at(), until=at(1), limit=9)) == 1


def test_an_edit_keeps_the_count_until_it_has_been_matched(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        put(tx, item("x", "Title of x, edited"), feed=feed(), seen_at=at(1))
        assert counted(tx) == [(1, 1)]

        say(tx, "x", number=2, hit=False)
        assert counted(tx) == []
    assert north.verify() == ()


def test_an_edited_item_counts_once_and_on_its_first_day(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        put(tx, item("x", "Title of x, edited"), feed=feed(), seen_at=at(3))
        say(tx, "x", number=2)

        assert [(one.day, one.items) for one in tx.rollups.observations()] == [(DAY, 1)]


def test_matching_an_old_revision_again_does_not_bring_it_back(north: Store) -> None:
    with north.write() as tx:
        put(tx, item("x", "Title of x, edited"), feed=feed(), seen_at=at(1))
        say(tx, "x", number=2, hit=False)
        say(tx, "x", number=1)

        assert counted(tx) == []
        assert tx.matches.evidence(INDICATOR, since=at(), until=at(1), limit=9) == ()
    assert north.verify() == ()


def test_both_revisions_in_one_batch_leave_the_newest_standing(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        put(tx, item("x", "Title of x, edited"), feed=feed(), seen_at=at(1))
        batch = [(revision_of(tx, "x", number), [match(INDICATOR)]) for number in (1, 2)]

        tx.matches.replace_many(batch, versions(tx), now=at(2))

        (evidence,) = tx.matches.evidence(INDICATOR, since=at(), until=at(9), limit=9)
        assert evidence.item.revision == 2
        assert counted(tx) == [(1, 1)]
    assert north.verify() == ()


def test_a_new_definition_takes_the_place_of_the_old_one(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        register(tx, INDICATOR, body="second", now=at(1))
        assert counted(tx) == [(1, 1)]
        say(tx, "x", hit=False)
        assert counted(tx) == []

        say(tx, "x")
        assert counted(tx) == [(1, 1)]
    assert north.verify() == ()


def test_matching_by_an_old_definition_leaves_the_count_alone(north: Store) -> None:
    with north.write() as tx:
        before = versions(tx)
        register(tx, INDICATOR, body="second", now=at(1))
        say(tx, "x", hit=False)

        tx.matches.replace(revision_of(tx, "x"), [match(INDICATOR)], before, now=at(2))

        assert counted(tx) == []
        then = tx.matches.evidence(INDICATOR, since=at(), until=at(1), as_of=at(0.5), limit=9)
        assert [one.version.number for one in then] == [1]
    assert north.verify() == ()


def test_a_retired_definition_keeps_what_it_counted(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        register(tx, INDICATOR, body="x", now=at(1), status=DefinitionStatus.RETIRED)

        assert counted(tx) == [(1, 1)]
        assert tx.rollups.observations(as_of=at(2)) == tx.rollups.observations()


def test_only_the_indicators_asked_about_are_replaced(north: Store) -> None:
    with north.write() as tx:
        both = register(tx, INDICATOR, "other-one")
        revision = revision_of(tx, "x")
        tx.matches.replace(revision, [match(INDICATOR), match("other-one")], both, now=at())

        tx.matches.replace(revision, [], {"other-one": both["other-one"]}, now=at())

        assert [one.indicator for one in tx.rollups.observations()] == [INDICATOR]


def test_a_match_without_a_version_is_refused(north: Store) -> None:
    with pytest.raises(ValueError, match="without a version"), north.write() as tx:
        tx.matches.replace(revision_of(tx, "x"), [match("unheard-of")], versions(tx), now=at())


def test_revisions_that_no_longer_exist_are_passed_over(north: Store) -> None:
    with north.write() as tx:
        tx.matches.replace(9_999, [match(INDICATOR)], versions(tx), now=at())

        assert counted(tx) == []


def test_a_batch_of_any_length_is_taken_off_the_work_list(north: Store) -> None:
    with north.write() as tx:
        put(tx, *(item(str(number)) for number in range(1200)), feed=feed())
        batch = [
            (one.id, [match(INDICATOR)] if one.id % 100 == 0 else []) for one in tx.work.take(5000)
        ]

        tx.matches.replace_many(batch, versions(tx), now=at())

        assert tx.work.count() == 0
        assert counted(tx) == [(12, 12)]


def test_everything_derived_can_be_cleared_and_ids_are_not_given_again(north: Store) -> None:
    with north.write() as tx:
        say(tx, "x")
        newest = tx.matches.newest_id()
        tx.matches.clear()

        assert counted(tx) == []
        assert tx.matches.newest_id() == 0
        say(tx, "x")
        assert tx.matches.newest_id() > newest
