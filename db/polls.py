"""The shelf of polls: the log of what each poll of each feed came to."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, select

from db.bulk import Bulk
from db.tables import feeds, polls
from db.types import AnyRow, storable
from domain.feed import FailureReason, Poll, PollOutcome

_NAMES = tuple(field.name for field in fields(Poll))
_ADD = Bulk(polls, _NAMES)


class PollShelf:
    """The fetch log; lines are added and never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, poll: Poll) -> None:
        """Log one poll."""
        values = {name: getattr(poll, name) for name in _NAMES} | {"detail": storable(poll.detail)}
        _ADD.run(self._connection, [values])

    def between(self, start: datetime, end: datetime, feed: str | None = None) -> tuple[Poll, ...]:
        """Give the polls begun from `start` until before `end`, oldest first."""
        query = select(polls).where(polls.c.started_at >= start, polls.c.started_at < end)
        if feed is not None:
            query = query.where(polls.c.feed == feed)
        query = query.order_by(polls.c.started_at, polls.c.id)
        return tuple(_poll_from(row) for row in self._connection.execute(query))

    def recent(self, feed: str, limit: int) -> tuple[Poll, ...]:
        """Give the newest polls of a feed, newest first."""
        query = (
            select(polls)
            .where(polls.c.feed == feed)
            .order_by(polls.c.started_at.desc(), polls.c.id.desc())
            .limit(limit)
        )
        return tuple(_poll_from(row) for row in self._connection.execute(query))

    def latest_per_feed(self) -> dict[str, Poll]:
        """Give the newest poll of each feed; feeds never polled are left out."""
        other = polls.alias()
        newest = (
            select(other.c.id)
            .where(other.c.feed == feeds.c.id)
            .order_by(other.c.started_at.desc(), other.c.id.desc())
            .limit(1)
            .correlate(feeds)
            .scalar_subquery()
        )
        query = select(polls).join(feeds, polls.c.id == newest)
        return {row.feed: _poll_from(row) for row in self._connection.execute(query)}


def _poll_from(row: AnyRow) -> Poll:
    return Poll(
        feed=row.feed,
        started_at=row.started_at,
        finished_at=row.finished_at,
        outcome=PollOutcome(row.outcome),
        reason=None if row.reason is None else FailureReason(row.reason),
        detail=row.detail,
        http_status=row.http_status,
        body_bytes=row.body_bytes,
        entries=row.entries,
        new=row.new,
        revised=row.revised,
        window_overrun=row.window_overrun,
        flags=row.flags,
    )
