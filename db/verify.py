"""Proving that the archive is whole: every rollup told again from the rows it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.exc import DatabaseError

from db.counting import STORY_COUNT, is_countable
from db.derived_tables import matches, observations
from db.dialect import check_text_index, integrity_problems
from db.tables import item_days, item_text, items, revisions, work

SHOWN = 5


def problems(connection: Connection) -> tuple[str, ...]:
    """List everything found wrong; nothing when the archive is whole."""
    return tuple(line for check in CHECKS for line in check(connection))


def text_index_problems(connection: Connection) -> tuple[str, ...]:
    """Compare the text index with the text it indexes; needs a transaction that may write."""
    try:
        check_text_index(connection)
    except DatabaseError as error:
        return (f"the text index differs from the text it indexes ({error.orig})",)
    return ()


def _integrity(connection: Connection) -> Iterator[str]:
    yield from integrity_problems(connection)


def _items_have_revisions(connection: Connection) -> Iterator[str]:
    newest = (
        select(
            revisions.c.item_id,
            func.max(revisions.c.number).label("newest"),
            func.count().label("count"),
        )
        .group_by(revisions.c.item_id)
        .subquery()
    )
    wrong = or_(
        newest.c.newest.is_(None),
        newest.c.newest != items.c.revision,
        newest.c.count != items.c.revision,
    )
    query = select(items.c.id).outerjoin(newest, newest.c.item_id == items.c.id).where(wrong)
    yield from _report(connection, query, "items without all their revisions")


def _items_are_searchable(connection: Connection) -> Iterator[str]:
    query = select(items.c.id).where(~exists().where(item_text.c.item_id == items.c.id))
    yield from _report(connection, query, "items without searchable text")


def _item_days_are_exact(connection: Connection) -> Iterator[str]:
    backlog = func.sum(case((items.c.is_backlog, 1), else_=0)).cast(Integer)
    counted = select(items.c.feed, items.c.day, func.count() - backlog, backlog)
    stored = select(item_days.c.feed, item_days.c.day, item_days.c.new, item_days.c.backlog)
    yield from _differences(
        connection, "items of a day", counted.group_by(items.c.feed, items.c.day), stored
    )


def _observations_are_exact(connection: Connection) -> Iterator[str]:
    cell = (matches.c.indicator, matches.c.feed, matches.c.day)
    counted = (
        select(*cell, STORY_COUNT, func.count())
        .join(items, items.c.id == matches.c.item_id)
        .where(matches.c.is_current, is_countable())
        .group_by(*cell)
    )
    yield from _differences(connection, "observation", counted, select(observations))


def _matches_stand_rightly(connection: Connection) -> Iterator[str]:
    """Only the newest revision's match stands, once that revision was evaluated."""
    newest = revisions.alias()
    is_pending = exists().where(work.c.revision_id == newest.c.id)
    query = (
        select(matches.c.id)
        .join(items, items.c.id == matches.c.item_id)
        .join(
            newest,
            and_(newest.c.item_id == items.c.id, newest.c.number == items.c.revision),
        )
        .where(matches.c.is_current, matches.c.revision_id != newest.c.id, not_(is_pending))
    )
    yield from _report(connection, query, "matches of an overtaken revision that still stand")
    misplaced = (
        select(matches.c.id)
        .join(items, items.c.id == matches.c.item_id)
        .where(
            or_(
                matches.c.feed != items.c.feed,
                matches.c.day != items.c.day,
                matches.c.first_seen_at != items.c.first_seen_at,
            )
        )
    )
    yield from _report(connection, misplaced, "matches that differ from their item")


def _report(connection: Connection, query: Select[Any], what: str) -> Iterator[str]:
    ids = connection.execute(query).scalars().all()
    if ids:
        shown = ", ".join(str(one) for one in ids[:SHOWN])
        yield f"{len(ids)} {what} (ids {shown}{', …' if len(ids) > SHOWN else ''})"


def _differences(
    connection: Connection, what: str, counted: Select[Any], stored: Select[Any]
) -> Iterator[str]:
    expected = {tuple(row) for row in connection.execute(counted)}
    found = {tuple(row) for row in connection.execute(stored)}
    lines = [("stored", row) for row in found - expected]
    lines += [("counted", row) for row in expected - found]
    for side, row in sorted(lines, key=str)[: 2 * SHOWN]:
        values = ", ".join(str(value) for value in row)
        yield f"{what}: {side} as ({values}), not so on the other side"


CHECKS: tuple[Callable[[Connection], Iterator[str]], ...] = (
    _integrity,
    _items_have_revisions,
    _items_are_searchable,
    _item_days_are_exact,
    _observations_are_exact,
    _matches_stand_rightly,
)
