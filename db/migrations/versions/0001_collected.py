"""Create what is collected: feeds, polls, items and their revisions.

Reason: the first tables. The full-text index is made in each database's own way.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.String(63), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("added_at", MOMENT, nullable=False),
    sa.Column("removed_at", MOMENT),
)
feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("id", sa.String(63), primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("critical", sa.Boolean, nullable=False),
    sa.Column("is_search", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("added_at", MOMENT, nullable=False),
    sa.Column("removed_at", MOMENT),
)
feed_states = sa.Table(
    "feed_states",
    metadata,
    sa.Column("feed", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("next_check_at", MOMENT, nullable=False),
    sa.Column("interval_s", sa.Double, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("validators_since", MOMENT),
    sa.Column("not_modified_streak", sa.Integer, nullable=False),
    sa.Column("body_hash", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failing_since", MOMENT),
    sa.Column("last_reason", sa.Text),
    sa.Column("last_polled_at", MOMENT),
    sa.Column("last_success_at", MOMENT),
    sa.Column("last_new_item_at", MOMENT),
    sa.Column("gone_streak", sa.Integer, nullable=False),
    sa.Column("muted_at", MOMENT),
    sa.Column("adopted_url", sa.Text),
    sa.Column("redirect_url", sa.Text),
    sa.Column("redirect_streak", sa.Integer, nullable=False),
    sa.Column("redirect_since", MOMENT),
    sa.Column("lease_owner", sa.Text),
    sa.Column("lease_until", MOMENT),
    sa.Index(None, "next_check_at"),
)
polls = sa.Table(
    "polls",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("feed", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("started_at", MOMENT, nullable=False),
    sa.Column("finished_at", MOMENT, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("http_status", sa.Integer),
    sa.Column("body_bytes", BIG_ID, nullable=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("revised", sa.Integer, nullable=False),
    sa.Column("window_overrun", sa.Boolean, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.CheckConstraint("outcome IN ('stored', 'unchanged', 'failed')", name="outcome"),
    sa.CheckConstraint("(outcome = 'failed') = (reason IS NOT NULL)", name="reason"),
    sa.Index(None, "feed", "started_at"),
    sa.Index(None, "started_at"),
)
uptime = sa.Table(
    "uptime",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("started_at", MOMENT, nullable=False),
    sa.Column("last_at", MOMENT, nullable=False),
    sa.CheckConstraint("last_at >= started_at", name="order"),
    sa.Index(None, "last_at"),
)
stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("opened_at", MOMENT, nullable=False),
    sa.UniqueConstraint("key", "number"),
)
items = sa.Table(
    "items",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("feed", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("identity", sa.String(64), nullable=False),
    sa.Column("story_id", sa.ForeignKey("stories.id")),
    sa.Column("first_seen_at", MOMENT, nullable=False),
    sa.Column("day", DAY, nullable=False),
    sa.Column("published_at", MOMENT),
    sa.Column("is_backlog", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.CheckConstraint("length(identity) = 64", name="identity"),
    sa.CheckConstraint("revision >= 1", name="revision"),
    sa.UniqueConstraint("feed", "identity"),
    sa.Index(None, "first_seen_at", "id"),
    sa.Index(None, "feed", "first_seen_at", "id"),
    sa.Index(None, "feed", "published_at"),
    sa.Index(None, "story_id"),
    sqlite_autoincrement=True,
)
revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("item_id", sa.ForeignKey("items.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("seen_at", MOMENT, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("guid", sa.Text),
    sa.Column("link", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("lang", sa.Text, nullable=False),
    sa.Column("published_at", MOMENT),
    sa.Column("published_raw", sa.Text),
    sa.Column("outlet_name", sa.Text, nullable=False),
    sa.Column("outlet_url", sa.Text, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.Column("raw", sa.Text, nullable=False),
    sa.CheckConstraint("number >= 1", name="number"),
    sa.UniqueConstraint("item_id", "number"),
    sqlite_autoincrement=True,
)
aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("feed", sa.String(63), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("item_id", sa.ForeignKey("items.id"), nullable=False),
    sa.Column("seen_at", MOMENT, nullable=False),
    sqlite_with_rowid=False,
)
# The full-text index over it is made by the migration, in each database's own way.
item_text = sa.Table(
    "item_text",
    metadata,
    sa.Column("item_id", BIG_ID, sa.ForeignKey("items.id"), primary_key=True, autoincrement=False),
    sa.Column("folded_title", sa.Text, nullable=False),
    sa.Column("folded_summary", sa.Text, nullable=False),
)
work = sa.Table(
    "work",
    metadata,
    sa.Column(
        "revision_id", BIG_ID, sa.ForeignKey("revisions.id"), primary_key=True, autoincrement=False
    ),
)
quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("feed", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("seen_at", MOMENT, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("feed", "digest"),
)
item_days = sa.Table(
    "item_days",
    metadata,
    sa.Column("feed", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("backlog", sa.Integer, nullable=False),
    sa.CheckConstraint("new >= 0 AND backlog >= 0", name="counts"),
    sa.Index(None, "day"),
)

FULL_TEXT = {
    "sqlite": (
        """CREATE VIRTUAL TABLE item_search USING fts5(
    folded_title, folded_summary,
    content = 'item_text', content_rowid = 'item_id', columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
)""",
        # fewer, larger merges: half the cost of adding text, no slower to search
        "INSERT INTO item_search (item_search, rank) VALUES ('automerge', 8)",
        """CREATE TRIGGER item_text_added AFTER INSERT ON item_text BEGIN
    INSERT INTO item_search (rowid, folded_title, folded_summary)
    VALUES (new.item_id, new.folded_title, new.folded_summary);
END""",
        """CREATE TRIGGER item_text_changed AFTER UPDATE ON item_text BEGIN
    INSERT INTO item_search (item_search, rowid, folded_title, folded_summary)
    VALUES ('delete', old.item_id, old.folded_title, old.folded_summary);
    INSERT INTO item_search (rowid, folded_title, folded_summary)
    VALUES (new.item_id, new.folded_title, new.folded_summary);
END""",
        """CREATE TRIGGER item_text_removed AFTER DELETE ON item_text BEGIN
    INSERT INTO item_search (item_search, rowid, folded_title, folded_summary)
    VALUES ('delete', old.item_id, old.folded_title, old.folded_summary);
END""",
    ),
    # A tsvector holds at most 1 MB: text beyond that is stored, and not searched.
    "postgresql": (
        """ALTER TABLE item_text ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', left(folded_title, 10000) || ' ' || left(folded_summary, 200000))
) STORED""",
        "CREATE INDEX ix_item_text_search ON item_text USING gin (search)",
    ),
}


def upgrade() -> None:
    for table in metadata.sorted_tables:
        op.execute(sa.schema.CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            op.execute(sa.schema.CreateIndex(index))
    # whoever evaluates holds this row, so that on PostgreSQL only one recounts at a time
    op.execute("INSERT INTO meta (key, value) VALUES ('evaluation', 'one at a time')")
    for statement in FULL_TEXT[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE item_search")
    for table in reversed(metadata.sorted_tables):
        op.drop_table(table.name)
