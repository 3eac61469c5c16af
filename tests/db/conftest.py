"""A fresh database for each test: SQLite, and PostgreSQL where a server is named.

`VEDETTE_TEST_POSTGRESQL` names a database that may be emptied.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from db.store import Store

POSTGRESQL = os.environ.get("VEDETTE_TEST_POSTGRESQL", "")
BACKENDS = ["sqlite", *(["postgresql"] if POSTGRESQL else [])]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, since migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    store = Store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture
def new_file(empty_database: Path, tmp_path: Path) -> Callable[[], Path]:
    """Make another migrated SQLite file."""
    count = iter(range(1_000_000))

    def make() -> Path:
        return Path(shutil.copy(empty_database, tmp_path / f"vedette{next(count)}.db"))

    return make


@pytest.fixture
def sqlite_store(new_file: Callable[[], Path]) -> Iterator[Store]:
    """A store on a fresh SQLite file."""
    store = Store(f"sqlite:///{new_file()}")
    yield store
    store.close()


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store on a fresh database of each kind at hand."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    engine = create_engine(POSTGRESQL)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    store = Store(POSTGRESQL)
    store.upgrade()
    yield store
    store.close()
