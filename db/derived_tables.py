"""The tables of what is derived from the archive, and of what is noted beside it.

`matches`, `observations`, `feed_days` and `readings` can be rebuilt at any time from the
collected items and `definition_versions`; the others are notes of the program and its users.
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
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.tables import metadata
from db.types import BigId, Day, UtcDateTime, Words

definition_versions = Table(
    "definition_versions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("indicator", String(63), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    CheckConstraint("status IN ('draft', 'test', 'live', 'retired')", name="status"),
    UniqueConstraint("indicator", "number"),
)
matches = Table(
    "matches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("version_id", ForeignKey("definition_versions.id"), nullable=False),
    Column("indicator", String(63), nullable=False),
    Column("feed", ForeignKey("feeds.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("flags", Words, nullable=False),
    Column("spans", Text, nullable=False),
    # Of an item's matches to one indicator the one that stands: newest revision evaluated,
    # newest definition applied. Of those, the ones that enter the observation.
    Column("is_current", Boolean, nullable=False),
    Column("is_counted", Boolean, nullable=False),
    Column("matched_at", UtcDateTime, nullable=False),
    CheckConstraint("is_current OR NOT is_counted", name="counted"),
    UniqueConstraint("revision_id", "version_id"),
    sqlite_autoincrement=True,
)
# SQLite uses such an index only where the query repeats its condition word for word.
Index(
    "uq_matches_current",
    matches.c.item_id,
    matches.c.indicator,
    unique=True,
    sqlite_where=text("is_current = 1"),
    postgresql_where=text("is_current"),
)
Index(
    "ix_matches_current",
    matches.c.indicator,
    matches.c.first_seen_at,
    matches.c.id,
    sqlite_where=text("is_current = 1"),
    postgresql_where=text("is_current"),
)
Index(
    "ix_matches_counted",
    matches.c.indicator,
    matches.c.feed,
    matches.c.day,
    sqlite_where=text("is_counted = 1"),
    postgresql_where=text("is_counted"),
)
Index(
    "ix_matches_current_first_seen_at",
    matches.c.first_seen_at,
    sqlite_where=text("is_current = 1"),
    postgresql_where=text("is_current"),
)
Index("ix_matches_version_id", matches.c.version_id, matches.c.first_seen_at)
observations = Table(
    "observations",
    metadata,
    Column("indicator", String(63), primary_key=True),
    Column("feed", ForeignKey("feeds.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("stories", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    CheckConstraint("stories >= 1 AND items >= stories", name="counts"),
    Index(None, "day"),
)
feed_days = Table(
    "feed_days",
    metadata,
    Column("feed", ForeignKey("feeds.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("seen_share", Double, nullable=False),
    Column("new_items", Integer, nullable=False),
    Column("backlog_items", Integer, nullable=False),
    Column("polls_ok", Integer, nullable=False),
    Column("polls_failed", Integer, nullable=False),
    Index(None, "day"),
)
readings = Table(
    "readings",
    metadata,
    Column("indicator", String(63), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("method", Text, nullable=False),
    Column("observed", Integer),
    Column("expected", Double),
    Column("lower_bound", Double),
    Column("upper_bound", Double),
    Column("coverage", Double, nullable=False),
    Column("observed_7d", Integer),
    Column("expected_7d", Double),
    Column("lower_7d", Double),
    Column("upper_7d", Double),
    Column("p_fast", Double),
    Column("p_slow", Double),
    Column("spacing_days", Double),
    Column("status", Text, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("computed_at", UtcDateTime),
    Index(None, "day"),
)
status_changes = Table(
    "status_changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("indicator", String(63), nullable=False),
    Column("day", Day, nullable=False),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "changed_at"),
    sqlite_autoincrement=True,
)
visits = Table(
    "visits",
    metadata,
    Column("user", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
weekly_reports = Table(
    "weekly_reports",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("week", String(8), nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False),
    CheckConstraint("status IN ('draft', 'reviewed', 'released')", name="status"),
    UniqueConstraint("week", "sha256"),
)
