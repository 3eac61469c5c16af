"""ISO weeks: the period of the weekly report, Monday to Sunday in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, written ``2026-W46``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read ``YYYY-Www``.

        Raises:
            ValueError: It is not such a week, or that year has no such week.
        """
        year, _, number = text.partition("-W")
        return cls.containing(date.fromisocalendar(int(year), int(number), 1))

    @classmethod
    def containing(cls, day: date) -> Week:
        """The week a day falls in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def first_day(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.first_day + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        return tuple(self.first_day + timedelta(days=step) for step in range(7))

    @property
    def starts_at(self) -> datetime:
        """Monday 00:00 UTC."""
        return datetime.combine(self.first_day, time(), UTC)

    @property
    def ends_at(self) -> datetime:
        """The moment after it: next Monday 00:00 UTC."""
        return self.starts_at + timedelta(days=7)

    def before(self) -> Week:
        """The week before."""
        return Week.containing(self.first_day - timedelta(days=1))
