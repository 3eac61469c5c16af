"""Opening a database: how each kind is connected to, and how its transactions begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from domain.errors import StoreError

BUSY_TIMEOUT_S = 5.0
READING = "vedette_reading"
UPGRADE_HINT = "run `python cli.py db upgrade`"
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA temp_store = MEMORY",
)


def parse_url(text: str) -> URL:
    """Read a database address.

    Raises:
        StoreError: It is not one, or names a database that would keep nothing.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(
            f'"{text}" is not a database address',
            hint="write sqlite:///path or postgresql://user@host/name",
        ) from error
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreError(
            "a database in memory keeps nothing", where=text, hint="name a file: sqlite:///path"
        )
    return url


def sqlite_path(url: URL) -> Path:
    """Give the file of a SQLite address."""
    return Path(url.database or "")


def open_engine(url: URL) -> Engine:
    """Give an engine that has not connected yet.

    Raises:
        StoreError: The kind of database is unknown here, or its driver is not installed.
    """
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite_engine(url)
        return create_engine(url, pool_pre_ping=True)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f'no driver for "{url.drivername}"',
            where=url.render_as_string(),
            hint="install it, for PostgreSQL `pip install psycopg[binary]`",
        ) from error


def reading(engine: Engine) -> Engine:
    """Give the same engine for transactions that see one moment and change nothing."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def store_errors(where: str) -> Iterator[None]:
    """Turn what the database library raises into a `StoreError` that names the remedy."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        what, hint = _explain(error, str(cause))
        raise StoreError(what, where=where, hint=hint) from cause


def _explain(error: SQLAlchemyError, cause: str) -> tuple[str, str]:
    if isinstance(error, IntegrityError):
        return "the database refused a row", "run `python cli.py db verify`"
    if "no such table" in cause or "does not exist" in cause or "no such column" in cause:
        return "a table or column is missing", UPGRADE_HINT
    if "locked" in cause:
        return f"stayed locked for {BUSY_TIMEOUT_S:g} s", "see which program holds it"
    if "disk is full" in cause or "No space left" in cause:
        return "the disk is full", "free some space; what was not written is collected again"
    if "unable to open" in cause:
        return "no database here", UPGRADE_HINT
    if isinstance(error, OperationalError):
        return "cannot be reached", "see database.url in the configuration"
    return "the database failed", "run `python cli.py db verify`"


def _sqlite_engine(url: URL) -> Engine:
    path = sqlite_path(url)

    def connect() -> sqlite3.Connection:
        # mode=rw: looking at a database that is not there must not create an empty one
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine(url, creator=connect)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    """Begin as reader or writer; a writer takes its lock at once, so it never fails half-way."""
    is_reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(is_reading)}")
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
