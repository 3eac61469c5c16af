"""The shelf of rollups: counts per day, read instead of the rows they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from db.counting import observed
from db.derived_tables import feed_days
from db.dialect import insert_or
from db.tables import item_days
from domain.evidence import ItemCount
from domain.reading import CoverageReason, CoverageState, FeedDay, Observation


class RollupShelf:
    """Observations, items a day and coverage. Days are UTC; `since` and `until` are included."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def observations(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: datetime | None = None,
    ) -> tuple[Observation, ...]:
        """Give the observations by indicator, feed and day; a cell without any is left out.

        With `as_of` they are counted from the base tables: only what was first seen by then,
        in the revisions seen by then, by the definitions applied then.
        """
        return observed(self._connection, since=since, until=until, as_of=as_of)

    def item_counts(self, since: date, until: date) -> dict[tuple[str, date], ItemCount]:
        """Give the items stored by feed and first-seen day; days without any are left out."""
        query = select(item_days).where(item_days.c.day >= since, item_days.c.day <= until)
        return {
            (row.feed, row.day): ItemCount(row.new, row.backlog)
            for row in self._connection.execute(query)
        }

    def days_with_items(self) -> tuple[date, ...]:
        """Give the days on which some item was first seen, in order."""
        query = select(item_days.c.day).distinct().order_by(item_days.c.day)
        return tuple(self._connection.execute(query).scalars())

    def save_feed_days(self, days: Sequence[FeedDay]) -> None:
        """Write coverage; a feed's day that is there already is overwritten."""
        if not days:
            return
        insert = insert_or(self._connection, feed_days)
        keys = ("feed", "day")
        rows = [asdict(day) for day in days]
        changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
        self._connection.execute(
            insert.on_conflict_do_update(index_elements=list(keys), set_=changed), rows
        )

    def newest_feed_day(self) -> date | None:
        """Give the newest day coverage was written for; None before the first."""
        return self._connection.execute(select(func.max(feed_days.c.day))).scalar()

    def feed_days(self, *, since: date, until: date) -> tuple[FeedDay, ...]:
        """Give coverage by feed and day."""
        query = (
            select(feed_days)
            .where(feed_days.c.day >= since, feed_days.c.day <= until)
            .order_by(feed_days.c.feed, feed_days.c.day)
        )
        return tuple(
            FeedDay(
                feed=row.feed,
                day=row.day,
                state=CoverageState(row.state),
                reason=None if row.reason is None else CoverageReason(row.reason),
                seen_share=row.seen_share,
                new_items=row.new_items,
                backlog_items=row.backlog_items,
                polls_ok=row.polls_ok,
                polls_failed=row.polls_failed,
            )
            for row in self._connection.execute(query)
        )
