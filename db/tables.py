"""The tables of what is collected, with their named constraints; a column is one migration.

What is derived from it, and what is noted beside it, stands in `db/derived_tables.py`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.types import BigId, Day, HeaderText, UtcDateTime, Words

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
metadata = MetaData(naming_convention=NAMES)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
sources = Table(
    "sources",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("body", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)
feeds = Table(
    "feeds",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("critical", Boolean, nullable=False),
    Column("is_search", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)
feed_states = Table(
    "feed_states",
    metadata,
    Column("feed", ForeignKey("feeds.id"), primary_key=True),
    Column("next_check_at", UtcDateTime, nullable=False),
    Column("interval_s", Double, nullable=False),
    Column("etag", HeaderText),
    Column("last_modified", HeaderText),
    Column("validators_since", UtcDateTime),
    Column("not_modified_streak", Integer, nullable=False),
    Column("body_hash", Text),
    Column("failures", Integer, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("last_reason", Text),
    Column("last_polled_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("last_new_item_at", UtcDateTime),
    Column("gone_streak", Integer, nullable=False),
    Column("muted_at", UtcDateTime),
    Column("adopted_url", Text),
    Column("redirect_url", Text),
    Column("redirect_streak", Integer, nullable=False),
    Column("redirect_since", UtcDateTime),
    Column("lease_owner", Text),
    Column("lease_until", UtcDateTime),
    Index(None, "next_check_at"),
)
polls = Table(
    "polls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("feed", ForeignKey("feeds.id"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),
    Column("http_status", Integer),
    Column("body_bytes", BigId, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("window_overrun", Boolean, nullable=False),
    Column("flags", Words, nullable=False),
    CheckConstraint("outcome IN ('stored', 'unchanged', 'failed')", name="outcome"),
    CheckConstraint("(outcome = 'failed') = (reason IS NOT NULL)", name="reason"),
    Index(None, "feed", "started_at"),
    Index(None, "started_at"),
)
uptime = Table(
    "uptime",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    CheckConstraint("last_at >= started_at", name="order"),
    Index(None, "last_at"),
)
stories = Table(
    "stories",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("key", "number"),
)
items = Table(
    "items",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("feed", ForeignKey("feeds.id"), nullable=False),
    Column("identity", String(64), nullable=False),
    Column("story_id", ForeignKey("stories.id")),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("day", Day, nullable=False),
    Column("published_at", UtcDateTime),
    Column("is_backlog", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("flags", Words, nullable=False),
    CheckConstraint("length(identity) = 64", name="identity"),
    CheckConstraint("revision >= 1", name="revision"),
    UniqueConstraint("feed", "identity"),
    Index(None, "first_seen_at", "id"),
    Index(None, "feed", "first_seen_at", "id"),
    Index(None, "feed", "published_at"),
    Index(None, "story_id"),
    sqlite_autoincrement=True,
)
revisions = Table(
    "revisions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("guid", Text),
    Column("link", Text),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("published_at", UtcDateTime),
    Column("published_raw", Text),
    Column("outlet_name", Text, nullable=False),
    Column("outlet_url", Text, nullable=False),
    Column("flags", Words, nullable=False),
    Column("raw", Text, nullable=False),
    CheckConstraint("number >= 1", name="number"),
    UniqueConstraint("item_id", "number"),
    sqlite_autoincrement=True,
)
aliases = Table(
    "aliases",
    metadata,
    Column("feed", String(63), primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
# The full-text index over it is made by the migration, in each database's own way.
item_text = Table(
    "item_text",
    metadata,
    Column("item_id", BigId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("folded_title", Text, nullable=False),
    Column("folded_summary", Text, nullable=False),
)
work = Table(
    "work",
    metadata,
    Column("revision_id", BigId, ForeignKey("revisions.id"), primary_key=True, autoincrement=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("feed", ForeignKey("feeds.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("feed", "digest"),
)
item_days = Table(
    "item_days",
    metadata,
    Column("feed", ForeignKey("feeds.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("new", Integer, nullable=False),
    Column("backlog", Integer, nullable=False),
    CheckConstraint("new >= 0 AND backlog >= 0", name="counts"),
    Index(None, "day"),
)
