"""Judge a table of counts: each series is a panel of its own sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from domain.reading import Reading
from trends.detect import readings
from trends.grade import Rules
from trends.judgement import Judgement
from trends.learnt import DEFAULTS, Settings
from trends.methods import METHODS, ewnb
from trends.panel import Panel, still_expected
from trends.table import TableRow

# Without totals nothing tells a quiet source from a silent one, and the weekday profile has
# only the counts to go by: it is drawn to a flat week by as much as twenty stories would.
WITHOUT_TOTALS = Settings(silent_items=float("inf"), weekday_prior=20.0)
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One series and day judged; `date` and `status` are plain words, ready to be written.

    Figures are None where there is none: `observed` on a day not seen, `spacing_days`
    without a verdict by chance (not seen, learning, or a rare series).
    """

    series: str
    date: str
    observed: int | None
    expected: float | None
    upper_bound: float | None
    coverage: float
    p_fast: float | None
    p_slow: float | None
    spacing_days: float | None
    status: str


def detect_table(rows: Iterable[TableRow], *, method: str = "ewnb") -> tuple[TableLine, ...]:
    """Judge every series of a table by itself.

    Args:
        rows: Rows as `read_table` gives them, in any order. A day without a row, between a
            source's other rows, is a gap.
        method: A key of `METHODS`.

    Returns:
        A line for each series and each day from its first to its last row, by series and day.
        As in `detect`, no origins being known, no status goes past Watch.

    Raises:
        KeyError: There is no method of that name.
    """
    judge = METHODS[method]
    ordered = sorted(rows, key=lambda row: row.series)
    series = [(name, tuple(own)) for name, own in groupby(ordered, lambda row: row.series)]
    panels = [_panel(name, own) for name, own in series]
    if judge is ewnb.detect:
        has_totals = all(row.total is not None for row in ordered)
        judged = _judge_together(panels, DEFAULTS if has_totals else WITHOUT_TOTALS)
    else:
        judged = (judge(panel) for panel in panels)
    return tuple(
        _line(reading)
        for panel, one in zip(panels, judged, strict=True)
        for reading in readings(panel, one, method=method, rules=Rules(), statuses={}, origins={})
    )


def _panel(name: str, rows: Sequence[TableRow]) -> Panel:
    """One series as a panel: its sources are the feeds, the series the only indicator."""
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    sources = tuple(sorted({row.source for row in rows}))
    at = {source: s for s, source in enumerate(sources)}
    up, items, counts = (np.zeros((len(sources), len(days))) for _ in range(3))
    has_row = np.zeros(up.shape, bool)
    for row in rows:
        cell = at[row.source], (row.day - first).days
        has_row[cell], up[cell], counts[cell] = True, row.up, row.count
        items[cell] = row.count if row.total is None else row.total
    return Panel(
        days=days,
        feeds=sources,
        indicators=(name,),
        up=up,
        items=items,
        counts=counts[:, None, :],
        is_expected=still_expected(has_row),
    )


def _judge_together(panels: Sequence[Panel], settings: Settings) -> Iterator[Judgement]:
    """Run many panels through EW-NB at once, on one calendar, a block at a time."""
    if not panels:
        return
    first, last = min(p.days[0] for p in panels), max(p.days[-1] for p in panels)
    days = (last - first).days + 1
    feeds = max(len(panel.feeds) for panel in panels)
    size = max(1, CELLS_AT_ONCE // (days * feeds))
    for start in range(0, len(panels), size):
        block = panels[start : start + size]
        judged = _judge_block(
            block, first=first, shape=(len(block), feeds, days), settings=settings
        )
        for b, panel in enumerate(block):
            yield _cut(judged, b, (panel.days[0] - first).days, len(panel.days))


def _judge_block(
    block: Sequence[Panel], *, first: date, shape: tuple[int, int, int], settings: Settings
) -> Judgement:
    """Lay panels of different sources and days side by side; what is added is never seen."""
    up, items, counts = (np.zeros(shape) for _ in range(3))
    is_expected = np.zeros(shape, bool)
    for b, panel in enumerate(block):
        start = (panel.days[0] - first).days
        cells = b, slice(len(panel.feeds)), slice(start, start + len(panel.days))
        up[cells], items[cells] = panel.up, panel.items
        counts[cells], is_expected[cells] = panel.counts[:, 0], panel.is_expected
    return ewnb.run(
        weekdays=[(first + timedelta(days=n)).weekday() for n in range(shape[-1])],
        polled=up,
        items=items,
        counts=counts[:, :, None, :],
        is_expected=is_expected,
        settings=settings,
    )


def _cut(judged: Judgement, b: int, start: int, days: int) -> Judgement:
    """One panel's own days out of a block."""
    return Judgement(
        **{
            field.name: getattr(judged, field.name)[b, ..., start : start + days]
            for field in fields(Judgement)
        }
    )


def _line(reading: Reading) -> TableLine:
    return TableLine(
        series=reading.indicator,
        date=reading.day.isoformat(),
        observed=reading.observed,
        expected=reading.expected,
        upper_bound=reading.upper_bound,
        coverage=reading.coverage,
        p_fast=reading.p_fast,
        p_slow=reading.p_slow,
        spacing_days=reading.spacing_days,
        status=reading.status.value,
    )
