"""Rows written in bulk are bound like any others."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.bulk import Bulk
from db.store import Store
from db.tables import sources
from tests.db.build import at

ADD = Bulk(sources, ("id", "body", "added_at", "removed_at"))


def rows(*names: str) -> list[dict[str, object]]:
    return [{"id": name, "body": "{}", "added_at": at(), "removed_at": None} for name in names]


def test_values_come_back_in_their_types(store: Store) -> None:
    with store._engine.begin() as connection:
        ADD.run(connection, rows("a", "b"))
        ADD.run(connection, [])

        found = connection.execute(select(sources).order_by(sources.c.id)).all()

    assert [(row.id, row.added_at, row.removed_at) for row in found] == [
        ("a", at(), None),
        ("b", at(), None),
    ]


def test_a_conflict_is_an_error_unless_said_otherwise(store: Store) -> None:
    keep = Bulk(
        sources,
        ("id", "body", "added_at", "removed_at"),
        lambda add: add.on_conflict_do_nothing(index_elements=["id"]),
    )
    with store._engine.begin() as connection:
        ADD.run(connection, rows("a"))
        keep.run(connection, rows("a", "b"))

        assert connection.execute(select(sources.c.id)).scalars().all() == ["a", "b"]
    with pytest.raises(IntegrityError), store._engine.begin() as connection:
        ADD.run(connection, rows("a"))
