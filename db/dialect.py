"""The few statements SQLite and PostgreSQL do not share, one function each."""

from __future__ import annotations

import re

from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import item_text

_WORD = re.compile(r"\w+\*?")
_SEARCH = table("item_search", column("rowid"))


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection speaks to SQLite; the alternative is PostgreSQL."""
    return connection.dialect.name == "sqlite"


def insert_or(connection: Connection, into: Table) -> sqlite.Insert | postgresql.Insert:
    """Start an INSERT that can say what to do ON CONFLICT."""
    return sqlite.insert(into) if is_sqlite(connection) else postgresql.insert(into)


def text_search(connection: Connection, folded_text: str) -> Select[int] | None:
    """Select the ids of items whose folded text holds every word, ``pre*`` for a prefix.

    Returns:
        None when `folded_text` holds no word at all.
    """
    words = _WORD.findall(folded_text)
    if not words:
        return None
    if is_sqlite(connection):
        wanted = " ".join(_quoted(word, '"', "*") for word in words)
        return select(_SEARCH.c.rowid).where(
            text("item_search MATCH :wanted").bindparams(bindparam("wanted", wanted))
        )
    wanted = " & ".join(_quoted(word, "'", ":*") for word in words)
    found = literal_column("item_text.search").op("@@")(func.to_tsquery("simple", wanted))
    return select(item_text.c.item_id).where(found)


def integrity_problems(connection: Connection) -> list[str]:
    """List what the database finds wrong with its own pages and keys.

    PostgreSQL checks these as it runs and has nothing to add here.
    """
    if not is_sqlite(connection):
        return []
    found = [
        f"integrity check: {row[0]}"
        for row in connection.exec_driver_sql("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    found += [
        f'foreign key: row {row[1]} of "{row[0]}" points at a missing row of "{row[2]}"'
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return found


def check_text_index(connection: Connection) -> None:
    """Compare the text index with the text it indexes; raises `DatabaseError` where they differ.

    On SQLite this has the form of an insert, and writes nothing. PostgreSQL derives its index
    from the text itself.
    """
    if is_sqlite(connection):
        connection.exec_driver_sql(
            "INSERT INTO item_search (item_search, rank) VALUES ('integrity-check', 1)"
        )


def _quoted(word: str, quote: str, prefix_mark: str) -> str:
    stem = word.rstrip("*")
    return f"{quote}{stem}{quote}" + (prefix_mark if word.endswith("*") else "")
