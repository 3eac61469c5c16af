"""The shelf of readings: each indicator's days against expectation, and changes of status."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from db.chunks import chunked
from db.derived_tables import readings as table
from db.derived_tables import status_changes
from db.types import AnyRow
from domain.evidence import StatusChange
from domain.reading import Condition, Reading, Status

_Key = tuple[str, date]
_WRITTEN_ANYWAY = "computed_at"


class ReadingShelf:
    """Readings, one per indicator and day, and the log of status changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, readings: Sequence[Reading], *, since: date) -> None:
        """Make these the readings of all days from `since` on.

        A reading of an earlier day whose figures have not changed keeps its `computed_at`;
        only what differs is written. Where the status of an indicator's newest day becomes
        another, the change is logged.

        Raises:
            ValueError: A reading is of a day before `since`.
        """
        if any(reading.day < since for reading in readings):
            raise ValueError(f"a reading of a day before {since}")
        before = self.latest()
        wanted = {(one.indicator, one.day): _values(one) for one in readings}
        newest_day = max((one.day for one in readings), default=since)
        gone = []
        for row in self._connection.execute(select(table).where(table.c.day >= since)):
            key = (row.indicator, row.day)
            if row.day < newest_day and _says(row, wanted.get(key)):
                del wanted[key]
            else:
                gone.append(key)
        for keys in chunked(gone):
            place = tuple_(table.c.indicator, table.c.day)
            self._connection.execute(delete(table).where(place.in_(keys)))
        if wanted:
            self._connection.execute(insert(table), list(wanted.values()))
        self._log_changes(before)

    def latest(self, *, until: date | None = None) -> dict[str, Reading]:
        """Give the reading of the newest day of each indicator, at the latest of `until`."""
        other = table.alias()
        days = select(func.max(other.c.day)).where(other.c.indicator == table.c.indicator)
        if until is not None:
            days = days.where(other.c.day <= until)
        newest = days.scalar_subquery()
        query = select(table).where(table.c.day == newest).order_by(table.c.indicator)
        return {row.indicator: _reading_from(row) for row in self._connection.execute(query)}

    def series(
        self, indicator: str, since: date, *, until: date | None = None
    ) -> tuple[Reading, ...]:
        """Give the readings of an indicator from `since` to `until`, the oldest first."""
        query = select(table).where(table.c.indicator == indicator, table.c.day >= since)
        if until is not None:
            query = query.where(table.c.day <= until)
        query = query.order_by(table.c.day)
        return tuple(_reading_from(row) for row in self._connection.execute(query))

    def changes(self, since: datetime) -> tuple[StatusChange, ...]:
        """Give the changes of status after `since`, the oldest first."""
        query = (
            select(status_changes)
            .where(status_changes.c.changed_at > since)
            .order_by(status_changes.c.changed_at, status_changes.c.id)
        )
        return tuple(
            StatusChange(
                id=row.id,
                indicator=row.indicator,
                day=row.day,
                before=None if row.before is None else Status(row.before),
                after=Status(row.after),
                changed_at=row.changed_at,
            )
            for row in self._connection.execute(query)
        )

    def _log_changes(self, before: dict[str, Reading]) -> None:
        rows = []
        for indicator, reading in self.latest().items():
            earlier = before.get(indicator)
            if earlier is None or earlier.status is not reading.status:
                row = {
                    "indicator": indicator,
                    "day": reading.day,
                    "before": earlier.status.value if earlier else None,
                    "after": reading.status.value,
                    "changed_at": reading.computed_at or datetime.combine(reading.day, time(), UTC),
                }
                rows.append(row)
        if rows:
            self._connection.execute(insert(status_changes), rows)


def _values(reading: Reading) -> dict[str, Any]:
    conditions = [asdict(condition) for condition in reading.conditions]
    return asdict(reading) | {"conditions": json.dumps(conditions, ensure_ascii=False)}


def _says(row: AnyRow, values: dict[str, Any] | None) -> bool:
    if values is None:
        return False
    figures = (name for name in values if name != _WRITTEN_ANYWAY)
    return all(getattr(row, name) == values[name] for name in figures)


def _reading_from(row: AnyRow) -> Reading:
    values = dict(row._mapping)
    values["status"] = Status(row.status)
    values["conditions"] = tuple(Condition(**one) for one in json.loads(row.conditions))
    return Reading(**values)
