"""Damage done behind the program's back is found and named."""

from __future__ import annotations

import pytest

from db.store import Store
from tests.db.build import feed, item, match, put, register, revision_of, with_feeds


@pytest.fixture
def full(store: Store) -> Store:
    """A store with one counted match."""
    with_feeds(store, feed())
    with store.write() as tx:
        versions = register(tx, "mil-movement")
        put(tx, item("x"), item("y"), feed=feed())
        tx.matches.replace(
            revision_of(tx, "x"), [match()], versions, now=tx.items.recent(1)[0].first_seen_at
        )
    return store


def test_a_whole_archive_has_no_problems(full: Store) -> None:
    assert full.verify() == ()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE observations SET items = items + 1", "observation"),
        ("DELETE FROM observations", "observation"),
        ("UPDATE item_days SET new = new + 1", "items of a day"),
        ("UPDATE items SET revision = 2", "without all their revisions"),
        ("UPDATE matches SET day = '2020-01-01'", "differ from their item"),
        ("DELETE FROM item_text WHERE folded_title LIKE '%x'", "without searchable text"),
    ],
)
def test_damage_is_named(full: Store, damage: str, named: str) -> None:
    with full._engine.begin() as connection:
        connection.exec_driver_sql(
            damage.replace("%", "%%") if full.where.startswith("p") else damage
        )

    assert any(named in line for line in full.verify())


def test_a_match_of_an_overtaken_revision_is_found(full: Store) -> None:
    with full.write() as tx:
        put(tx, item("x", "Title of x, edited"), feed=feed())
        tx.work.done([one.id for one in tx.work.take(9)])

    assert any("overtaken revision" in line for line in full.verify())


def test_a_text_index_out_of_step_is_found(sqlite_store: Store) -> None:
    with_feeds(sqlite_store, feed())
    with sqlite_store.write() as tx:
        put(tx, item("x"), feed=feed())
    with sqlite_store._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO item_search (item_search) VALUES ('delete-all')")

    assert any("text index" in line for line in sqlite_store.verify())


def test_a_row_that_points_nowhere_is_found(sqlite_store: Store) -> None:
    with sqlite_store._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("INSERT INTO work (revision_id) VALUES (77)")
        raw.execute("PRAGMA foreign_keys = ON")

    assert any('"work" points at a missing row' in line for line in sqlite_store.verify())
