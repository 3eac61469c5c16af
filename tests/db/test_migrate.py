"""Migrations make just the tables the program knows, can be undone, and are counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import db.derived_tables  # noqa: F401  # puts its tables on the metadata
from db import migrate
from db.store import Store
from db.tables import metadata
from domain.errors import StoreError

OWN_WAY = ("item_search", "ix_item_text_search")


def schema(path: Path) -> set[str]:
    """The statements that would make this SQLite file, spaces evened out."""
    with create_engine(f"sqlite:///{path}").connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"
        )
        found = {row.sql for row in rows if not row.name.startswith((*OWN_WAY, "alembic"))}
    return {re.sub(r"\s+", " ", sql).replace('"', "") for sql in found}


def test_the_migrated_tables_are_those_of_the_metadata(
    empty_database: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.db"
    metadata.create_all(create_engine(f"sqlite:///{plain}"))

    assert schema(empty_database) == schema(plain)


def test_alembic_finds_nothing_to_add(store: Store) -> None:
    def is_compared(item: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith(OWN_WAY) and name != "search"

    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_compared, "compare_type": False}
        )
        differences = compare_metadata(context, metadata)

    assert [one for one in differences if "item_search" not in str(one)] == []


def test_migrations_can_be_undone_and_done_again(store: Store) -> None:
    with store._engine.begin() as connection:
        migrate.downgrade(connection, "base")
    with pytest.raises(StoreError, match=r"2 migrations behind; run `python cli.py db upgrade`"):
        store.check_current()

    store.upgrade()

    store.check_current()
    assert store.verify() == ()


def test_a_database_half_way_is_one_behind(store: Store) -> None:
    with store._engine.begin() as connection:
        migrate.downgrade(connection, "0001")

    with pytest.raises(StoreError, match=r"\b1 migration behind"):
        store.check_current()


def test_a_database_ahead_of_the_program_is_left_alone(store: Store) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    for attempt in (store.check_current, store.upgrade):
        with pytest.raises(StoreError, match=r'ahead of this program .*"9999"'):
            attempt()


def test_an_upgrade_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'half.db'}")
    real = migrate.upgrade

    def fail_after(connection: object, target: str = "head") -> None:
        real(connection, target)  # type: ignore[arg-type]
        raise RuntimeError

    monkeypatch.setattr(migrate, "upgrade", fail_after)
    with pytest.raises(RuntimeError):
        store.upgrade()

    assert schema(tmp_path / "half.db") == set()
    store.close()


def test_postgresql_gets_its_own_text_search(capsys: pytest.CaptureFixture[str]) -> None:
    migrate.write_sql("postgresql+psycopg://")

    sql = capsys.readouterr().out
    assert "tsvector GENERATED ALWAYS AS" in sql
    assert "USING gin (search)" in sql
    assert "fts5" not in sql
    assert "BIGSERIAL" in sql
