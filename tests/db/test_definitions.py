"""Every registered state of a definition stays on record."""

from __future__ import annotations

from db.definitions import applied_at
from db.store import Store
from domain.indicator import DefinitionStatus
from tests.db.build import at, register


def test_an_unchanged_definition_keeps_its_version(store: Store) -> None:
    with store.write() as tx:
        first = register(tx, "mil-movement", now=at(0))

        assert register(tx, "mil-movement", now=at(1)) == first
        (only,) = tx.definitions.history("mil-movement")
        assert (only.number, only.registered_at, only.author) == (1, at(0), "ana")


def test_a_changed_definition_is_a_new_version(store: Store) -> None:
    with store.write() as tx:
        first = register(tx, "mil-movement", "road-closed", now=at(0))
        second = register(tx, "mil-movement", body="second", now=at(1))

        assert second["mil-movement"] > first["mil-movement"]
        current = tx.definitions.current()
        assert {name: one.number for name, one in current.items()} == {
            "mil-movement": 2,
            "road-closed": 1,
        }
        assert [one.body for one in tx.definitions.history("mil-movement")] == ["second", "first"]


def test_going_back_to_earlier_words_is_a_new_version_too(store: Store) -> None:
    with store.write() as tx:
        for body in ("first", "second", "first"):
            register(tx, "mil-movement", body=body)

        assert tx.definitions.current()["mil-movement"].number == 3


def test_what_was_live_is_told_by_the_time_of_registration(store: Store) -> None:
    with store.write() as tx:
        register(tx, "mil-movement", now=at(1))
        register(tx, "mil-movement", body="second", now=at(3))

        assert tx.definitions.live_at(at(0)) == {}
        assert tx.definitions.live_at(at(1))["mil-movement"].number == 1
        assert tx.definitions.live_at(at(3))["mil-movement"].number == 2


def test_retiring_is_on_record_and_leaves_the_last_matched_version_applied(store: Store) -> None:
    with store.write() as tx:
        version = register(tx, "mil-movement", now=at(0))["mil-movement"]
        register(tx, "mil-movement", body="x", now=at(1), status=DefinitionStatus.RETIRED)

        assert tx.definitions.live_at(at(2))["mil-movement"].status is DefinitionStatus.RETIRED
        assert applied_at(tx.definitions._connection, at(2)) == [version]


def test_an_unknown_indicator_has_no_history(store: Store) -> None:
    with store.read() as tx:
        assert tx.definitions.history("unheard-of") == ()
        assert tx.definitions.current() == {}
