"""Bringing a database to the tables this program knows, and telling how far it is behind."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection

from domain.errors import StoreError

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run every migration up to `target` inside the caller's transaction."""
    command.upgrade(_config(connection), target)


def downgrade(connection: Connection, target: str) -> None:
    """Undo every migration above `target` (``base`` for all) inside the caller's transaction."""
    command.downgrade(_config(connection), target)


def write_sql(url: str) -> None:
    """Print the SQL of all migrations for the kind of database `url` names; connects nowhere."""
    config = _config(None)
    config.attributes["url"] = url
    command.upgrade(config, "head", sql=True)


def steps_behind(connection: Connection, *, where: str) -> int:
    """Count the migrations this database still lacks; 0 when it is current.

    Raises:
        StoreError: A newer version of the program has already changed the database.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    try:
        return len(_ids_above(current or "base"))
    except (CommandError, RevisionError) as error:
        raise StoreError(
            f'ahead of this program (migration "{current}" is unknown to it)',
            where=where,
            hint="upgrade the program, or restore a backup made before the change",
        ) from error


@cache
def _ids_above(current: str) -> tuple[str, ...]:
    script = ScriptDirectory.from_config(_config(None))
    return tuple(step.revision for step in script.iterate_revisions("head", current))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
