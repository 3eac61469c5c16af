"""The shelf of items: what was collected, each thing once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select, tuple_

from db.chunks import chunked
from db.dialect import text_search
from db.item_store import store_items
from db.recognise import known_identities
from db.rows import REVISION_COLUMNS, item_from, newest_items, revision_from
from db.tables import item_days, items, quarantine, revisions
from db.types import BigId, UtcDateTime
from domain.evidence import Position, QuarantinedItem
from domain.feed import Feed
from domain.item import CollectedItem, Item, Revision, StoredCounts


class ItemShelf:
    """Items with their revisions. What was collected is added to, never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(
        self,
        feed: Feed,
        items: Sequence[CollectedItem],
        *,
        seen_at: datetime | Sequence[datetime],
        story_keys: Sequence[str],
    ) -> StoredCounts:
        """Store what one document of a feed brought.

        An item is known by its identity, else by an alias stored within 14 days; then a
        changed `content_hash` makes a revision, and an unchanged one writes nothing at all.
        An item has at most 24 revisions; later edits are ignored and the item is flagged.
        A name that comes back with unrelated text is a revision flagged as such. A row the
        database refuses goes to quarantine with its reason, and the others are stored. Of
        items with one identity the first is stored.

        Args:
            feed: A feed that `FeedShelf.sync` has put there.
            items: In the order of the document.
            seen_at: When the document was seen; or one time for each item.
            story_keys: One for each item; items of the same key within 14 days are one
                story. An empty key is a story of its own.

        Raises:
            ValueError: There are not as many keys, or times, as items.
        """
        return store_items(self._connection, feed, items, seen_at=seen_at, story_keys=story_keys)

    def get(self, ids: Sequence[int]) -> tuple[Item, ...]:
        """Give items in the order asked for; unknown ids are left out."""
        found = {
            item.id: item
            for some in chunked(set(ids))
            for item in self._read(newest_items().where(items.c.id.in_(some)))
        }
        return tuple(found[item_id] for item_id in ids if item_id in found)

    def recent(
        self, limit: int, before: Position | None = None, feed: str | None = None
    ) -> tuple[Item, ...]:
        """Give the newest items by first-seen time, newest first.

        `before` is the position of the last item already shown: its first-seen time and id.
        """
        query = newest_items().order_by(items.c.first_seen_at.desc(), items.c.id.desc())
        if feed is not None:
            query = query.where(items.c.feed == feed)
        if before is not None:
            place = tuple_(literal(before.at, UtcDateTime), literal(before.id, BigId))
            query = query.where(tuple_(items.c.first_seen_at, items.c.id) < place)
        return self._read(query.limit(limit))

    def after(self, item_id: int, *, since: datetime, limit: int) -> tuple[Item, ...]:
        """Give the items stored after `item_id` and first seen from `since` on, oldest first."""
        query = newest_items().where(items.c.id > item_id, items.c.first_seen_at >= since)
        return self._read(query.order_by(items.c.id).limit(limit))

    def search(self, folded_text: str, limit: int) -> tuple[Item, ...]:
        """Give the newest-stored items whose folded text holds every word, newest first.

        ``pre*`` stands for every word that begins so. No word finds nothing.
        """
        found = text_search(self._connection, folded_text)
        if found is None:
            return ()
        (id_column,) = found.selected_columns
        newest = found.order_by(id_column.desc()).limit(limit).subquery()
        (found_id,) = newest.c
        query = newest_items().where(items.c.id.in_(select(found_id)))
        return self._read(query.order_by(items.c.id.desc()))

    def count(self) -> int:
        """Count all items, by the rollup of items a day."""
        total = select(func.coalesce(func.sum(item_days.c.new + item_days.c.backlog), 0))
        return int(self._connection.execute(total).scalar_one())

    def revisions(self, item_id: int) -> tuple[Revision, ...]:
        """Give every state of an item's text, the first first; none for an unknown item."""
        query = (
            select(*REVISION_COLUMNS)
            .where(revisions.c.item_id == item_id)
            .order_by(revisions.c.number)
        )
        return tuple(revision_from(row) for row in self._connection.execute(query))

    def recent_times(self, feed: str, limit: int = 20) -> tuple[datetime, ...]:
        """Give the newest times of a feed's items, newest first.

        The time of an item is the publisher's claim, else when we first saw it.
        """
        times = select(items.c.id, items.c.published_at, items.c.first_seen_at).where(
            items.c.feed == feed
        )
        dated = times.where(items.c.published_at.is_not(None))
        newest = dated.order_by(items.c.published_at.desc()).limit(limit)
        undated = times.order_by(items.c.first_seen_at.desc(), items.c.id.desc()).limit(limit)
        rows = {
            row.id: row.published_at or row.first_seen_at
            for query in (newest, undated)
            for row in self._connection.execute(query)
        }
        return tuple(sorted(rows.values(), reverse=True)[:limit])

    def newest_published(self, feed: str) -> datetime | None:
        """Give the newest publication time any item of the feed claims; None without one."""
        newest = select(func.max(items.c.published_at)).where(items.c.feed == feed)
        moment: datetime | None = self._connection.execute(newest).scalar_one()
        return moment

    def known_share(self, feed: str, identities: Collection[str]) -> float:
        """Give the share (0…1) of identities the feed has items of; 0 when none is asked."""
        if not identities:
            return 0.0
        wanted = set(identities)
        return len(known_identities(self._connection, feed, wanted)) / len(wanted)

    def first_seen_range(self) -> tuple[datetime, datetime] | None:
        """Give when the first and the newest item were first seen; None without items."""
        seen = items.c.first_seen_at
        ends = [
            self._connection.execute(select(items.c.first_seen_at).order_by(end).limit(1)).scalar()
            for end in (seen, seen.desc())
        ]
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    def quarantined(self, limit: int) -> tuple[QuarantinedItem, ...]:
        """Give the items the database refused, the newest first."""
        query = select(quarantine).order_by(quarantine.c.id.desc()).limit(limit)
        return tuple(
            QuarantinedItem(
                id=row.id, feed=row.feed, seen_at=row.seen_at, reason=row.reason, body=row.body
            )
            for row in self._connection.execute(query)
        )

    def _read(self, query: Select[*tuple[Any, ...]]) -> tuple[Item, ...]:
        return tuple(item_from(row) for row in self._connection.execute(query))
