"""Lists of any length are looked up, and rows come back in the types of their columns."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, select

from db.lookup import LENGTHS, Lookup
from db.store import Store
from db.tables import items
from tests.db.build import START, digest, feed, item, put, with_feeds

FIND = Lookup(
    select(items.c.identity, items.c.first_seen_at, items.c.flags).where(
        items.c.feed == bindparam("feed")
    ),
    items.c.identity,
)


@pytest.mark.parametrize("asked", [0, 1, 2, 4, 5, LENGTHS[-1], 2 * LENGTHS[-1] + 3])
def test_a_list_of_any_length_finds_each_row_once(store: Store, asked: int) -> None:
    with_feeds(store, feed())
    names = [f"{number}" for number in range(asked)]
    with store.write() as tx:
        put(tx, *(item(name) for name in names), item("unasked"), feed=feed())

    with store._engine.connect() as connection:
        wanted = [digest(f"identity {name}") for name in names]
        found = list(FIND.rows(connection, wanted, feed="north-news"))

    assert sorted(row.identity for row in found) == sorted(wanted)
    assert {row.first_seen_at for row in found} <= {START}
    assert {row.flags for row in found} <= {()}


def test_other_conditions_hold_too(store: Store) -> None:
    with_feeds(store, feed())
    with store.write() as tx:
        put(tx, item("x"), feed=feed())

    with store._engine.connect() as connection:
        assert list(FIND.rows(connection, [digest("identity x")], feed="south-news")) == []
