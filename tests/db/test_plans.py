"""Pages read by an index: no query of theirs walks through all items or all matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from db.store import Store, Transaction
from domain.evidence import Position
from tests.db.build import START, at, digest

DAY = START.date()
PERIOD: dict[str, Any] = {"since": at(0), "until": at(1)}
READS: dict[str, Callable[[Transaction], object]] = {
    "items": lambda tx: tx.items.get([1, 2]),
    "recent": lambda tx: tx.items.recent(5),
    "recent before": lambda tx: tx.items.recent(5, Position(START, 7)),
    "recent of a feed": lambda tx: tx.items.recent(5, Position(START, 7), feed="north-news"),
    "recent times": lambda tx: tx.items.recent_times("north-news"),
    "newest published": lambda tx: tx.items.newest_published("north-news"),
    "known share": lambda tx: tx.items.known_share("north-news", [digest("x")]),
    "first seen": lambda tx: tx.items.first_seen_range(),
    "search": lambda tx: tx.items.search("road", 5),
    "revisions": lambda tx: tx.items.revisions(1),
    "evidence": lambda tx: tx.matches.evidence("mil-movement", **PERIOD, limit=5),
    "evidence before": lambda tx: tx.matches.evidence(
        "mil-movement", **PERIOD, limit=5, before=Position(START, 7)
    ),
    "summary": lambda tx: tx.matches.summary(**PERIOD),
    "newest match": lambda tx: tx.matches.newest_id(),
    "observations": lambda tx: tx.rollups.observations(since=DAY, until=DAY),
    "item counts": lambda tx: tx.rollups.item_counts(DAY, DAY),
    "feed days": lambda tx: tx.rollups.feed_days(since=DAY, until=DAY),
    "polls": lambda tx: tx.polls.between(at(0), at(1)),
    "polls of a feed": lambda tx: tx.polls.between(at(0), at(1), "north-news"),
    "latest polls": lambda tx: tx.polls.latest_per_feed(),
    "first polls": lambda tx: tx.feeds.first_polled_at(),
    "readings": lambda tx: tx.readings.series("mil-movement", DAY),
    "work": lambda tx: tx.work.take(5),
}
LARGE = ("items", "revisions", "matches", "polls", "item_text", "aliases", "stories", "readings")
SORTED_FROM_INDEX = {"recent", "recent before", "recent of a feed", "evidence", "evidence before"}


@pytest.mark.parametrize("name", READS)
def test_a_read_uses_an_index(sqlite_store: Store, name: str) -> None:
    plans: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            other = cursor.connection.cursor()
            other.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(row[3] for row in other.fetchall())

    event.listen(sqlite_store._engine, "before_cursor_execute", explain)
    with sqlite_store.read() as tx:
        READS[name](tx)

    walks = [
        line
        for line in plans
        if line.startswith("SCAN") and line.split()[1] in LARGE and "INDEX" not in line
    ]
    assert plans
    assert walks == []
    if name in SORTED_FROM_INDEX:
        assert not [line for line in plans if "TEMP B-TREE FOR ORDER BY" in line]
