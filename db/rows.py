"""Turning rows into the nouns of the domain, in one place for every shelf."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, select

from db.tables import feeds, items, revisions
from db.types import AnyRow
from domain.item import Item, ItemFlag, Revision

ITEM_COLUMNS = (
    items.c.id,
    items.c.feed,
    feeds.c.source,
    items.c.identity,
    items.c.first_seen_at,
    items.c.is_backlog,
    items.c.story_id,
    items.c.flags.label("item_flags"),
    revisions.c.id.label("revision_id"),
    revisions.c.number.label("revision"),
    revisions.c.guid,
    revisions.c.link,
    revisions.c.title,
    revisions.c.summary,
    revisions.c.lang,
    revisions.c.published_at,
    revisions.c.published_raw,
    revisions.c.outlet_name,
    revisions.c.flags.label("revision_flags"),
)
REVISION_COLUMNS = (
    revisions.c.id,
    revisions.c.item_id,
    revisions.c.number,
    revisions.c.seen_at,
    revisions.c.title,
    revisions.c.summary,
    revisions.c.lang,
)


def newest_items() -> Select[Any]:
    """Select items with their newest revision and their source."""
    newest = (revisions.c.item_id == items.c.id) & (revisions.c.number == items.c.revision)
    joined: FromClause = items.join(revisions, newest).join(feeds, feeds.c.id == items.c.feed)
    return select(*ITEM_COLUMNS).select_from(joined)


def item_from(row: AnyRow) -> Item:
    """Make an item of a row that holds ITEM_COLUMNS."""
    flags = [*row.revision_flags, *row.item_flags]
    if row.is_backlog:
        flags.append(ItemFlag.BACKLOG.value)
    return Item(
        id=row.id,
        feed=row.feed,
        source=row.source,
        identity=row.identity,
        guid=row.guid,
        link=row.link,
        title=row.title,
        summary=row.summary,
        lang=row.lang,
        published_at=row.published_at,
        published_raw=row.published_raw,
        first_seen_at=row.first_seen_at,
        revision_id=row.revision_id,
        revision=row.revision,
        outlet_name=row.outlet_name,
        flags=tuple(dict.fromkeys(flags)),
        story=row.story_id,
    )


def revision_from(row: AnyRow) -> Revision:
    """Make a revision of a row that holds REVISION_COLUMNS."""
    return Revision(
        id=row.id,
        item=row.item_id,
        number=row.number,
        seen_at=row.seen_at,
        title=row.title,
        summary=row.summary,
        lang=row.lang,
    )
