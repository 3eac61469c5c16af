"""One indicator's trend as values to draw: days, bands, gaps, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from briefing.times import day as day_words
from briefing.weekly_shapes import Chart, ChartDay, ChartTick, State
from domain.reading import Reading

PLAIN_FROM = 0.9
LEAST_TOP = 3.0


def draw_chart(
    title: str,
    state: State,
    line: str,
    readings: Sequence[Reading],
    *,
    first: date,
    last: date,
) -> Chart:
    """Lay out the days from `first` to `last`; a day without a reading is a gap."""
    known = {reading.day: reading for reading in readings}
    span = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    days = tuple(_day(known.get(one)) for one in span)
    highest = max([LEAST_TOP, *(one.observed for one in days), *(one.upper or 0 for one in days)])
    return Chart(
        title=title,
        state=state,
        line=line,
        alt=_in_words(title, line, span, days),
        days=days,
        highest=float(highest),
        highest_label=f"{highest:.0f}",
        ticks=tuple(_months(span)),
    )


def _day(reading: Reading | None) -> ChartDay:
    if reading is None or reading.observed is None:
        return ChartDay(state="gap", observed=0, lower=None, upper=None, is_high=False)
    upper = reading.upper_bound
    return ChartDay(
        state="seen" if reading.coverage >= PLAIN_FROM else "part",
        observed=reading.observed,
        lower=reading.lower_bound if upper is not None else None,
        upper=upper,
        is_high=upper is not None and reading.observed > upper,
    )


def _months(span: Sequence[date]) -> Iterator[ChartTick]:
    for at, one in enumerate(span):
        if one.day == 1:
            yield ChartTick(at=at, label=f"{one:%b %Y}" if one.month == 1 else f"{one:%b}")


def _in_words(title: str, line: str, span: Sequence[date], days: Sequence[ChartDay]) -> str:
    gaps = sum(one.state == "gap" for one in days)
    counted = [(one.observed, at) for at, one in enumerate(days) if one.state != "gap"]
    if not counted:
        return f"{title}: none of the {len(days)} days was collected."
    most, at = max(counted)
    peak = f"most on {day_words(span[at])}: {most}" if most else "no story on any collected day"
    return (
        f"{title}: {line}. {len(days)} days to {day_words(span[-1])}, {gaps} not collected; {peak}."
    )
