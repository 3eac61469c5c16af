"""Items are read by id, newest first, by word and by feed."""

from __future__ import annotations

from datetime import timedelta

from db.store import Store
from domain.evidence import Position
from domain.item import Item, ItemFlag
from tests.db.build import START, at, digest, feed, item, put, with_feeds


def test_an_item_comes_back_as_collected(store: Store) -> None:
    with_feeds(store, feed())
    collected = item(
        "x",
        summary="More of it",
        published_at=at(hours=-1),
        published_raw="an hour ago",
        outlet_name="Outlet",
        flags=(ItemFlag.TIME_ZONE_ASSUMED,),
    )
    with store.write() as tx:
        put(tx, collected, feed=feed())
        (stored,) = tx.items.recent(1)

    assert stored == Item(
        id=stored.id,
        feed="north-news",
        source="north",
        identity=collected.identity,
        guid="x",
        link="https://north.example/x",
        title="Title of x",
        summary="More of it",
        lang="en",
        published_at=at(hours=-1),
        published_raw="an hour ago",
        first_seen_at=START,
        revision_id=stored.revision_id,
        revision=1,
        outlet_name="Outlet",
        flags=("time_zone_assumed",),
        story=stored.story,
    )
    assert stored.story is not None


def test_items_are_given_in_the_order_asked_for(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x"), item("y"), feed=feed())
        ids = [one.id for one in tx.items.recent(2)]

        found = tx.items.get([ids[1], 9_999, ids[0]])

    assert [one.id for one in found] == [ids[1], ids[0]]


def test_the_newest_items_can_be_paged_without_gap_or_overlap(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        for hour in range(3):
            put(tx, *(item(f"{hour}-{n}") for n in range(3)), feed=feed(), seen_at=at(hours=hour))

    seen: list[int] = []
    before = None
    with store.read() as tx:
        while page := tx.items.recent(2, before):
            seen += [one.id for one in page]
            before = Position(page[-1].first_seen_at, page[-1].id)
        everything = tx.items.recent(100)

    assert seen == [one.id for one in everything]
    assert len(set(seen)) == 9
    times = [one.first_seen_at for one in everything]
    assert times == sorted(times, reverse=True)


def test_the_newest_items_of_one_feed_are_its_own(store: Store) -> None:
    north, south = feed(), feed("south-news")
    with_feeds(store, north, south)
    with store.write() as tx:
        put(tx, item("x"), feed=north)
        put(tx, item("y"), feed=south)

        assert [one.guid for one in tx.items.recent(9, feed="south-news")] == ["y"]


def test_search_finds_every_word_prefixes_and_only_the_newest_text(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(
            tx,
            item("x", "Roads blocked near town", summary="s", folded_summary="two trucks"),
            feed=feed(),
        )
        put(tx, item("y", "Roads open again"), feed=feed())

    def found(words: str) -> list[str | None]:
        with store.read() as tx:
            return [one.guid for one in tx.items.search(words, 10)]

    assert found("roads") == ["y", "x"]
    assert found("trucks roads") == ["x"]
    assert found("block*") == ["x"]
    assert found("block") == []
    assert found("roads trains") == []
    assert found(' "* OR ( roads') == []
    assert found(" -- \" ' ") == []
    with store.write() as tx:
        put(tx, item("x", "Bridges blocked"), feed=feed(), seen_at=at(1))
    assert found("roads") == ["y"]
    assert found("bridges") == ["x"]
    assert found("trucks") == []


def test_search_keeps_to_its_limit_newest_first(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, *(item(str(n), f"Same word {n}") for n in range(5)), feed=feed())

        assert [one.guid for one in tx.items.search("word", 2)] == ["4", "3"]


def test_the_newest_times_prefer_the_claim_over_our_clock(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x", published_at=at(hours=-3)), item("y"), feed=feed(), seen_at=at())
        put(tx, item("z", published_at=at(hours=1)), feed=feed(), seen_at=at(hours=2))

        assert tx.items.recent_times("north-news") == (at(hours=1), at(), at(hours=-3))
        assert tx.items.recent_times("north-news", limit=1) == (at(hours=1),)
        assert tx.items.newest_published("north-news") == at(hours=1)
        assert tx.items.newest_published("south-news") is None


def test_the_share_of_known_identities_counts_each_once(store: Store) -> None:
    with_feeds(store, feed(), feed("south-news"))
    with store.write() as tx:
        put(tx, item("x"), item("y"), feed=feed())
        names = [digest(f"identity {name}") for name in ("x", "y", "z", "w", "x")]

        assert tx.items.known_share("north-news", names) == 0.5
        assert tx.items.known_share("south-news", names) == 0.0
        assert tx.items.known_share("north-news", []) == 0.0


def test_the_range_of_first_seen_times_is_known(store: Store) -> None:
    with_feeds(store, feed())
    with store.read() as tx:
        assert tx.items.first_seen_range() is None
        assert tx.items.count() == 0
    with store.write() as tx:
        put(tx, item("x"), feed=feed(), seen_at=at(2))
        put(tx, item("y"), feed=feed(), seen_at=at(1))

        assert tx.items.first_seen_range() == (at(1), at(2))
        assert tx.items.count() == 2


def test_the_revisions_of_an_item_come_in_order(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        for hour, text in enumerate(["One two three", "One two three four"]):
            put(tx, item("x", text), feed=feed(), seen_at=at(hours=hour))
        (stored,) = tx.items.recent(1)
        revisions = tx.items.revisions(stored.id)

    assert [(one.number, one.title) for one in revisions] == [
        (1, "One two three"),
        (2, "One two three four"),
    ]
    assert revisions[1].seen_at - revisions[0].seen_at == timedelta(hours=1)
    assert stored.title == "One two three four"
    assert stored.first_seen_at == at()
