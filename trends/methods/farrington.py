"""Farrington Flexible: a quasi-Poisson regression on years of weeks, read at its upper tail.

Formula: log mean = a + b·week + season in ten groups (this week of the year ± 3, and nine
blocks through the rest) over up to five years without the newest 26 weeks. Fitted, then
fitted again with weeks whose standardised Anscombe residual s exceeds 2.58 weighed 1/s².
The tail is that of a negative binomial with the forecast mean and the fitted dispersion
(a Poisson where there is none). The trend is dropped where the fit does not settle or the
forecast exceeds every week used.

Source: Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett (2013), Statist. Med.
32:1206-1222; Farrington et al. (1996), JRSS A 159:547-563.
History needed: 3 years and 4 weeks, of weekly sums without gaps; better 5 years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc
from scipy.stats import nbinom, poisson

from trends.judgement import Array, Flags, Judgement
from trends.methods.summed import summed
from trends.panel import Panel

YEAR_WEEKS = 52
HALF_WINDOW_WEEKS = 3
LEFT_OUT_WEEKS = 26
LEAST_YEARS, MOST_YEARS = 3, 5
BLOCKS = 9
RESIDUAL_LIMIT = 2.58
ROUNDS, SETTLED = 25, 1e-8
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What this week's count is expected to be: its mean and its variance over its mean."""

    mean: float
    dispersion: float


def forecast(weeks: Array) -> Forecast | None:
    """Forecast the newest week from the years before it.

    Args:
        weeks: Counts a week, oldest first, newest last; shape (n,). A week without coverage
            must not be passed as zero.

    Returns:
        The forecast; None with fewer than 3 years and 4 weeks, or where no fit settles.
    """
    years = min(MOST_YEARS, (len(weeks) - HALF_WINDOW_WEEKS - 1) // YEAR_WEEKS)
    if years < LEAST_YEARS:
        return None
    now = len(weeks) - 1
    first = now - years * YEAR_WEEKS - HALF_WINDOW_WEEKS
    used = np.arange(first, now - LEFT_OUT_WEEKS)
    design, today = _design(used - first), _design(np.array([now - first]))[0]
    return _fit_twice(weeks[used].astype(float), design, today)


def upper_bound(week: Forecast, tail: float) -> float:
    """The count that only a share `tail` of weeks exceeds."""
    if week.dispersion > 1:
        size = week.mean / (week.dispersion - 1)
        return float(nbinom.ppf(1 - tail, size, 1 / week.dispersion))
    return float(poisson.ppf(1 - tail, week.mean))


def upper_tail(count: float, week: Forecast) -> float:
    """Probability of a week with at least `count`."""
    if count <= 0:
        return 1.0
    if week.dispersion > 1:
        size = week.mean / (week.dispersion - 1)
        return float(betainc(count, size, 1 - 1 / week.dispersion))
    return float(gammainc(count, week.mean))


def detect(panel: Panel) -> Judgement:
    """Judge the seven days ending on each day against the same weeks of earlier years.

    `expected` and the counts are put on a day (a seventh of the week). There is no chance
    spacing: too few years of daily data exist to measure one.
    """
    stream = summed(panel)
    counts = stream.counts
    expected, spread, p = (np.full(counts.shape, np.nan) for _ in range(3))
    seen_run = _running_length(stream.is_seen)
    need = (LEAST_YEARS * YEAR_WEEKS + HALF_WINDOW_WEEKS + 1) * WEEK_DAYS
    for t in range(need - 1, counts.shape[-1]):
        days = seen_run[t] - seen_run[t] % WEEK_DAYS
        if days < need:
            continue
        weeks = counts[:, t + 1 - days : t + 1].reshape(len(counts), -1, WEEK_DAYS).sum(-1)
        for i, series in enumerate(weeks):
            if (week := forecast(series)) is not None:
                expected[i, t] = week.mean / WEEK_DAYS
                spread[i, t] = week.mean * week.dispersion / WEEK_DAYS
                p[i, t] = upper_tail(float(series[-1]), week)
    none = np.full(counts.shape, np.nan)
    return stream.judgement(expected=expected, spread=spread, p=p, spacing_days=none)


def _running_length(is_seen: Flags) -> NDArray[np.int64]:
    """How many seen days in a row end on each day."""
    at = np.arange(len(is_seen))
    latest_gap = np.maximum.accumulate(np.where(is_seen, -1, at))
    return np.asarray(at - latest_gap, np.int64)


def _design(week: NDArray[np.int64]) -> Array:
    """Columns: one, week number, and a flag for each block but this time of the year."""
    within = week % YEAR_WEEKS
    window = 2 * HALF_WINDOW_WEEKS + 1
    length = (YEAR_WEEKS - window) // BLOCKS
    block = np.where(within < window, -1, (within - window) // length)
    flags = block[:, None] == np.arange(BLOCKS)
    return np.column_stack([np.ones(len(week)), week / YEAR_WEEKS, flags]).astype(float)


def _fit_twice(counts: Array, design: Array, today: Array) -> Forecast | None:
    """With the trend where it serves, else without."""
    with_trend = _reweighted(counts, design, today)
    if with_trend is not None and with_trend.mean <= counts.max():
        return with_trend
    flat = [column for column in range(design.shape[1]) if column != 1]
    return _reweighted(counts, design[:, flat], today[flat])


def _reweighted(counts: Array, design: Array, today: Array) -> Forecast | None:
    """Fit, take the weight off past outbreaks, fit again."""
    first = _fit(counts, design, np.ones(len(counts)))
    if first is None:
        return None
    second = _fit(counts, design, _weights(counts, design, first))
    if second is None:
        return None
    return Forecast(mean=float(np.exp(today @ second.slopes)), dispersion=second.dispersion)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    slopes: Array
    means: Array
    dispersion: float


def _fit(counts: Array, design: Array, weights: Array) -> _Fit | None:
    """Quasi-Poisson regression by iterated least squares; None where it does not settle."""
    means = counts + 0.1
    line = np.log(means)
    before = _deviance(counts, means, weights)
    for _ in range(ROUNDS):
        root = np.sqrt(weights * means)
        target = (line + (counts - means) / means) * root
        slopes = np.asarray(np.linalg.lstsq(design * root[:, None], target)[0], float)
        line = design @ slopes
        means = np.exp(np.clip(line, -700, 700))
        now = _deviance(counts, means, weights)
        if abs(now - before) < SETTLED * (abs(now) + 0.1):
            freedom = len(counts) - design.shape[1]
            pearson = float((weights * (counts - means) ** 2 / means).sum()) / freedom
            return _Fit(slopes=slopes, means=means, dispersion=max(1.0, pearson))
        before = now
    return None


def _deviance(counts: Array, means: Array, weights: Array) -> float:
    ratio = np.log(np.where(counts > 0, counts, 1.0) / np.where(counts > 0, means, 1.0))
    return float(2 * (weights * (counts * ratio - (counts - means))).sum())


def _weights(counts: Array, design: Array, fit: _Fit) -> Array:
    """Less weight for weeks far above the first fit; the weights average one."""
    rotated = np.linalg.qr(design * np.sqrt(fit.means)[:, None])[0]
    leverage = np.minimum((rotated**2).sum(1), 1 - 1e-9)
    raw = 1.5 * (counts ** (2 / 3) * fit.means ** (-1 / 6) - np.sqrt(fit.means))
    residual = raw / np.sqrt(fit.dispersion * (1 - leverage))
    weight = np.where(residual > RESIDUAL_LIMIT, np.maximum(residual, 1.0) ** -2.0, 1.0)
    return np.asarray(weight * len(weight) / weight.sum())
