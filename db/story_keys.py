"""Finding or opening the story that an item tells, by the key of its text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from db.bulk import Bulk
from db.lookup import Lookup
from db.tables import stories
from db.types import AnyRow

STORY_SPAN = timedelta(days=14)
Telling = tuple[str, datetime]
_Standing = dict[str, list[AnyRow]]
_BY_KEY = Lookup(
    select(stories.c.id, stories.c.key, stories.c.number, stories.c.opened_at), stories.c.key
)
_OPEN = Bulk(
    stories,
    ("key", "number", "opened_at"),
    lambda add: add.on_conflict_do_nothing(index_elements=["key", "number"]),
)


def find_or_open(connection: Connection, tellings: Iterable[Telling]) -> dict[Telling, int]:
    """Give the story of each telling: a key, and the time it was told.

    A telling joins the newest story of its key that was opened within 14 days of it, and
    opens one where there is none. An empty key belongs to no story and is left out.
    """
    missing = {telling for telling in tellings if telling[0]}
    found: dict[Telling, int] = {}
    while missing:
        standing = _standing(connection, {key for key, _ in missing})
        for key, told_at in missing:
            near = [row for row in standing.get(key, ()) if _is_near(row.opened_at, told_at)]
            if near:
                found[key, told_at] = max(near, key=lambda row: int(row.number)).id
        missing -= found.keys()
        _open(connection, missing, standing)
    return found


def _is_near(opened_at: datetime, told_at: datetime) -> bool:
    return abs(told_at - opened_at) <= STORY_SPAN


def _standing(connection: Connection, keys: Collection[str]) -> _Standing:
    standing: _Standing = {}
    for row in _BY_KEY.rows(connection, sorted(keys)):
        standing.setdefault(row.key, []).append(row)
    return standing


def _open(connection: Connection, missing: Collection[Telling], standing: _Standing) -> None:
    """Open one story for each key, for its earliest telling.

    The number of a story is unique within its key, so that of two writers who open the same
    one, one has it and both find it; all open in the order of keys, so that no two wait for
    each other in a ring.
    """
    if not missing:
        return
    earliest: dict[str, datetime] = {}
    for key, told_at in sorted(missing):
        earliest.setdefault(key, told_at)
    rows = [
        {"key": key, "number": _next_number(standing.get(key, ())), "opened_at": told_at}
        for key, told_at in earliest.items()
    ]
    _OPEN.run(connection, rows)


def _next_number(rows: Iterable[AnyRow]) -> int:
    return max((int(row.number) for row in rows), default=0) + 1
