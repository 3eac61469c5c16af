"""Lay coverage and observations out as arrays: feeds by indicators by contiguous days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from domain.reading import CoverageReason, FeedDay, Observation
from trends.judgement import Array, Flags

# A feed without a row for this long has been taken out and is no longer waited for.
GIVEN_UP_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """S feeds, I indicators, T contiguous UTC days, oldest first.

    `up` (S, T) is the share (0…1) of the whole day that was seen; where it is 0 the counts
    mean nothing: there was no observation. `items` (S, T) are new items without backlog,
    `counts` (S, I, T) stories. `is_expected` (S, T) is False where a feed was not
    configured, so that nothing is missing without it. `elapsed` is the share of the newest
    day that is over, 1 unless that day is still running.
    """

    days: tuple[date, ...]
    feeds: tuple[str, ...]
    indicators: tuple[str, ...]
    up: Array
    items: Array
    counts: Array
    is_expected: Flags
    elapsed: float = 1.0


def build_panel(
    feed_days: Iterable[FeedDay],
    observations: Iterable[Observation],
    *,
    indicators: Sequence[str],
    now: datetime | None = None,
) -> Panel:
    """Lay rows out as a panel.

    Args:
        feed_days: Coverage rows, one per feed and day; they span the days and name the feeds.
            A day without a row counts as not seen.
        observations: Counts; a row of a feed or day without coverage rows, or of an
            indicator not asked for, is left out, because nothing says what was seen.
        indicators: The indicators wanted, in the order wanted.
        now: The present, aware; tells how much of the newest day is over. None: all of it.

    Returns:
        The panel; without coverage rows it has no days and no feeds.
    """
    rows = tuple(feed_days)
    if not rows:
        return _empty(indicators)
    days = _contiguous(min(row.day for row in rows), max(row.day for row in rows))
    feeds = tuple(sorted({row.feed for row in rows}))
    elapsed = share_elapsed(days[-1], now)
    feed_at = {feed: s for s, feed in enumerate(feeds)}
    up, items = np.zeros((len(feeds), len(days))), np.zeros((len(feeds), len(days)))
    has_row, is_off = np.zeros(up.shape, bool), np.zeros(up.shape, bool)
    for row in rows:
        at = feed_at[row.feed], (row.day - days[0]).days
        up[at], items[at], has_row[at] = row.seen_share, row.new_items, True
        is_off[at] = row.reason is CoverageReason.DISABLED and row.seen_share == 0
    up[:, -1] *= elapsed
    return Panel(
        days=days,
        feeds=feeds,
        indicators=tuple(indicators),
        up=up,
        items=items,
        counts=_counts(observations, days=days, feed_at=feed_at, indicators=indicators),
        is_expected=still_expected(has_row) & ~is_off,
        elapsed=elapsed,
    )


def share_elapsed(day: date, now: datetime | None) -> float:
    """Share of a UTC day that is over, 0…1; all of it when the present is not given."""
    if now is None:
        return 1.0
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return min(1.0, max(0.0, (now - start) / timedelta(days=1)))


def still_expected(has_row: Flags) -> Flags:
    """Whether a feed is waited for: from its first row until long after its newest one.

    Looks backwards only, so that a later row never changes what an earlier day meant.
    """
    days = np.arange(has_row.shape[-1])
    newest = np.maximum.accumulate(np.where(has_row, days, -1), axis=-1)
    return np.asarray((newest >= 0) & (days - newest <= GIVEN_UP_DAYS))


def _counts(
    observations: Iterable[Observation],
    *,
    days: tuple[date, ...],
    feed_at: dict[str, int],
    indicators: Sequence[str],
) -> Array:
    """Stories by feed, indicator and day."""
    indicator_at = {indicator: i for i, indicator in enumerate(indicators)}
    counts = np.zeros((len(feed_at), len(indicators), len(days)))
    for row in observations:
        s, i = feed_at.get(row.feed), indicator_at.get(row.indicator)
        t = (row.day - days[0]).days
        if s is not None and i is not None and 0 <= t < len(days):
            counts[s, i, t] += row.stories
    return counts


def _contiguous(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _empty(indicators: Sequence[str]) -> Panel:
    return Panel(
        days=(),
        feeds=(),
        indicators=tuple(indicators),
        up=np.zeros((0, 0)),
        items=np.zeros((0, 0)),
        counts=np.zeros((0, len(indicators), 0)),
        is_expected=np.zeros((0, 0), bool),
    )
