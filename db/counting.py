"""Counting matches: the one rule of what counts, for rollups and for any moment in the past.

A match counts when it stands (newest revision, newest definition), its item is not backlog
and none of its flags keeps it out. A story counts once per indicator, feed and day; an item
without a story is one of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    type_coerce,
)

from db.chunks import chunked
from db.definitions import applied_at
from db.derived_tables import matches, observations
from db.tables import feeds, items, revisions
from domain.match import UNCOUNTED_FLAGS
from domain.reading import Observation


class Cell(NamedTuple):
    """Where an observation stands."""

    indicator: str
    feed: str
    day: date


STORY: ColumnElement[int] = func.coalesce(items.c.story_id, -items.c.id)
STORY_COUNT: ColumnElement[int] = func.count(STORY.distinct())
_CELL = (matches.c.indicator, matches.c.feed, matches.c.day)


def outlet() -> ColumnElement[str]:
    """The outlet of an item: the one it names where the feed is a news search, else its source."""
    is_named = and_(feeds.c.is_search, revisions.c.outlet_name != "")
    return case((is_named, revisions.c.outlet_name), else_=feeds.c.source)


def matched_items(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Select from matches with their item, the matched revision and the feed."""
    joined = (
        matches.join(items, items.c.id == matches.c.item_id)
        .join(revisions, revisions.c.id == matches.c.revision_id)
        .join(feeds, feeds.c.id == items.c.feed)
    )
    return select(*columns).select_from(joined)


def stood_at(connection: Connection, as_of: datetime) -> ColumnElement[bool]:
    """Say which matches stood at a moment, told from the base tables alone.

    Only items first seen by then, in the newest revision seen by then, matched by the
    definition version applied then. For use with `matched_items`.
    """
    later = revisions.alias()
    is_overtaken = exists().where(
        later.c.item_id == revisions.c.item_id,
        later.c.number > revisions.c.number,
        later.c.seen_at <= as_of,
    )
    return and_(
        matches.c.version_id.in_(applied_at(connection, as_of)),
        items.c.first_seen_at <= as_of,
        revisions.c.seen_at <= as_of,
        ~is_overtaken,
    )


def is_countable() -> ColumnElement[bool]:
    """Say which standing matches count, told from the base tables alone."""
    flags = type_coerce(matches.c.flags, Text())
    kept_out = [flags.like(f'%"{flag.value}"%') for flag in sorted(UNCOUNTED_FLAGS)]
    return and_(~items.c.is_backlog, *(~flagged for flagged in kept_out))


def recount(connection: Connection, cells: Collection[Cell]) -> None:
    """Bring the observations of these cells to what the matches say."""
    for some in chunked(sorted(cells)):
        place = tuple_(observations.c.indicator, observations.c.feed, observations.c.day)
        connection.execute(delete(observations).where(place.in_(some)))
        query = (
            select(*_CELL, STORY_COUNT.label("stories"), func.count().label("items"))
            .join(items, items.c.id == matches.c.item_id)
            .where(matches.c.is_counted, tuple_(*_CELL).in_(some))
            .group_by(*_CELL)
        )
        rows = [dict(row._mapping) for row in connection.execute(query)]
        if rows:
            connection.execute(insert(observations), rows)


def observed(
    connection: Connection,
    *,
    since: date | None,
    until: date | None,
    as_of: datetime | None,
) -> tuple[Observation, ...]:
    """Give observations of the days from `since` to `until`, both included, in order.

    Without `as_of` they are read from the rollup, with it counted from the base tables.
    """
    if as_of is None:
        query: Select[Any] = select(observations)
        place: tuple[ColumnElement[Any], ...] = (
            observations.c.indicator,
            observations.c.feed,
            observations.c.day,
        )
    else:
        counted = matched_items(*_CELL, STORY_COUNT.label("stories"), func.count().label("items"))
        query = counted.where(stood_at(connection, as_of), is_countable()).group_by(*_CELL)
        place = _CELL
    if since is not None:
        query = query.where(place[2] >= since)
    if until is not None:
        query = query.where(place[2] <= until)
    return tuple(
        Observation(
            indicator=row.indicator,
            feed=row.feed,
            day=row.day,
            stories=row.stories,
            items=row.items,
        )
        for row in connection.execute(query.order_by(*place))
    )
