"""Create what is derived from the archive, and the notes kept beside it.

Reason: matches, observations, coverage and readings, all of which can be rebuilt.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DAY = sa.Date().with_variant(sa.Text(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# What the first migration made, as far as the keys below point at it.
COLLECTED = {"feeds", "items", "revisions"}
sa.Table("feeds", metadata, sa.Column("id", sa.String(63), primary_key=True))
sa.Table("items", metadata, sa.Column("id", BIG_ID, primary_key=True))
sa.Table("revisions", metadata, sa.Column("id", BIG_ID, primary_key=True))
definition_versions = sa.Table(
    "definition_versions",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("indicator", sa.String(63), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("registered_at", MOMENT, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.CheckConstraint("status IN ('draft', 'test', 'live', 'retired')", name="status"),
    sa.UniqueConstraint("indicator", "number"),
)
matches = sa.Table(
    "matches",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("revision_id", sa.ForeignKey("revisions.id"), nullable=False),
    sa.Column("item_id", sa.ForeignKey("items.id"), nullable=False),
    sa.Column("version_id", sa.ForeignKey("definition_versions.id"), nullable=False),
    sa.Column("indicator", sa.String(63), nullable=False),
    sa.Column("feed", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("day", DAY, nullable=False),
    sa.Column("first_seen_at", MOMENT, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.Column("spans", sa.Text, nullable=False),
    # Of an item's matches to one indicator the one that stands: newest revision evaluated,
    # newest definition applied. Of those, the ones that enter the observation.
    sa.Column("is_current", sa.Boolean, nullable=False),
    sa.Column("is_counted", sa.Boolean, nullable=False),
    sa.Column("matched_at", MOMENT, nullable=False),
    sa.CheckConstraint("is_current OR NOT is_counted", name="counted"),
    sa.UniqueConstraint("revision_id", "version_id"),
    sqlite_autoincrement=True,
)
# SQLite uses such an index only where the query repeats its condition word for word.
sa.Index(
    "uq_matches_current",
    matches.c.item_id,
    matches.c.indicator,
    unique=True,
    sqlite_where=sa.text("is_current = 1"),
    postgresql_where=sa.text("is_current"),
)
sa.Index(
    "ix_matches_current",
    matches.c.indicator,
    matches.c.first_seen_at,
    matches.c.id,
    sqlite_where=sa.text("is_current = 1"),
    postgresql_where=sa.text("is_current"),
)
sa.Index(
    "ix_matches_counted",
    matches.c.indicator,
    matches.c.feed,
    matches.c.day,
    sqlite_where=sa.text("is_counted = 1"),
    postgresql_where=sa.text("is_counted"),
)
sa.Index(
    "ix_matches_current_first_seen_at",
    matches.c.first_seen_at,
    sqlite_where=sa.text("is_current = 1"),
    postgresql_where=sa.text("is_current"),
)
sa.Index("ix_matches_version_id", matches.c.version_id, matches.c.first_seen_at)
observations = sa.Table(
    "observations",
    metadata,
    sa.Column("indicator", sa.String(63), primary_key=True),
    sa.Column("feed", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("stories", sa.Integer, nullable=False),
    sa.Column("items", sa.Integer, nullable=False),
    sa.CheckConstraint("stories >= 1 AND items >= stories", name="counts"),
    sa.Index(None, "day"),
)
feed_days = sa.Table(
    "feed_days",
    metadata,
    sa.Column("feed", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("seen_share", sa.Double, nullable=False),
    sa.Column("new_items", sa.Integer, nullable=False),
    sa.Column("backlog_items", sa.Integer, nullable=False),
    sa.Column("polls_ok", sa.Integer, nullable=False),
    sa.Column("polls_failed", sa.Integer, nullable=False),
    sa.Index(None, "day"),
)
readings = sa.Table(
    "readings",
    metadata,
    sa.Column("indicator", sa.String(63), primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("observed", sa.Integer),
    sa.Column("expected", sa.Double),
    sa.Column("lower_bound", sa.Double),
    sa.Column("upper_bound", sa.Double),
    sa.Column("coverage", sa.Double, nullable=False),
    sa.Column("observed_7d", sa.Integer),
    sa.Column("expected_7d", sa.Double),
    sa.Column("lower_7d", sa.Double),
    sa.Column("upper_7d", sa.Double),
    sa.Column("p_fast", sa.Double),
    sa.Column("p_slow", sa.Double),
    sa.Column("spacing_days", sa.Double),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("conditions", sa.Text, nullable=False),
    sa.Column("computed_at", MOMENT),
    sa.Index(None, "day"),
)
status_changes = sa.Table(
    "status_changes",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("indicator", sa.String(63), nullable=False),
    sa.Column("day", DAY, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("changed_at", MOMENT, nullable=False),
    sa.Index(None, "changed_at"),
    sqlite_autoincrement=True,
)
visits = sa.Table(
    "visits",
    metadata,
    sa.Column("user", sa.Text, primary_key=True),
    sa.Column("at", MOMENT, nullable=False),
)
weekly_reports = sa.Table(
    "weekly_reports",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("week", sa.String(8), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("created_at", MOMENT, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.CheckConstraint("status IN ('draft', 'reviewed', 'released')", name="status"),
    sa.UniqueConstraint("week", "sha256"),
)


def upgrade() -> None:
    for table in metadata.sorted_tables:
        if table.name in COLLECTED:
            continue
        op.execute(sa.schema.CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            op.execute(sa.schema.CreateIndex(index))


def downgrade() -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name not in COLLECTED:
            op.drop_table(table.name)
