"""Evidence carries what a reader needs to judge it, now and as of a moment."""

from __future__ import annotations

from typing import Any

import pytest

from db.store import Store
from domain.evidence import MatchSummary
from domain.match import MatchFlag
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


@pytest.fixture
def told(store: Store) -> Store:
    """Four matched items over three days, one of them denied and one edited."""
    search = feed("search-news", is_search=True)
    with_feeds(store, feed(), search)
    with store.write() as tx:
        versions = register(tx, INDICATOR)
        put(tx, item("a"), item("b"), feed=feed(), seen_at=at(0), story_keys=["k", "k"])
        put(tx, item("c", outlet_name="Elsewhere"), feed=search, seen_at=at(1), story_keys=["k"])
        put(tx, item("d", outlet_name="Other"), feed=search, seen_at=at(2))
        for name in "abc":
            tx.matches.replace(revision_of(tx, name), [match(INDICATOR)], versions, now=at(2))
        denied = match(INDICATOR, MatchFlag.DENIED)
        tx.matches.replace(revision_of(tx, "d"), [denied], versions, now=at(2))
    return store


def test_evidence_is_newest_first_and_can_be_paged(told: Store) -> None:
    period: dict[str, Any] = {"since": at(0), "until": at(9)}
    with told.read() as tx:
        first = tx.matches.evidence(INDICATOR, **period, limit=3)
        rest = tx.matches.evidence(INDICATOR, **period, limit=3, before=first[-1].position)

    assert [one.item.guid for one in first + rest] == ["d", "c", "b", "a"]


def test_a_piece_of_evidence_explains_itself(told: Store) -> None:
    with told.read() as tx:
        (one,) = tx.matches.evidence(INDICATOR, since=at(2), until=at(3), limit=9)

    assert one.flags == (MatchFlag.DENIED,)
    assert one.is_counted is False
    assert one.spans == match(INDICATOR).spans
    assert (one.version.number, one.version.body, one.version.author) == (1, "first", "ana")
    assert one.item.title == "Title of d"
    assert one.matched_at == at(2)


def test_the_period_holds_its_start_and_not_its_end(told: Store) -> None:
    with told.read() as tx:
        found = tx.matches.evidence(INDICATOR, since=at(0), until=at(1), limit=9)

    assert [one.item.guid for one in found] == ["b", "a"]


def test_a_summary_counts_items_stories_and_outlets(told: Store) -> None:
    with told.read() as tx:
        assert tx.matches.summary(since=at(0), until=at(9)) == {
            INDICATOR: MatchSummary(
                indicator=INDICATOR, items=3, stories=1, outlets=2, newest_at=at(1), uncounted=1
            )
        }
        assert tx.matches.summary(since=at(3), until=at(9)) == {}


def test_only_uncounted_matches_have_no_newest_item(told: Store) -> None:
    with told.read() as tx:
        summary = tx.matches.summary(since=at(2), until=at(3))[INDICATOR]

    assert (summary.items, summary.uncounted, summary.newest_at) == (0, 1, None)


def test_as_of_shows_only_what_had_been_seen(told: Store) -> None:
    with told.read() as tx:
        found = tx.matches.evidence(INDICATOR, since=at(0), until=at(9), as_of=at(1.5), limit=9)
        summary = tx.matches.summary(since=at(0), until=at(9), as_of=at(0))

    assert [one.item.guid for one in found] == ["c", "b", "a"]
    assert summary[INDICATOR].items == 2


def test_as_of_shows_the_text_and_the_definition_of_that_time(told: Store) -> None:
    with told.write() as tx:
        put(tx, item("a", "Title of a, corrected"), feed=feed(), seen_at=at(4))
        versions = register(tx, INDICATOR, body="second", now=at(5))
        for number in (1, 2):
            tx.matches.replace(
                revision_of(tx, "a", number), [match(INDICATOR)], versions, now=at(5)
            )

    with told.read() as tx:
        period: dict[str, Any] = {"since": START, "until": at(0.5), "limit": 1}
        before = tx.matches.evidence(INDICATOR, **period, as_of=at(3))
        now = [
            one
            for one in tx.matches.evidence(INDICATOR, since=START, until=at(0.5), limit=9)
            if one.item.identity == digest("identity a")
        ]

    assert [(one.item.title, one.version.number) for one in before] == [("Title of b", 1)]
    assert [(one.item.title, one.version.number) for one in now] == [("Title of a, corrected", 2)]
