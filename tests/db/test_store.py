"""The door to the archive: whole transactions, clear errors, consistent copies."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db.store import Store
from domain.errors import StoreError
from tests.db.build import at, feed, item, put, sync, with_feeds


def test_a_database_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    path = tmp_path / "absent.db"
    store = Store(f"sqlite:///{path}")

    with pytest.raises(StoreError, match=r"no database here.*run `python cli.py db upgrade`"):
        store.check_current()

    assert not path.exists()


def test_upgrading_makes_the_folder_and_the_database(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'var' / 'deep' / 'vedette.db'}")

    store.upgrade()
    store.upgrade()

    store.check_current()
    store.close()


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match="cannot be created"):
        Store(f"sqlite:///{tmp_path / 'file' / 'vedette.db'}").upgrade()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nonsense", "oracle9://x/y"])
def test_an_address_that_cannot_be_used_is_refused_at_once(url: str) -> None:
    with pytest.raises(StoreError):
        Store(url)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg")
    store = Store("postgresql://user:secret@127.0.0.1:1/none")

    with pytest.raises(StoreError, match="cannot be reached") as caught:
        store.check_current()

    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 1000)

    with pytest.raises(StoreError, match=r"letter\.db"):
        Store(f"sqlite:///{path}").check_current()


def test_a_reader_may_not_write(store: Store) -> None:
    with pytest.raises(StoreError), store.read() as tx:
        tx.meta.set("colour", "red")

    with store.write() as tx:
        tx.meta.set("colour", "red")


def test_a_reader_sees_one_moment(store: Store) -> None:
    with_feeds(store, feed())
    with store.read() as reader:
        assert reader.items.count() == 0
        with store.write() as writer:
            put(writer, item("x"), feed=feed())

        assert reader.items.recent(9) == ()
    with store.read() as reader:
        assert reader.items.count() == 1


def test_sqlite_keeps_what_it_promised(sqlite_store: Store) -> None:
    with sqlite_store._engine.connect() as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}

    assert found == wanted


def test_writers_in_threads_wait_for_each_other(store: Store) -> None:
    def add() -> None:
        for _ in range(10):
            with store.write() as tx:
                tx.meta.set("count", str(int(tx.meta.get("count") or 0) + 1))

    if store.where.startswith("postgresql"):
        pytest.skip("there a reader that means to write asks for the row")
    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as tx:
        assert tx.meta.get("count") == "30"


def test_a_lock_held_too_long_is_said_so(
    new_file: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file()
    monkeypatch.setattr("db.engine.SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 20",))
    store = Store(f"sqlite:///{path}")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="stayed locked"), store.write() as tx:
            tx.meta.set("colour", "red")
    store.close()


def test_an_exercise_and_live_data_do_not_mix(store: Store) -> None:
    store.claim(is_exercise=True)
    store.claim(is_exercise=True)

    with pytest.raises(StoreError, match="holds an exercise and the configuration is live"):
        store.claim(is_exercise=False)


def test_live_data_does_not_become_an_exercise(store: Store) -> None:
    store.claim(is_exercise=False)

    with pytest.raises(StoreError, match="holds live data"):
        store.claim(is_exercise=True)


def test_a_backup_is_a_whole_database_taken_while_writing_goes_on(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with_feeds(sqlite_store, feed())
    with sqlite_store.write() as tx:
        put(tx, item("x"), feed=feed())
    copied = tmp_path / "copies" / "one.db"
    with sqlite_store.write() as tx:
        put(tx, item("y"), feed=feed())

        sqlite_store.backup(copied)

    copy = Store(f"sqlite:///{copied}")
    copy.check_current()
    assert copy.verify() == ()
    with copy.read() as tx:
        assert [one.guid for one in tx.items.recent(9)] == ["x"]
    copy.close()
    assert [path.name for path in copied.parent.iterdir() if "partial" in path.name] == []


def test_a_backup_does_not_overwrite(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("keep me")

    with pytest.raises(StoreError, match="exists already"):
        sqlite_store.backup(tmp_path / "kept")

    assert (tmp_path / "kept").read_text() == "keep me"


def test_a_missing_table_points_at_the_upgrade(sqlite_store: Store) -> None:
    with sqlite_store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE visits")

    with pytest.raises(StoreError, match="db upgrade"), sqlite_store.read() as tx:
        tx.visits.last("ana")


def test_a_closed_store_may_be_used_again(store: Store) -> None:
    store.close()

    with store.write() as tx:
        sync(tx, feed(), now=at())
