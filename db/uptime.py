"""The shelf of uptime: when a poller was running at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from db.tables import uptime


class UptimeShelf:
    """Periods during which some poller was running; what lies between is an outage here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self, now: datetime, *, gap_s: float, owner: str) -> None:
        """Say that a poller runs: longer the running period, or begin one after a long gap.

        A period runs on, whoever beats, as long as beats are at most `gap_s` seconds apart.
        `owner` is whoever beat last.
        """
        query = (
            select(uptime.c.id, uptime.c.last_at)
            .where(uptime.c.last_at >= now - timedelta(seconds=gap_s))
            .order_by(uptime.c.last_at.desc())
            .limit(1)
        )
        running = self._connection.execute(query).first()
        if running is None:
            period = {"owner": owner, "started_at": now, "last_at": now}
            self._connection.execute(insert(uptime), period)
            return
        longer = update(uptime).where(uptime.c.id == running.id)
        last_at = max(now, running.last_at)
        self._connection.execute(longer.values(last_at=last_at, owner=owner))

    def periods(self, since: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Give the periods that reach past `since`, oldest first, none touching another."""
        query = select(uptime.c.started_at, uptime.c.last_at).where(uptime.c.last_at >= since)
        merged: list[tuple[datetime, datetime]] = []
        for start, end in self._connection.execute(query.order_by(uptime.c.started_at)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return tuple(merged)
