"""Observations, coverage and readings: counts, what could be seen, and what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CoverageState(StrEnum):
    """How much of a day of a feed we saw."""

    SEEN = "seen"
    PARTLY_SEEN = "partly_seen"
    NOT_SEEN = "not_seen"
    NEVER_COLLECTED = "never_collected"


class CoverageReason(StrEnum):
    """Why a day was not wholly seen."""

    OUTAGE_HERE = "outage_here"
    FAILING_FEED = "failing_feed"
    SILENT_FEED = "silent_feed"
    WINDOW_OVERRUN = "window_overrun"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDay:
    """Coverage of one feed on one UTC day.

    `seen_share` is the share (0…1) of the day so far that working polls vouch for.
    `new_items` leaves `backlog_items` (published more than 48 h before we saw them) out.
    """

    feed: str
    day: date
    state: CoverageState
    reason: CoverageReason | None
    seen_share: float
    new_items: int
    backlog_items: int
    polls_ok: int
    polls_failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Stories and items of one indicator from one feed on one UTC first-seen day."""

    indicator: str
    feed: str
    day: date
    stories: int
    items: int


class Status(StrEnum):
    """What we can say of an indicator. UNKNOWN and LEARNING are not calm."""

    UNKNOWN = "unknown"
    LEARNING = "learning"
    ROUTINE = "routine"
    SEEN = "seen"
    WATCH = "watch"
    ELEVATED = "elevated"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One line of "why this status": a condition, whether it holds, and its values in words."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An observation of one indicator and UTC day against expectation.

    `observed` is None where coverage is below the floor: a gap, never a zero. `expected`,
    `lower_bound` and `upper_bound` are stories a day on the feeds that worked; the `_7d`
    figures are sums over the seven days ending on `day`, None while any figure is missing.
    `coverage` is the share (0…1) of the expected reporting that could be seen.
    `p_fast`, `p_slow` are raw upper-tail probabilities, `spacing_days` the calibrated
    chance spacing; each None without a verdict.
    """

    indicator: str
    day: date
    method: str
    observed: int | None
    expected: float | None
    lower_bound: float | None
    upper_bound: float | None
    coverage: float
    observed_7d: int | None
    expected_7d: float | None
    lower_7d: float | None
    upper_7d: float | None
    p_fast: float | None
    p_slow: float | None
    spacing_days: float | None
    status: Status
    conditions: tuple[Condition, ...] = ()
    computed_at: datetime | None = None
