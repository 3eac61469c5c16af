"""Uptime tells an outage here from a silent feed."""

from __future__ import annotations

from db.store import Store
from tests.db.build import at


def beats(store: Store, *minutes: float, owner: str = "one") -> None:
    for minute in minutes:
        with store.write() as tx:
            tx.uptime.beat(at(minutes=minute), gap_s=120, owner=owner)


def periods(store: Store, since_minute: float = 0) -> list[tuple[float, float]]:
    with store.read() as tx:
        return [
            ((start - at()).total_seconds() / 60, (end - at()).total_seconds() / 60)
            for start, end in tx.uptime.periods(at(minutes=since_minute))
        ]


def test_beats_make_one_period(store: Store) -> None:
    beats(store, 0, 1, 3)

    assert periods(store) == [(0, 3)]


def test_a_long_gap_begins_another_period(store: Store) -> None:
    beats(store, 0, 1, 4, 5)

    assert periods(store) == [(0, 1), (4, 5)]
    assert periods(store, since_minute=2) == [(4, 5)]


def test_a_quick_restart_is_no_outage(store: Store) -> None:
    beats(store, 0, 1)
    beats(store, 2, 3, owner="two")

    assert periods(store) == [(0, 3)]


def test_a_clock_set_back_does_not_shorten_a_period(store: Store) -> None:
    beats(store, 0, 1, 2, 1.5)

    assert periods(store) == [(0, 2)]
