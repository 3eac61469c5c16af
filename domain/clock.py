"""What a clock is: the doors own one, everyone else is handed the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def as_utc(moment: datetime) -> datetime:
    """Give an aware datetime in UTC.

    Raises:
        ValueError: The datetime carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a datetime without a time zone: {moment!r}")
    return moment.astimezone(UTC)
