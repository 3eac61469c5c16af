"""The shelf of sources and feeds: what the configuration names, and what is due next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import Insert

from db import tables
from db.bulk import Bulk
from db.dialect import insert_or
from db.types import AnyRow
from domain.errors import StoreError
from domain.feed import FailureReason, Feed, FeedState
from domain.source import Source

_STATE_NAMES = tuple(field.name for field in fields(FeedState))
_FREE = {"lease_owner": None, "lease_until": None}


def _save_statement(names: tuple[str, ...]) -> Bulk:
    def overwrite(add: Any) -> Insert:
        changed = {name: add.excluded[name] for name in names if name != "feed"}
        statement: Insert = add.on_conflict_do_update(index_elements=["feed"], set_=changed)
        return statement

    return Bulk(tables.feed_states, names, overwrite)


_SAVE = _save_statement(_STATE_NAMES)
_SAVE_AND_RELEASE = _save_statement((*_STATE_NAMES, *_FREE))


class FeedShelf:
    """Sources, feeds, their states and who holds which feed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sync(
        self,
        sources: Sequence[Source],
        feeds: Sequence[Feed],
        *,
        first_states: Mapping[str, FeedState],
        now: datetime,
    ) -> None:
        """Make the tables say what the configuration says.

        Whatever the configuration no longer names is marked as removed and kept; a feed that
        comes back keeps its state. A new feed, and one whose address changed, starts from
        its entry in `first_states`.

        Raises:
            StoreError: A feed names a source that is not known, or a new feed has no state.
        """
        before = self._addresses()
        self._put(tables.sources, [_source_values(source, now) for source in sources])
        self._put(tables.feeds, [_feed_values(feed, now) for feed in feeds])
        self._mark_removed(tables.feeds, [feed.id for feed in feeds], now)
        self._mark_removed(tables.sources, [source.id for source in sources], now)
        for feed in feeds:
            if before.get(feed.id) != feed.url and feed.id in first_states:
                self.save_state(first_states[feed.id])
        stateless = {feed.id for feed in feeds} - self.states().keys()
        if stateless:
            raise StoreError(f"new feeds without a first state: {sorted(stateless)}")

    def all(self) -> tuple[Feed, ...]:
        """Give every feed the configuration names, disabled ones too, by id."""
        return tuple(Feed.model_validate_json(body) for body in self._bodies(tables.feeds))

    def sources(self) -> tuple[Source, ...]:
        """Give every source the configuration names, by id."""
        return tuple(Source.model_validate_json(body) for body in self._bodies(tables.sources))

    def states(self) -> dict[str, FeedState]:
        """Give the state of every feed the configuration names."""
        states, feeds = tables.feed_states, tables.feeds
        query = select(states).join(feeds).where(feeds.c.removed_at.is_(None))
        return {row.feed: _state_from(row) for row in self._connection.execute(query)}

    def added_at(self) -> dict[str, datetime]:
        """Give when each feed, also one since removed, first stood in the configuration."""
        query = select(tables.feeds.c.id, tables.feeds.c.added_at)
        return {row.id: row.added_at for row in self._connection.execute(query)}

    def first_polled_at(self) -> dict[str, datetime]:
        """Give when each feed was first polled; feeds never polled are left out."""
        polls, feeds = tables.polls, tables.feeds
        first = (
            select(func.min(polls.c.started_at)).where(polls.c.feed == feeds.c.id).scalar_subquery()
        )
        query = select(feeds.c.id, first.label("at"))
        return {row.id: row.at for row in self._connection.execute(query) if row.at is not None}

    def lease_due(
        self,
        *,
        now: datetime,
        limit: int,
        lease_s: float,
        owner: str,
        only: Collection[str] | None = None,
        all_enabled: bool = False,
    ) -> tuple[tuple[Feed, FeedState], ...]:
        """Take feeds to poll, so that no one else is given them before the lease ends.

        Due feeds that are enabled and not muted, critical ones first, then the longest due.
        Feeds named in `only`, and with `all_enabled` every one of them, are taken whether due
        or not, but never twice for the same `now`. A lease ends with `save_state` or after
        `lease_s` seconds, whichever is first.
        """
        states, feeds = tables.feed_states, tables.feeds
        is_free = or_(
            states.c.lease_until.is_(None),
            states.c.lease_until <= now,
            # taken before the clock was set back: no lease reaches so far
            states.c.lease_until > now + timedelta(seconds=2 * lease_s),
        )
        due = (
            select(states.c.feed)
            .join(feeds)
            .where(is_free, feeds.c.enabled, feeds.c.removed_at.is_(None))
            .where(states.c.muted_at.is_(None), _is_wanted(now, only, all_enabled))
            .order_by(feeds.c.critical.desc(), states.c.next_check_at, states.c.feed)
            .limit(limit)
            .with_for_update(skip_locked=True, of=states)
            .cte("due")
        )
        take = (
            update(states)
            .where(states.c.feed.in_(select(due.c.feed)), is_free)
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=lease_s))
            .returning(states.c.feed)
        )
        taken = self._connection.execute(take).scalars().all()
        return self._with_states(taken)

    def save_state(self, state: FeedState, *, release: bool = True) -> None:
        """Write what the next poll depends on; `release` ends the lease on the feed."""
        values = {name: getattr(state, name) for name in _STATE_NAMES}
        values |= _FREE if release else {}
        (_SAVE_AND_RELEASE if release else _SAVE).run(self._connection, [values])

    def release(self, owner: str, *, feeds: Collection[str] | None = None) -> None:
        """End the leases that `owner` holds, of all feeds or of these only."""
        states = tables.feed_states
        held = update(states).where(states.c.lease_owner == owner)
        if feeds is not None:
            held = held.where(states.c.feed.in_(sorted(feeds)))
        self._connection.execute(held.values(**_FREE))

    def ahead_of(self, now: datetime) -> tuple[FeedState, ...]:
        """Give the states of feeds last polled after `now`: the clock has been set back."""
        states = tables.feed_states
        query = select(states).where(states.c.last_polled_at > now)
        return tuple(_state_from(row) for row in self._connection.execute(query))

    def _addresses(self) -> dict[str, str]:
        query = select(tables.feeds.c.id, tables.feeds.c.url)
        return {row.id: row.url for row in self._connection.execute(query)}

    def _put(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        insert = insert_or(self._connection, table)
        changed = {
            name: insert.excluded[name] for name in rows[0] if name not in ("id", "added_at")
        }
        statement = insert.on_conflict_do_update(
            index_elements=["id"],
            set_=changed,
            where=(table.c.body != insert.excluded.body) | table.c.removed_at.is_not(None),
        )
        self._connection.execute(statement, rows)

    def _mark_removed(self, table: Table, kept: list[str], now: datetime) -> None:
        gone = and_(table.c.removed_at.is_(None), table.c.id.not_in(kept))
        self._connection.execute(update(table).where(gone).values(removed_at=now))

    def _bodies(self, table: Table) -> Iterable[str]:
        query = select(table.c.body).where(table.c.removed_at.is_(None)).order_by(table.c.id)
        return self._connection.execute(query).scalars()

    def _with_states(self, ids: Sequence[str]) -> tuple[tuple[Feed, FeedState], ...]:
        if not ids:
            return ()
        states, feeds = tables.feed_states, tables.feeds
        query = (
            select(states, feeds.c.body)
            .join(feeds)
            .where(states.c.feed.in_(ids))
            .order_by(feeds.c.critical.desc(), states.c.next_check_at, states.c.feed)
        )
        rows = self._connection.execute(query)
        return tuple((Feed.model_validate_json(row.body), _state_from(row)) for row in rows)


def _is_wanted(
    now: datetime, only: Collection[str] | None, all_enabled: bool
) -> ColumnElement[bool]:
    states = tables.feed_states
    if only is None and not all_enabled:
        return states.c.next_check_at <= now
    not_yet = or_(states.c.last_polled_at.is_(None), states.c.last_polled_at < now)
    return and_(not_yet, true() if only is None else states.c.feed.in_(sorted(only)))


def _source_values(source: Source, now: datetime) -> dict[str, Any]:
    return {
        "id": source.id,
        "body": source.model_dump_json(),
        "added_at": now,
        "removed_at": None,
    }


def _feed_values(feed: Feed, now: datetime) -> dict[str, Any]:
    return {
        "id": feed.id,
        "source": feed.source,
        "url": feed.url,
        "enabled": feed.enabled,
        "critical": feed.critical,
        "is_search": feed.is_search,
        "body": feed.model_dump_json(),
        "added_at": now,
        "removed_at": None,
    }


def _state_from(row: AnyRow) -> FeedState:
    values = {name: getattr(row, name) for name in _STATE_NAMES}
    if values["last_reason"] is not None:
        values["last_reason"] = FailureReason(values["last_reason"])
    return FeedState(**values)
