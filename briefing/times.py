"""Moments, days and ages in words; every clock time carries the word UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86400


def moment(at: datetime | None, *, absent: str = "never") -> str:
    """A moment as ``22 Nov 2026 05:58 UTC``, or `absent` where there is none."""
    if at is None:
        return absent
    here = at.astimezone(UTC)
    return f"{here.day} {here:%b %Y %H:%M} UTC"


def short_moment(at: datetime | None, *, now: datetime, absent: str = "never") -> str:
    """A moment without the year where it is less than 300 days from `now`."""
    if at is None:
        return absent
    if abs(now - at) > timedelta(days=300):
        return moment(at)
    here = at.astimezone(UTC)
    return f"{here.day} {here:%b %H:%M} UTC"


def day(value: date) -> str:
    """A UTC day as ``22 Nov 2026``."""
    return f"{value.day} {value:%b %Y}"


def age(seconds: float) -> str:
    """A length of time in its largest whole unit: ``12 s``, ``8 min``, ``5 h``, ``3 days``."""
    if seconds < MINUTE_S:
        return f"{max(0, int(seconds))} s"
    if seconds < HOUR_S:
        return f"{int(seconds // MINUTE_S)} min"
    if seconds < 2 * DAY_S:
        return f"{int(seconds // HOUR_S)} h"
    return f"{int(seconds // DAY_S)} days"


def ago(at: datetime | None, *, now: datetime, absent: str = "never") -> str:
    """How long before `now` a moment lies: ``5 h ago``; moments ahead read ``in 5 h``."""
    if at is None:
        return absent
    seconds = (now - at).total_seconds()
    return f"{age(seconds)} ago" if seconds >= 0 else f"in {age(-seconds)}"
