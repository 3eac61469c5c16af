"""Roll judged days up: seven-day sums, how seldom stories come, what a day is shown as."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trends.judgement import Array, Flags, Judgement
from trends.methods.summed import LEAST_COVERAGE, summed
from trends.panel import Panel
from trends.ranges import usual_range

WEEK_DAYS = 7
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of an indicator and day, each (I, T); NaN where there is none.

    `learnt_days`, `was_ever_collected` and the rest of the names are those of `Facts` and
    `Reading`. `week` sums the seen days among the newest seven, the `_7d` figures only
    exist where all seven were seen.
    """

    was_ever_collected: Flags
    coverage: Array
    learnt_days: Array
    active_days: Array
    watched_days: Array
    days_since_story: Array
    observed: Array
    expected: Array
    lower: Array
    upper: Array
    week: Array
    observed_7d: Array
    expected_7d: Array
    lower_7d: Array
    upper_7d: Array
    p_fast: Array
    p_slow: Array
    spacing_days: Array


def roll_up(panel: Panel, judged: Judgement) -> Figures:
    """Put a judgement beside what was seen while there was nothing to judge by yet."""
    stream = summed(panel)
    has_panel = judged.usual > 0
    coverage = np.where(has_panel, judged.coverage, stream.coverage)
    is_seen = np.where(has_panel, judged.is_judged, coverage >= LEAST_COVERAGE)
    counted = np.einsum("st,sit->it", (panel.up > 0).astype(float), panel.counts)
    observed = np.where(is_seen, np.where(has_panel, judged.observed, counted), np.nan)
    return _figures(
        judged, coverage=coverage, observed=observed, ever=np.cumsum(panel.up.sum(0)) > 0.0
    )


def _figures(judged: Judgement, *, coverage: Array, observed: Array, ever: Flags) -> Figures:
    shape = observed.shape
    expected = _where(judged, judged.expected)
    lower, upper = usual_range(expected, judged.spread)
    expected_7d = week_sum(expected)
    lower_7d, upper_7d = usual_range(expected_7d, _week_spread(judged))
    active_days, watched_days, days_since = seldomness(judged)
    return Figures(
        was_ever_collected=np.broadcast_to(ever, shape),
        coverage=coverage,
        learnt_days=np.broadcast_to(judged.history_days, shape),
        active_days=active_days,
        watched_days=watched_days,
        days_since_story=days_since,
        observed=observed,
        expected=expected,
        lower=lower,
        upper=upper,
        week=week_sum(np.nan_to_num(observed), from_start=True),
        observed_7d=week_sum(observed),
        expected_7d=expected_7d,
        lower_7d=lower_7d,
        upper_7d=upper_7d,
        p_fast=_where(judged, judged.p_fast),
        p_slow=_where(judged, judged.p_slow),
        spacing_days=_where(judged, judged.spacing_days),
    )


def week_sum(figures: Array, *, from_start: bool = False) -> Array:
    """Sums over the seven days ending on each day; NaN while any of them is missing.

    Args:
        figures: Shape (…, T), oldest first; NaN is missing.
        from_start: Count days before the first one as zero instead of missing.
    """
    before = np.full((*figures.shape[:-1], WEEK_DAYS - 1), 0.0 if from_start else np.nan)
    padded = np.concatenate([before, figures], axis=-1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, WEEK_DAYS, axis=-1).sum(-1))


def seldomness(judged: Judgement) -> tuple[Array, Array, Array]:
    """How seldom stories come, without today: days with a story, days observed, days since.

    The first two look back a year. The third counts observed days from the last one with a
    story up to today, NaN before the first.
    """
    is_active = judged.is_judged & (judged.observed > 0)
    watched = np.cumsum(judged.is_judged.astype(int), axis=-1)
    latest = np.maximum.accumulate(np.where(is_active, watched, 0), axis=-1)
    latest = _until_yesterday(latest)
    days_since = np.where(latest > 0, watched - latest, np.nan)
    return _past_year(np.cumsum(is_active.astype(int), axis=-1)), _past_year(watched), days_since


def _past_year(total: Array) -> Array:
    """What a running total gained over the year that ended yesterday."""
    until = _until_yesterday(total)
    before = np.zeros_like(until)
    before[..., YEAR_DAYS:] = until[..., :-YEAR_DAYS]
    return until - before


def _until_yesterday(total: Array) -> Array:
    shifted = np.zeros_like(total)
    shifted[..., 1:] = total[..., :-1]
    return shifted


def _week_spread(judged: Judgement) -> Array:
    """Variance of a seven-day sum; errors of expectation add up, as they are shared."""
    own = week_sum(_where(judged, judged.spread - judged.error))
    return np.asarray(own + week_sum(_where(judged, np.sqrt(judged.error))) ** 2)


def _where(judged: Judgement, figures: Array) -> Array:
    return np.where(judged.is_judged, figures, np.nan)
