"""Readings are replaced from a day on, and changes of status are logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.store import Store
from domain.reading import Condition, Reading, Status
from tests.db.build import START, at

DAY = START.date()


def reading(day: date = DAY, status: Status = Status.ROUTINE, **values: object) -> Reading:
    plain = Reading(
        indicator="mil-movement",
        day=day,
        method="ewnb",
        observed=2,
        expected=1.25,
        lower_bound=0.0,
        upper_bound=4.5,
        coverage=0.97,
        observed_7d=9,
        expected_7d=8.75,
        lower_7d=3.0,
        upper_7d=15.5,
        p_fast=0.1234567890123,
        p_slow=0.3,
        spacing_days=None,
        status=status,
        conditions=(Condition(text="at least 40 days — ne više", holds=True),),
        computed_at=at(),
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def day(number: int) -> date:
    return at(number).date()


def test_a_reading_comes_back_as_saved(store: Store) -> None:
    gap = reading(day(1), Status.UNKNOWN, observed=None, expected=None, p_fast=None)
    with store.write() as tx:
        tx.readings.replace([reading(), gap], since=DAY)

        assert tx.readings.series("mil-movement", DAY) == (reading(), gap)
        assert tx.readings.latest() == {"mil-movement": gap}


def test_replacing_drops_what_is_not_given_and_leaves_earlier_days(store: Store) -> None:
    with store.write() as tx:
        tx.readings.replace([reading(day(n)) for n in range(4)], since=DAY)
        tx.readings.replace([reading(day(2), observed=7)], since=day(2))

        found = tx.readings.series("mil-movement", DAY)

    assert [(one.day, one.observed) for one in found] == [(day(0), 2), (day(1), 2), (day(2), 7)]


def test_only_what_differs_and_the_newest_day_is_written(store: Store) -> None:
    later = at(hours=1)
    with store.write() as tx:
        tx.readings.replace([reading(day(n)) for n in range(3)], since=DAY)
        again = [reading(day(n), computed_at=later) for n in range(3)]
        tx.readings.replace([replace(again[0], observed=5), *again[1:]], since=DAY)

        found = tx.readings.series("mil-movement", DAY)

    assert [one.computed_at for one in found] == [later, at(), later]


def test_a_reading_before_the_range_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="before"), store.write() as tx:
        tx.readings.replace([reading(day(0))], since=day(1))


def test_changes_of_status_are_logged_once(store: Store) -> None:
    with store.write() as tx:
        tx.readings.replace([reading()], since=DAY)
        tx.readings.replace([reading(computed_at=at(hours=1))], since=DAY)
        tx.readings.replace([reading(status=Status.WATCH, computed_at=at(hours=2))], since=DAY)
        tx.readings.replace([reading(day(1), Status.WATCH, computed_at=at(1))], since=day(1))

        changes = tx.readings.changes(at(-1))
        after = tx.readings.changes(at())

    assert [(one.before, one.after, one.changed_at) for one in changes] == [
        (None, Status.ROUTINE, at()),
        (Status.ROUTINE, Status.WATCH, at(hours=2)),
    ]
    assert [one.after for one in after] == [Status.WATCH]


def test_the_latest_readings_are_one_for_each_indicator(store: Store) -> None:
    with store.write() as tx:
        tx.readings.replace(
            [reading(day(1)), reading(day(0)), reading(day(0), indicator="road-closed")], since=DAY
        )

        assert {name: one.day for name, one in tx.readings.latest().items()} == {
            "mil-movement": day(1),
            "road-closed": day(0),
        }
