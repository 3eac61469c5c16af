"""The statements that store items, made once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.sql.dml import Insert

from db.bulk import Bulk
from db.lookup import Lookup
from db.tables import aliases, item_days, item_text, items, revisions, work


def _add_to_days(add: Any) -> Insert:
    total = {name: item_days.c[name] + add.excluded[name] for name in ("new", "backlog")}
    statement: Insert = add.on_conflict_do_update(index_elements=["feed", "day"], set_=total)
    return statement


def _overwrite_text(add: Any) -> Insert:
    text = {name: add.excluded[name] for name in ("folded_title", "folded_summary")}
    statement: Insert = add.on_conflict_do_update(index_elements=["item_id"], set_=text)
    return statement


def _take_expired_name(add: Any) -> Insert:
    """A name another item holds passes on only once that hold has expired."""
    statement: Insert = add.on_conflict_do_update(
        index_elements=["feed", "alias"],
        set_={"item_id": add.excluded.item_id, "seen_at": add.excluded.seen_at},
        where=aliases.c.seen_at < bindparam("expired_before"),
    )
    return statement


ADD_ITEMS = Bulk(
    items,
    (
        "feed",
        "identity",
        "story_id",
        "first_seen_at",
        "day",
        "published_at",
        "is_backlog",
        "revision",
        "flags",
    ),
)
IDS = Lookup(
    select(items.c.id, items.c.identity).where(items.c.feed == bindparam("feed")), items.c.identity
)
COUNT_DAYS = Bulk(item_days, ("feed", "day", "new", "backlog"), _add_to_days)
ADVANCE = (
    update(items)
    .where(items.c.id == bindparam("item"), items.c.revision == bindparam("before"))
    .values(revision=bindparam("after"))
)
ADD_REVISIONS = Bulk(revisions, tuple(column.name for column in revisions.c if column.name != "id"))
PUT_TEXTS = Bulk(item_text, ("item_id", "folded_title", "folded_summary"), _overwrite_text)
PUT_NAMES = Bulk(
    aliases,
    ("feed", "alias", "item_id", "seen_at"),
    _take_expired_name,
    extra={"expired_before": "seen_at"},
)
ENQUEUE = insert(work).from_select(
    ["revision_id"],
    select(revisions.c.id)
    .join(items, (revisions.c.item_id == items.c.id) & (revisions.c.number == items.c.revision))
    .where(items.c.id.in_(bindparam("ids", expanding=True))),
)
