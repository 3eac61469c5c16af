"""The door to the archive: one transaction at a time, with a shelf for every noun."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from db import migrate, verify
from db.definitions import DefinitionShelf
from db.engine import (
    UPGRADE_HINT,
    open_engine,
    parse_url,
    reading,
    sqlite_path,
    store_errors,
)
from db.feeds import FeedShelf
from db.items import ItemShelf
from db.matches import MatchShelf
from db.notes import MetaShelf, ReportShelf, VisitShelf
from db.polls import PollShelf
from db.readings import ReadingShelf
from db.rollups import RollupShelf
from db.uptime import UptimeShelf
from db.work import WorkShelf
from domain.errors import StoreError

EXERCISE_KEY = "exercise"


class Transaction:
    """One transaction: whatever is done through its shelves happens wholly or not at all."""

    def __init__(self, connection: Connection) -> None:
        self.feeds = FeedShelf(connection)
        self.polls = PollShelf(connection)
        self.uptime = UptimeShelf(connection)
        self.items = ItemShelf(connection)
        self.work = WorkShelf(connection)
        self.definitions = DefinitionShelf(connection)
        self.matches = MatchShelf(connection)
        self.rollups = RollupShelf(connection)
        self.readings = ReadingShelf(connection)
        self.visits = VisitShelf(connection)
        self.reports = ReportShelf(connection)
        self.meta = MetaShelf(connection)


class Store:
    """One database, SQLite or PostgreSQL; connects when it is first used.

    Safe to share between threads. Every method that touches the database raises `StoreError`
    when it cannot be reached or refuses.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user@host/name``.

    Raises:
        StoreError: `url` is not such an address, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self._url = parse_url(url)
        self.where = self._url.render_as_string(hide_password=True)
        self._engine = open_engine(self._url)
        self._reading = reading(self._engine)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a transaction that commits at the end of the block, and undoes all on an error."""
        with store_errors(self.where), self._engine.begin() as connection:
            yield Transaction(connection)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that sees one moment of the archive and may not change it."""
        with store_errors(self.where), self._reading.begin() as connection:
            yield Transaction(connection)

    def upgrade(self) -> None:
        """Create the database where there is none, and run the migrations it lacks."""
        if self._is_sqlite:
            path = sqlite_path(self._url)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            except OSError as error:
                raise StoreError(
                    "the database cannot be created",
                    where=self.where,
                    hint="see database.url in the configuration",
                ) from error
        with store_errors(self.where), self._engine.begin() as connection:
            if migrate.steps_behind(connection, where=self.where):
                migrate.upgrade(connection)

    def check_current(self) -> None:
        """Make sure the database has the tables this program knows.

        Raises:
            StoreError: There is no database, or it is behind the program, or ahead of it.
        """
        with store_errors(self.where), self._reading.begin() as connection:
            behind = migrate.steps_behind(connection, where=self.where)
        if behind:
            steps = "1 migration" if behind == 1 else f"{behind} migrations"
            raise StoreError(f"{steps} behind", where=self.where, hint=UPGRADE_HINT)

    def claim(self, *, is_exercise: bool) -> None:
        """Settle whether this is an exercise's database; it stays what it first was.

        Raises:
            StoreError: It holds an exercise and the configuration is live, or the reverse.
        """
        asked = "true" if is_exercise else "false"
        with self.read() as tx:
            settled = tx.meta.get(EXERCISE_KEY)
        if settled is None:
            with self.write() as tx:
                settled = tx.meta.settle(EXERCISE_KEY, asked)
        if settled != asked:
            held, wanted = ("live data", "an exercise") if is_exercise else ("an exercise", "live")
            raise StoreError(
                f"holds {held} and the configuration is {wanted}",
                where=self.where,
                hint="name another file in database.url",
            )

    def backup(self, path: Path) -> None:
        """Write a consistent copy to a new file while the archive goes on being used.

        The copy appears under its name only when it is complete.

        Raises:
            StoreError: `path` exists, cannot be written, or the database is not SQLite.
        """
        if not self._is_sqlite:
            raise StoreError(
                "backups of this kind of database are its own tools' work",
                where=self.where,
                hint="run `pg_dump --format=custom`",
            )
        if path.exists():
            raise StoreError("the backup exists already", where=str(path), hint="name a new file")
        partial = path.with_name(f"{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with store_errors(self.where), self._reading.connect() as connection:
                source = connection.connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                _copy(source, partial)
            partial.rename(path)
        except (OSError, sqlite3.Error) as error:
            partial.unlink(missing_ok=True)
            raise StoreError("the backup failed", where=str(path)) from error

    def verify(self) -> tuple[str, ...]:
        """List everything wrong with the archive; nothing when it is whole.

        Checks the database's own integrity and keys, that every item has its revisions and
        its searchable text, and that every rollup equals a recount. Only the last check, of
        the text index, keeps other writers waiting.
        """
        with store_errors(self.where):
            with self._reading.begin() as connection:
                found = verify.problems(connection)
            with self._engine.begin() as connection:
                return found + verify.text_index_problems(connection)

    def close(self) -> None:
        """Close all connections; the store may be used again."""
        self._engine.dispose()

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"


def _copy(source: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # a copy is one file: it must not need a log beside it
        copy.execute("PRAGMA journal_mode = DELETE").close()
    with target.open("rb") as written:
        os.fsync(written.fileno())
