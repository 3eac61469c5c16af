"""Put a backup in the place of the database, keeping the present one beside it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db.engine import parse_url, sqlite_path
from domain.errors import StoreError


def restore_backup(url: str, backup: Path, *, now: datetime) -> Path | None:
    """Make a backup the database; nothing may be using it meanwhile.

    Returns:
        Where the former database is kept now; None where there was none.

    Raises:
        StoreError: The backup is not whole, or the database is not SQLite.
    """
    address = parse_url(url)
    if address.get_backend_name() != "sqlite":
        where = address.render_as_string(hide_password=True)
        raise StoreError("is restored by its own tools", where=where, hint="run `pg_restore`")
    _require_whole(backup)
    path = sqlite_path(address)
    kept: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.restoring")
        shutil.copyfile(backup, fresh)
        if path.exists():
            kept = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%S}")
            _move_with_logs(path, kept)
        fresh.rename(path)
    except OSError as error:
        raise StoreError("the backup could not be put in place", where=str(path)) from error
    return kept


def _require_whole(backup: Path) -> None:
    hint = "choose a file written by `python cli.py db backup`"
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise StoreError("is no usable backup", where=str(backup), hint=hint) from error
    if verdict != "ok" or "items" not in tables:
        raise StoreError("is no whole backup of this program", where=str(backup), hint=hint)


def _move_with_logs(path: Path, kept: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
